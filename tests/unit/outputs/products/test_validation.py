"""The record of validation names the rules as people do, and never by their code."""

from __future__ import annotations

from orchestration.gates.suites import title_of
from orchestration.outputs.products import validation
from tests.unit.outputs.products.conftest import ILO, PROGRAMME, month_of, table


def test_a_rule_is_called_by_its_title_and_what_no_rule_knows_by_its_words() -> None:
    found = {"version": 1, "nivel": "fila", "hallazgos": 2}
    codes = ("importe_invalido", "regla_de_antes")
    month = month_of(findings={ILO: [found | {"codigo": code} for code in codes]})
    printed = [row.cells[1] for row in table(validation.document(month, ILO, PROGRAMME), "Tabla 3").rows]
    assert printed == [title_of("reporte", "importe_invalido"), "Regla de antes"]
    assert "importe_invalido" not in printed
