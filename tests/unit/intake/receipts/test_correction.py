"""The copy goes back: unchanged it is judged as the original was, corrected it is accepted."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook.workbook import Workbook

from orchestration.gates.findings import Finding
from orchestration.intake.receipts.book import workbook_bytes
from orchestration.intake.receipts.receipt import DeliveryFacts
from orchestration.intake.reports.judging.verdict import SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.layout import COLUMNS
from orchestration.intake.reports.reading.report import ReadReport, read_report
from tests.workbooks import RECEIVED, cover, csv_report, good_row, good_rows, ods, report, ruc_number, sheets, xlsx

ARCHIVOS = Path(__file__).parents[1] / "reports" / "reading" / "archivos"

# Every rule that holds a row back: the code, what breaks it, and what the centre writes in its place.
FAULTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("fecha_ausente", {"Fecha": None}, {"Fecha": date(2024, 9, 2)}),
    ("fecha_ilegible", {"Fecha": "31/09/2024"}, {"Fecha": "30/09/2024"}),
    ("fecha_fuera_del_mes", {"Fecha": date(2024, 10, 1)}, {"Fecha": datetime(2024, 9, 30)}),
    ("tipo_documento_desconocido", {"Tipo de documento": "RUT"}, {"Tipo de documento": "RUC"}),
    ("numero_documento_ausente", {"Número de documento": None}, {"Número de documento": ruc_number("2055555555")}),
    ("numero_documento_invalido", {"Número de documento": "123"}, {"Número de documento": ruc_number("2066666666")}),
    ("cliente_vacio", {"Cliente": None}, {"Cliente": "EMPRESA SINTETICA HALLADA"}),
    ("tipo_cliente_desconocido", {"Tipo de cliente": "Empresa formall"}, {"Tipo de cliente": "Empresa formal"}),
    ("servicio_desconocido", {"Servicio": "Ensayos"}, {"Servicio": "4. Ensayos de laboratorio"}),
    ("tarea_desconocida", {"Tarea": "4.9"}, {"Tarea": "4.1. Ensayos de laboratorio"}),
    ("tarea_de_otro_servicio", {"Tarea": "5.1"}, {"Tarea": 4.1}),
    ("categoria_desconocida", {"Categoría presupuestal": "PP0001"}, {"Categoría presupuestal": "PP0093"}),
    ("cantidad_invalida", {"Cantidad": 0}, {"Cantidad": 1}),
    ("cantidad_invalida", {"Cantidad": "doce"}, {"Cantidad": 12}),
    ("importe_invalido", {"Importe": "gratis"}, {"Importe": None}),
    ("importe_invalido", {"Importe": -1}, {"Importe": 1.5}),
    ("ubigeo_inexistente", {"Ubigeo": "999999"}, {"Ubigeo": "010101"}),
]


def judged(content: bytes, name: str = "constancia.xlsx") -> tuple[ReadReport, Verdict]:
    read = read_report(content, name)
    return read, judge([SubmittedReport(read, RECEIVED)])[0]


def receipt_of(content: bytes, name: str = "reporte.xlsx") -> bytes:
    """With a copy, whatever was found: one without a finding is warned about."""
    read, verdict = judged(content, name)
    if not (verdict.motivos or verdict.advertencias):
        verdict = replace(verdict, advertencias=(Finding("advertencia", "prueba", "Advertencia de la prueba."),))
    return workbook_bytes(read, verdict, DeliveryFacts("00ff00ff00ff00ff", RECEIVED, 1))


def corrected(receipt: bytes, correct: Callable[[Workbook], None]) -> Verdict:
    """The verdict on the receipt's copy, corrected in a spreadsheet program and sent back."""
    book = openpyxl.load_workbook(io.BytesIO(receipt))
    correct(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return judged(buffer.getvalue())[1]


def write_row(book: Workbook, row: int, values: Mapping[str, Any]) -> None:
    header = [cell.value for cell in book["Atenciones"][1]]
    for column, value in values.items():
        book["Atenciones"].cell(row, header.index(column) + 1).value = value


def with_formula(content: bytes, cell: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["Atenciones"][cell].value = "=B2*3"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_copy_with_every_kind_of_observed_cell_is_accepted_once_corrected() -> None:
    rows = [good_row(number, **bad) for number, (_, bad, _) in enumerate(FAULTS, start=1)]
    rows += [good_row(90), good_row(90), good_row(91)]
    content = with_formula(report(rows), f"M{len(rows) + 1}")
    original = judged(content)[1]
    assert original.estado == "rechazado"
    held = {finding.codigo for finding in original.motivos if finding.nivel == "fila"}
    assert held == {code for code, _, _ in FAULTS} | {"fila_repetida", "formula_sin_valor"}

    def correct(book: Workbook) -> None:
        for row, (_, _, good) in enumerate(FAULTS, start=2):
            write_row(book, row, good)
        write_row(
            book, len(rows), {"Cliente": "EMPRESA SINTETICA OTRA", "Número de documento": ruc_number("2077777777")}
        )
        write_row(book, len(rows) + 1, {"Importe": 30})
        book["Carátula"]["B5"].value = sum(12 if row["Cantidad"] == "doce" else 1 for row in rows)
        book["Carátula"]["B6"].value = len(rows)

    verdict = corrected(receipt_of(content), correct)
    assert [finding.mensaje for finding in verdict.motivos] == []
    assert (verdict.estado, verdict.filas_aceptadas) == ("aceptado", len(rows))


def test_a_wrong_cover_is_accepted_once_corrected() -> None:
    rows = good_rows(3)
    said = cover(rows, **{"CITE/UT": "CITE Marte", "Periodo": "mes pasado", "Total de clientes": 9})

    def correct(book: Workbook) -> None:
        for cell, value in {"B1": "CITEmadera y del mueble Lima", "B2": "2024-09", "B6": 3}.items():
            book["Carátula"][cell].value = value

    assert corrected(receipt_of(report(rows, said)), correct).estado == "aceptado"


@pytest.mark.parametrize("missing", ["Tarea", "Cliente", "Fecha"])
def test_a_missing_column_is_accepted_once_filled_in(missing: str) -> None:
    rows = good_rows(3)
    receipt = receipt_of(xlsx(sheets(rows, columns=[column for column in COLUMNS if column != missing])))

    def correct(book: Workbook) -> None:
        for row, values in enumerate(rows, start=2):
            write_row(book, row, {missing: values[missing]})

    assert corrected(receipt, correct).estado == "aceptado"


@pytest.mark.parametrize("missing", ["Carátula", "Atenciones"])
def test_a_missing_sheet_is_accepted_once_filled_in(missing: str) -> None:
    grids = sheets(good_rows(2))
    filled = grids.pop(missing)

    def correct(book: Workbook) -> None:
        for row, line in enumerate(filled, start=1):
            values = dict(zip(filled[0], line, strict=True)) if missing == "Atenciones" else {}
            if row > 1 and values:
                write_row(book, row, values)
            elif missing == "Carátula":
                book[missing].cell(row, 2).value = line[1]

    assert corrected(receipt_of(xlsx(grids)), correct).estado == "aceptado"


def titled(rows: list[dict[str, Any]]) -> bytes:
    """Title rows, columns in another order, an extra one, a blank row, a total at the foot, other names' case."""
    columns = (*reversed(COLUMNS), "Notas")
    grids = sheets(rows, columns=columns)
    lines = [["REPORTE MENSUAL"], [], *grids["Atenciones"], ["Total", None, 99]]
    lines[4:4] = [[]]
    said = [[], [None, None], *grids["Carátula"][::-1]]
    return xlsx({"CARATULA": said, "Otra": [["x"]], "atenciones": lines})


MIXED = [
    good_row(1),
    good_row(2, Fecha="15-09-24", **{"Número de documento": 20131369477.0}, Tarea=4.1, Ubigeo=10101),
    good_row(3, **{"Tipo de documento": "DNI", "Número de documento": 1234567}, Importe="S/ 1,200.50"),
    good_row(4, **{"Tipo de documento": "SIN DOCUMENTO", "Número de documento": None}, Focalizado=True),
    good_row(5, Servicio=4, Cantidad="3", Cliente="  Ñandú  &\n<b>Hnos</b> "),
    good_row(6, Fecha=date(2024, 10, 2), Importe=0.1 + 0.2),
    good_row(7, Cantidad=1.5),
    good_row(7, Cantidad=1.5),
    *[good_row(n) for n in range(20, 80)],
]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (report(MIXED), "r.xlsx"),
        (titled(MIXED), "r.xlsx"),
        (xlsx(sheets(MIXED), date_1904=True), "r.xlsx"),
        (ods(sheets(MIXED[:3])), "r.ods"),
        (csv_report(sheets(MIXED), ";", "cp1252"), "r.csv"),
        (csv_report({"Atenciones": sheets(MIXED)["Atenciones"]}), "2024-09_citemadera-lima.csv"),
        ((ARCHIVOS / "reporte.xls").read_bytes(), "r.xls"),
        ((ARCHIVOS / "reporte.xlsb").read_bytes(), "r.xlsb"),
        (report([]), "vacio.xlsx"),
    ],
    ids=["xlsx", "titles", "1904", "ods", "csv", "csv without cover", "xls", "xlsb", "empty"],
)
def test_an_unchanged_copy_is_judged_as_the_original(content: bytes, name: str) -> None:
    read, original = judged(content, name)
    again, verdict = judged(receipt_of(content, name))
    assert read.has_table and again.row_numbers == read.row_numbers and again.header_row == read.header_row
    assert [again.columns[c] for c in again.columns] == [read.columns[c] for c in again.columns]

    def findings(of: Verdict) -> list[tuple[Any, ...]]:
        found = (f for f in (*of.motivos, *of.advertencias) if f.codigo != "fila_de_suma")  # the copy has no sum row
        return [(f.nivel, f.codigo, f.fila, f.columna, f.valor) for f in found]

    assert findings(verdict) == findings(original)
    for name in ("estado", "filas", "filas_aceptadas", "filas_observadas", "servicios", "clientes", "importe"):
        assert getattr(verdict, name) == getattr(original, name)
    pd.testing.assert_frame_equal(verdict.atenciones.drop(columns="hoja"), original.atenciones.drop(columns="hoja"))
