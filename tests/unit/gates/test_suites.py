"""The rule files say all that they must, in one way, and what is written wrong is refused by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.core.paths import PROJECT
from orchestration.gates import rules
from orchestration.gates.findings import Expectation
from orchestration.gates.loads import GATES
from orchestration.gates.suites import columns_of, load_suite, read_data, suites_of

LOADS = ("reporte", *dict.fromkeys(gate.rules for gate in GATES.values()))
SUITES = [load_suite(name) for load in LOADS for name in suites_of(load)]
RULE: dict[str, Any] = {
    "codigo": "pocos",
    "titulo": "Pocos",
    "promesa": "Hay {minimo_de_prueba:.0%} o más.",
    "exige": {"cantidad": {"minimo": "$minimo_de_prueba"}},
    "efecto": "cierra",
    "mensaje": "Hay {cantidad}.",
    "razon": "Ejemplo.",
}
LIMITS = {"minimo_de_prueba": 0.9}


def stated(**change: Any) -> Expectation:
    return rules.expectation({**RULE, **change}, LIMITS)


def test_a_rule_becomes_an_expectation_with_its_limit_and_its_severity() -> None:
    found = stated()
    assert (found.type, found.kwargs) == (
        "expect_column_values_to_be_between",
        {"column": "cantidad", "min_value": 0.9},
    )
    assert (found.code, found.severity, found.meta["promesa"]) == ("pocos", "critical", "Hay 90\u00a0% o más.")
    assert stated(efecto="observa").severity == "warning"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"razon": ""}, "falta razon"),
        ({"nota": "x"}, "sobra nota"),
        ({"efecto": "grita"}, "el efecto «grita» no existe"),
        ({"exige": {"cantidad": {"minimo": "$nadie"}}}, "el límite «nadie» no está"),
        ({"exige": {"cantidad": "par"}}, "lo que se exige de «cantidad» no se entiende"),
        ({"exige": {"cantidad": {"uno_de": [1], "forma": "x"}}}, "se exigen varias cosas"),
        ({"exige": {"a": "nulo", "b": "nulo"}}, "«exige» nombra una columna"),
        ({"promesa": "Hay {cantidad}."}, "que no es un límite"),
    ],
)
def test_a_rule_written_wrong_is_refused_with_what_is_wrong(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        stated(**change)


def test_a_name_written_twice_is_refused_and_not_lost(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("uno: 1\nuno: 2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.yml: .*está dos veces: uno"):
        read_data(tmp_path / "x.yml")


@pytest.mark.parametrize("suite", SUITES, ids=[suite.name for suite in SUITES])
def test_a_suite_says_where_its_rows_come_from_and_a_derived_column_where_it_is_computed(suite: Any) -> None:
    assert (PROJECT / suite.meta["marco"]).is_file()
    assert suite.meta["una_fila_por"]
    for rule in suite.expectations:
        is_flag = True in rule.kwargs.get("value_set", ())
        assert is_flag == ("calculado_en" in rule.meta), rule.code
        if is_flag:
            text = (PROJECT / rule.meta["calculado_en"]).read_text(encoding="utf-8")
            assert columns_of(rule.kwargs)[0] in text, rule.code


def test_rules_that_share_a_code_share_their_title() -> None:
    for load in LOADS:
        titles: dict[tuple[str, str], str] = {}
        for suite in (load_suite(name) for name in suites_of(load)):
            for rule in suite.expectations:
                assert titles.setdefault((suite.name, rule.code), rule.meta["titulo"]) == rule.meta["titulo"]
