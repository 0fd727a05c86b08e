"""Wording: a finding said again holds where and what to do, and never what the cell says."""

from __future__ import annotations

import re

import pytest

from orchestration.gates.findings import Expectation
from orchestration.gates.suites import limits, load_suite
from orchestration.intake.reports.judging.messages import fill
from orchestration.publication.history.wording import without_value

SECRET = "QUISPE SINTETICA 70000001"
RULES = [rule for name in ("reporte_filas", "reporte_caratula") for rule in load_suite(name).expectations]
PLACE = {"hoja": "Atenciones", "fila": 12, "columna": "Cliente"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.type}")
def test_no_rule_s_sentence_repeats_a_cell(rule: Expectation) -> None:
    names = {match.split(":")[0].strip("{}") for match in re.findall(r"\{[^{}]*\}", rule.meta["mensaje"])}
    written = {**dict.fromkeys(names, SECRET), **{k: v for k, v in limits().items() if k in names}, **PLACE}
    text = without_value(rule.code, fill(rule.meta["mensaje"], written), PLACE)
    assert "QUISPE" not in text and "70000001" not in text and "{" not in text
    if "fila" in names:
        assert "Fila 12" in text


def test_of_the_rules_under_a_code_the_one_that_spoke_is_said() -> None:
    place = {"hoja": "Atenciones", "fila": 5, "columna": "Número de documento"}
    message = "Fila 5, columna «Número de documento»: «123» no es un DNI: debe tener 8 dígitos. "
    message += "Revise el número en el documento del cliente."
    assert without_value("numero_documento_invalido", message, place) == message.replace("123", "…")


def test_a_limit_is_said_and_a_rule_that_is_no_more_gives_its_code() -> None:
    place = {"hoja": "Atenciones", "fila": 5, "columna": "Cantidad"}
    message = fill(
        "Fila 5, columna «Cantidad»: la cantidad «0» está fuera de rango. Debe ser un número entero de "
        "{cantidad_minima} a {cantidad_maxima:,}; si el servicio no se dio, borre la fila y ajuste los totales de la "
        "carátula.",
        limits(),
    )
    assert without_value("cantidad_invalida", message, place) == message.replace("«0»", "«…»")
    assert "de 1 a 100,000" in message
    assert without_value("regla_retirada", f"{SECRET} está mal", place) == "regla_retirada"
