"""A month that a delivery of Data Perú brought is said to be imported, and nobody is said to owe its report.
Centres and figures are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from orchestration.outputs.products import clients, scope, services
from orchestration.outputs.products.month import Month
from orchestration.outputs.products.parts import IMPORTED, REPORTS, REPORTS_AND_IMPORTED, source_of
from tests.unit.outputs.products import conftest as given
from tests.unit.outputs.products.conftest import ILO, LIMA, PROGRAMME, accepted, said, table

MAY = date(2023, 5, 1)
UNDUE = accepted(estado="sin reporte", debido=False, reporte_id=None, version=None, versiones_recibidas=0)
UNSENT = UNDUE | {"debido": True}


def clients_of(origin: str, to_date: int | None = 441) -> list[dict[str, Any]]:
    """Rows of `marts.clientes_por_tipo`: the total alone."""
    kind = {"tipo_cliente_codigo": None, "tipo_cliente": "Total", "reportes_faltantes": None}
    return [kind | {"clientes_mes": None, "clientes_acumulado": to_date, "origen": origin}]


def imported(**other: Any) -> Month:
    known = {"clients": {ILO: clients_of("data_peru")}, "services": {ILO: given.services(None, "data_peru")}}
    return given.month_of(first=MAY, **(known | other))


@pytest.mark.parametrize("report", [clients, services])
def test_a_report_on_imported_figures_says_where_they_are_from(report: Any) -> None:
    document = report.document(imported(), ILO)
    assert "Cifras importadas de una entrega de Data Perú: el centro no debía reportar mayo de 2023" in said(document)
    assert "Sin dato: el centro" not in said(document)
    assert table(document, "Tabla 1").source == IMPORTED
    note = "Cifras de mayo de 2023 importadas de una entrega de Data Perú: de ese mes no hay reporte."
    assert note in table(document, "Tabla 1").notes


def test_an_import_in_the_place_of_a_report_that_is_due_does_not_excuse_it() -> None:
    text = said(clients.document(imported(coverage={ILO: [UNSENT]}), ILO))
    assert "entrega de Data Perú: el reporte de mayo de 2023 no se ha recibido." in text


def test_a_delivery_without_a_figure_brings_none() -> None:
    empty = given.month_of(first=MAY, clients={ILO: clients_of("data_peru", None)})
    assert not empty.imported(ILO)
    assert "Sin dato: el centro no debía reportar mayo de 2023" in said(clients.document(empty, ILO))


def test_the_source_line_says_what_the_figures_came_from() -> None:
    reported, brought = given.services(), given.services(None, "data_peru")
    found = [source_of(rows) for rows in (reported, brought, [*reported, *brought])]
    assert found == [REPORTS, IMPORTED, REPORTS_AND_IMPORTED]


def test_nobody_lacks_a_report_that_was_not_due() -> None:
    month = imported(coverage={LIMA: [UNDUE]})
    assert month.missing([ILO, LIMA]) == []
    assert given.month_of(coverage={LIMA: [UNSENT], ILO: [accepted()]}).missing([ILO, LIMA]) == [LIMA]


def test_a_scope_report_of_an_imported_month_asks_nobody_for_a_report() -> None:
    document = scope.document(imported(), PROGRAMME, [ILO, LIMA])
    assert "Ningún centro del programa debía reportar este mes" in said(document)
    assert "Falta" not in said(document) and "Todos los centros" not in said(document)
    assert "entrega de Data Perú, que no dice la categoría presupuestal" in said(document)
    assert [row.cells[1] for row in table(document, "Tabla 1").rows[:2]] == ["no debía reportar"] * 2
