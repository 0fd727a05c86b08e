"""Careless but honest workbooks, one kind of carelessness a case: each is read as the tidy report that it means."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import RECEIVED, cover, csv_report, good_row, good_rows, report, sheets, table, xlsx

from orchestration.intake.reports.judging.verdict import SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.layout import COLUMNS
from orchestration.intake.reports.reading.report import read_report

Grids = dict[str, list[list[Any]]]
ROWS = [good_row(1, Ubigeo="010101"), good_row(2), good_row(3, Cantidad=4)]


def judged(content: bytes, name: str = "reporte.xlsx") -> Verdict:
    return judge([SubmittedReport(read_report(content, name), RECEIVED)])[0]


def changed(change: Callable[[Grids], Any]) -> bytes:
    """The tidy report with its grids changed."""
    grids = sheets(ROWS)
    change(grids)
    return xlsx(grids)


def edited(edit: Callable[[Worksheet, Worksheet], Any], rows: list[dict[str, Any]] = ROWS) -> bytes:
    """The tidy report as openpyxl saves it after an edit of its two sheets."""
    book = openpyxl.load_workbook(io.BytesIO(report(rows)))
    edit(book["Carátula"], book["Atenciones"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_cells(**columns: list[Any]) -> bytes:
    """The tidy report with some columns written otherwise; the cover's totals stay."""
    rows = [row | {name: cells[n] for name, cells in columns.items()} for n, row in enumerate(ROWS)]
    return xlsx({"Carátula": sheets(ROWS)["Carátula"], "Atenciones": table(rows)})


def decomposed(grids: Grids) -> None:
    for name in list(grids):
        grid = [
            [unicodedata.normalize("NFD", c) if isinstance(c, str) else c for c in line] for line in grids.pop(name)
        ]
        grids[unicodedata.normalize("NFD", name)] = grid


def hard_spaces(grids: Grids) -> None:
    def spaced(cell: Any) -> Any:
        return "\u00a0" + cell.replace(" ", "\u00a0") + "\u200b" if isinstance(cell, str) else cell

    for grid in grids.values():
        grid[:] = [[spaced(cell) for cell in line] for line in grid]


def merged_titles(cover_sheet: Worksheet, sheet: Worksheet) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Red CITE: reporte SINTETICO"
    sheet.merge_cells("A1:N2")
    cover_sheet.insert_rows(1, 2)
    cover_sheet["A1"] = "Carátula del reporte SINTETICO"
    cover_sheet.merge_cells("A1:D1")
    for row in range(3, 9):
        cover_sheet.merge_cells(f"B{row}:D{row}")


def grouped_header(_: Worksheet, sheet: Worksheet) -> None:
    """Two lines of header: a group over document type and number, every other column merged over both lines."""
    sheet.insert_rows(1)
    for column in range(1, len(COLUMNS) + 1):
        if column in (2, 3):
            continue
        sheet.cell(1, column).value, sheet.cell(2, column).value = sheet.cell(2, column).value, None
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    sheet["B1"] = "Documento del cliente"
    sheet.merge_cells("B1:C1")


def tall_header(_: Worksheet, sheet: Worksheet) -> None:
    """A header three lines tall: the two that it leaves blank do not end the table."""
    sheet.insert_rows(2, 2)
    for column in range(1, len(COLUMNS) + 1):
        sheet.merge_cells(start_row=1, end_row=3, start_column=column, end_column=column)


def merged_day(_: Worksheet, sheet: Worksheet) -> None:
    sheet.merge_cells("A2:A4")


def hidden(cover_sheet: Worksheet, sheet: Worksheet) -> None:
    sheet.sheet_state, cover_sheet.sheet_state = "veryHidden", "visible"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True


def commented(_: Worksheet, sheet: Worksheet) -> None:
    sheet["I2"].comment = Comment("¿seguro? 99", "SINTETICO")


def filtered(_: Worksheet, sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:N4"
    sheet.freeze_panes = "A2"


def formulas() -> bytes:
    """Quantities and the total as formulas with their stored values, as Excel saves them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        said, sheet = book.add_worksheet("Carátula"), book.add_worksheet("Atenciones")
        for number, (key, value) in enumerate(cover(ROWS).items()):
            said.write_row(number, 0, [key, f"{value:%d/%m/%Y}" if isinstance(value, date) else value])
        said.write_formula("B5", "=SUM(Atenciones!I2:I4)", None, 6)
        for number, line in enumerate(table(ROWS)):
            for column, value in enumerate(line):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif number and COLUMNS[column] == "Cantidad":
                    sheet.write_formula(number, column, f"=0+{value}", None, value)
                else:
                    sheet.write(number, column, value)
    return buffer.getvalue()


def strict() -> bytes:
    """Excel's «Strict Open XML»: other namespaces, the same cells."""
    old = "http://schemas.openxmlformats.org"
    new = {f"{old}/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main"}
    new[f"{old}/officeDocument/2006/relationships"] = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(report(ROWS))) as tidy, zipfile.ZipFile(buffer, "w") as archive:
        for name in tidy.namelist():
            data = tidy.read(name)
            for from_, to in new.items():
                data = data.replace(from_.encode(), to.encode()) if name.startswith("xl/") else data
            archive.writestr(name, data)
    return buffer.getvalue()


WILD: dict[str, Callable[[], bytes]] = {
    "tidy": lambda: report(ROWS),
    "title rows": lambda: changed(
        lambda g: g["Atenciones"].__setitem__(slice(0, 0), [["Red CITE"], [], ["SINTETICO"]])
    ),
    "merged titles and cover": lambda: edited(merged_titles),
    "a header grouped over two lines": lambda: edited(grouped_header),
    "a header three lines tall": lambda: edited(tall_header),
    "one date merged over its attentions": lambda: edited(
        merged_day, [row | {"Fecha": date(2024, 9, 2)} for row in ROWS]
    ),
    "permuted columns": lambda: xlsx(sheets(ROWS, columns=[*COLUMNS[7:], *COLUMNS[:7]])),
    "columns in capitals, with breaks": lambda: changed(
        lambda g: g["Atenciones"].__setitem__(0, [c.upper().replace(" ", "\n") + ": " for c in COLUMNS])
    ),
    "sheets in capitals without accents": lambda: changed(
        lambda g: [g.update({name.upper().replace("Á", "A"): g.pop(name)}) for name in list(g)]
    ),
    "other sheets about it": lambda: changed(
        lambda g: g.update({"Instrucciones": [["Fecha", "Cliente", "Cantidad"]], "Hoja3": []})
    ),
    "sheets in the other order": lambda: changed(lambda g: g.update({"Carátula": g.pop("Carátula")})),
    "hidden sheet, row and column": lambda: edited(hidden),
    "comments": lambda: edited(commented),
    "a filter and frozen panes": lambda: edited(filtered),
    "notes and a total at the foot": lambda: changed(
        lambda g: g["Atenciones"].extend([[], ["TOTAL", *[None] * 7, 6], [], ["Nota: cifras SINTETICAS"]])
    ),
    "a blank row between rows": lambda: changed(lambda g: g["Atenciones"].insert(2, [None, " ", "\u00a0"])),
    "cover keys in another order, with notes": lambda: changed(
        lambda g: g.update({"Carátula": [["Llene lo amarillo"], *[[None, *line] for line in reversed(g["Carátula"])]]})
    ),
    "hard and invisible spaces": lambda: changed(hard_spaces),
    "decomposed accents": lambda: changed(decomposed),
    "dates that count from 1904": lambda: xlsx(sheets(ROWS), date_1904=True),
    "dates as text": lambda: with_cells(Fecha=["02/09/2024", "3-9-24", "2024-09-04"]),
    "dates as numbers": lambda: with_cells(Fecha=[45537, "45538", 45539.0]),
    "numbers as text": lambda: with_cells(Cantidad=["1", " 1 ", "4.0"], Importe=["10,5", "S/ 10.50", "10.5"]),
    "documents as numbers": lambda: with_cells(
        **{"Número de documento": [int(r["Número de documento"]) for r in ROWS]}
    ),
    "eaten zeros": lambda: with_cells(Ubigeo=[10101, 150101, "150101"]),
    "tasks and categories as numbers": lambda: with_cells(
        **{"Tarea": [4.1, "4,1", "4.1."], "Categoría presupuestal": [93, "0093", "PP 093"], "Servicio": [4, "4", "4.0"]}
    ),
    "the month as an Excel date": lambda: report(ROWS, cover(ROWS, Periodo=date(2024, 9, 30))),
    "formulas with their stored values": formulas,
    "strict open XML": strict,
    "csv with semicolons in Windows-1252": lambda: csv_report(sheets(ROWS), ";", "cp1252"),
    "csv with a byte order mark and blank lines": lambda: b"\xef\xbb\xbf\r\n" + csv_report(sheets(ROWS)),
}


# What the sender should hear of; elsewhere nothing but a column that the format lacks.
TOLD = {
    "hidden sheet, row and column": {"filas_ocultas", "hoja_oculta_leida", "columnas_desconocidas"},
    "notes and a total at the foot": {"fila_de_suma"},
}


@pytest.mark.parametrize("name", WILD)
def test_it_is_read_as_the_tidy_report(name: str) -> None:
    found = judged(WILD[name]())
    assert [f.mensaje for f in found.motivos] == []
    assert (found.estado, found.cite_codigo, found.periodo) == ("aceptado", "citemadera-lima", date(2024, 9, 1))
    assert (found.filas, found.servicios, found.clientes, found.importe) == (3, 6, 3, 31.5)
    assert {f.codigo for f in found.advertencias} <= TOLD.get(name, {"columnas_desconocidas"})
    loaded = found.atenciones
    assert list(loaded["ubigeo"]) == ["010101", "150101", "150101"]
    assert list(loaded["numero_documento"]) == [row["Número de documento"] for row in ROWS]
    assert [name.casefold() for name in loaded["cliente_nombre"]] == [f"empresa sintetica {n}" for n in (1, 2, 3)]
    if "merged over its attentions" not in name:
        assert [day.day for day in loaded["fecha"]] == [2, 3, 4]


def test_a_merged_quantity_was_given_once() -> None:
    def merge(_: Worksheet, sheet: Worksheet) -> None:
        sheet.merge_cells("I2:I3")
        sheet.merge_cells("M2:M3")

    found = judged(edited(merge, good_rows(2)))
    assert [(f.codigo, f.fila) for f in found.motivos if f.nivel == "fila"] == [("cantidad_invalida", 3)]
    read = read_report(edited(merge, good_rows(2)), "x")
    assert (read.column("Cantidad")[1], read.column("Importe")[1]) in [("", ""), (None, None)]


def test_what_is_merged_downwards_makes_no_row_of_a_blank_one() -> None:
    def merge(_: Worksheet, sheet: Worksheet) -> None:
        for column in range(1, len(COLUMNS) + 1):
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)

    assert judged(edited(merge)).filas == 3


@pytest.mark.parametrize(("name", "nearest"), [("Atencions", "Atencions"), ("Atención", "Atención"), ("Hoja1", None)])
def test_a_misspelt_sheet_is_refused_and_the_nearest_named(name: str, nearest: str | None) -> None:
    found = judged(changed(lambda grids: grids.update({name: grids.pop("Atenciones")})))
    message = found.motivos[0].mensaje
    assert (found.estado, found.motivos[0].codigo) == ("rechazado", "hoja_faltante")
    assert "Falta la hoja «Atenciones»" in message
    assert (f"¿Es la que el libro llama «{nearest}»?" in message) is (nearest is not None)


def test_extra_columns_are_named_and_left_out() -> None:
    found = judged(xlsx(sheets(ROWS, columns=["N°", *COLUMNS, "Observación"])))
    assert [f.codigo for f in found.advertencias] == ["columnas_desconocidas"]
    assert "N°, Observación" in found.advertencias[0].mensaje
    assert "Observación" not in found.atenciones.columns
