"""Verdicts add up, control totals count every row as read, and a batch is judged as its reports would be alone."""

from __future__ import annotations

import io
import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import RECEIVED, cover, good_row, good_rows, report, sheets, xlsx

from orchestration.gates.findings import ExpectationResult, Suite, SuiteResult
from orchestration.intake.reports.judging.columns import ATENCIONES
from orchestration.intake.reports.judging.record import as_record
from orchestration.intake.reports.judging.verdict import SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.cells import Formula
from orchestration.intake.reports.reading.layout import COLUMNS, COVER_KEYS
from orchestration.intake.reports.reading.report import CoverCell, read_report


def verdict(rows: list[dict[str, Any]], **said: Any) -> Verdict:
    content = report(rows, cover(rows, **said))
    return judge([SubmittedReport(read_report(content, "reporte.xlsx"), RECEIVED)])[0]


def test_what_an_accepted_report_says() -> None:
    judged = verdict(good_rows(3))
    assert (judged.estado, judged.cite_codigo, judged.periodo) == ("aceptado", "citemadera-lima", date(2024, 9, 1))
    assert (judged.servicios, judged.clientes, judged.importe) == (3, 3, Decimal("31.50"))
    assert (judged.servicios_declarados, judged.clientes_declarados) == (3, 3)
    assert (judged.responsable, judged.fecha_envio) == ("Persona SINTETICA", date(2024, 10, 3))
    assert list(judged.atenciones.columns) == list(ATENCIONES)
    first = judged.atenciones.iloc[0]
    assert (first["fila"], first["fecha"], first["focalizado"]) == (2, pd.Timestamp(2024, 9, 2), True)
    assert (first["tipo_servicio_codigo"], first["tarea_codigo"], first["importe"]) == (4, "4.1", 10.5)


def test_rows_read_are_rows_loaded_and_quarantined() -> None:
    judged = verdict([*good_rows(4), good_row(5, Ubigeo="Lima", Cliente=None)])
    assert (judged.filas, judged.filas_aceptadas, judged.filas_observadas, judged.filas_rechazadas) == (5, 4, 1, 0)
    assert judged.observadas[0].motivos == ("cliente_vacio", "ubigeo_inexistente")
    assert judged.observadas[0].celdas["Ubigeo"] == "Lima"
    assert judged.observadas[0].celdas["Cliente"] is None


def test_totals_count_observed_rows_and_the_verdict_does_not() -> None:
    rows = [
        good_row(1),
        good_row(2, Cantidad=5, Ubigeo="Lima"),
        good_row(3, Cantidad=200_000),
        good_row(4, Cantidad="uno"),
    ]
    rows += good_rows(100)[4:]
    judged = verdict(rows, **{"Total de servicios": 1 + 5 + 200_000 + 96, "Total de clientes": 100})
    assert (judged.estado, judged.servicios, judged.clientes) == ("observado", 97, 97)


@pytest.mark.parametrize(
    ("declared", "estado"), [(2, "rechazado"), (3, "observado"), (4, "observado"), (5, "rechazado")]
)
def test_a_row_that_does_not_tell_its_client_may_be_one_more_or_none(declared: int, estado: str) -> None:
    rows = [*good_rows(3), good_row(4, **{"Número de documento": None})]
    assert verdict(rows, **{"Total de clientes": declared}).estado == estado


def test_a_client_without_document_is_known_by_name_within_the_centre() -> None:
    nameless = {"Tipo de documento": "SIN DOCUMENTO", "Número de documento": None}
    rows = [good_row(1, Cliente="José Sintético", **nameless), good_row(2, Cliente="JOSE  SINTETICO", **nameless)]
    assert verdict(rows, **{"Total de clientes": 1}).clientes == 1


def test_an_empty_report_that_declares_none_is_accepted() -> None:
    judged = verdict([])
    assert (judged.estado, judged.filas, judged.servicios, judged.clientes, judged.importe) == ("aceptado", 0, 0, 0, 0)
    assert not judged.advertencias


def test_amounts_not_given_stay_unknown() -> None:
    assert verdict([good_row(1, Importe=None)]).importe is None
    assert verdict([good_row(1, Importe=None), good_row(2, Importe=0)]).importe == 0


def test_a_report_without_a_required_column_has_rows_and_no_row_findings() -> None:
    content = xlsx(sheets(good_rows(5), columns=[name for name in COLUMNS if name != "Fecha"]))
    judged = judge([SubmittedReport(read_report(content, "x"), RECEIVED)])[0]
    assert [(f.codigo, f.columna, f.valor) for f in judged.motivos] == [("columna_faltante", "Fecha", "Fecha")]
    assert (judged.filas, judged.filas_rechazadas, judged.cite_codigo) == (5, 5, "citemadera-lima")


def test_the_place_of_an_unreadable_report_is_where_it_was_handed_in() -> None:
    handed = SubmittedReport(read_report(b"", "x"), RECEIVED, "citepesquero-ilo", date(2024, 9, 1))
    judged = judge([handed])[0]
    assert (judged.cite_codigo, judged.periodo, judged.filas) == ("citepesquero-ilo", date(2024, 9, 1), None)


def test_a_batch_is_judged_as_its_reports_are_alone() -> None:
    contents = [
        report(good_rows(30)),
        b"",
        report([*good_rows(50), good_row(51, Cantidad=0)]),
        report([]),
        report([good_row(n, Fecha=None) for n in range(9)]),
    ]
    receptions = [SubmittedReport(read_report(content, f"{n}.xlsx"), RECEIVED) for n, content in enumerate(contents)]
    for together, reception in zip(judge(receptions), receptions, strict=True):
        alone = judge([reception])[0]
        for field in fields(Verdict):
            if field.name == "atenciones":
                pd.testing.assert_frame_equal(together.atenciones, alone.atenciones)
            else:
                assert getattr(together, field.name) == getattr(alone, field.name), field.name


def test_no_reports_no_verdicts() -> None:
    assert judge([]) == []


def test_a_rule_that_cannot_be_evaluated_lets_nothing_pass() -> None:
    def broken(frame: pd.DataFrame, suite: Suite) -> SuiteResult:
        return SuiteResult(suite.name, (ExpectationResult(suite.expectations[0], False, error="no column"),))

    with pytest.raises(ValueError, match="no se pudo evaluar"):
        judge([SubmittedReport(read_report(report(good_rows(1)), "x"), RECEIVED)], evaluate=broken)


def test_a_total_that_is_a_formula_without_value_is_told_as_unreadable() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report(good_rows(2))))
    book["Carátula"]["B5"] = "=SUM(Atenciones!I:I)"
    buffer = io.BytesIO()
    book.save(buffer)
    judged = judge([SubmittedReport(read_report(buffer.getvalue(), "x"), RECEIVED)])[0]
    assert (judged.estado, [f.codigo for f in judged.advertencias]) == ("aceptado", ["total_servicios_ilegible"])


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(Formula, st.text(max_size=5)),
    st.sampled_from(["DNI", "RUC", "SIN DOCUMENTO", "4.1", "#N/A", 1e300, 45550, "PP0093", 99999, 1]),
)
TIDY = read_report(report(good_rows(4)), "x.xlsx")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(CELLS, max_size=len(COLUMNS)), max_size=4), st.dictionaries(st.sampled_from(COVER_KEYS), CELLS)
)
def test_whatever_the_cells_the_answer_is_a_verdict(lines: list[list[Any]], said: dict[str, Any]) -> None:
    cells = tuple(tuple(line) for line in lines) + TIDY.cells[: 4 - len(lines)]
    told = dict(TIDY.cover) | {key: CoverCell(value, "Carátula", 1) for key, value in said.items()}
    read = replace(TIDY, cells=cells, row_numbers=tuple(range(2, 2 + len(cells))), cover=told)
    judged = judge([SubmittedReport(read, RECEIVED)])[0]
    assert judged.filas == len(cells) == judged.filas_aceptadas + judged.filas_observadas + judged.filas_rechazadas
    assert all(finding.mensaje and "{" not in finding.codigo for finding in (*judged.motivos, *judged.advertencias))
    json.dumps(as_record(judged), allow_nan=False)
    json.dumps([row.celdas for row in judged.observadas], allow_nan=False)
