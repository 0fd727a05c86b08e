"""Small monthly reports for tests, in every container that can be written here; every person in them is SINTETICO.
What the reports should be judged to be belongs to the tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from stdnum.pe import ruc

from orchestration.intake.reports.reading.layout import COLUMNS

COVER: dict[str, Any] = {
    "CITE/UT": "CITEmadera y del mueble Lima",
    "Periodo": "2024-09",
    "Responsable": "Persona SINTETICA",
    "Fecha de envío": date(2024, 10, 3),
}
RECEIVED = datetime(2024, 10, 3, 9, 30)


def ruc_number(stem: str) -> str:
    """A RUC with its check digit from the first ten digits."""
    return stem + str(ruc.calc_check_digit(stem))


def good_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A row that breaks no rule; a different client for each number. Changes go by the column's name."""
    row: dict[str, Any] = {
        "Fecha": date(2024, 9, 1 + number % 28),
        "Tipo de documento": "RUC",
        "Número de documento": ruc_number(f"20{number:08d}"),
        "Cliente": f"EMPRESA SINTETICA {number}",
        "Tipo de cliente": "Empresa formal",
        "Servicio": "4. Ensayos de laboratorio",
        "Tarea": "4.1",
        "Categoría presupuestal": "PP0093",
        "Cantidad": 1,
        "Sexo": "F",
        "Ubigeo": "150101",
        "Focalizado": "Sí",
        "Importe": 10.5,
        "Medio de verificación": f"Acta {number}",
    }
    return row | changes


def good_rows(count: int) -> list[dict[str, Any]]:
    return [good_row(number) for number in range(1, count + 1)]


def cover(rows: Sequence[Mapping[str, Any]], **changes: Any) -> dict[str, Any]:
    """The cover with the totals of well-written rows."""
    totals = {
        "Total de servicios": sum(row["Cantidad"] for row in rows if isinstance(row["Cantidad"], int)),
        "Total de clientes": len({(row["Tipo de documento"], row["Número de documento"]) for row in rows}),
    }
    return COVER | totals | changes


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> list[list[Any]]:
    return [list(columns), *([row.get(column) for column in columns] for row in rows)]


def sheets(
    rows: Sequence[Mapping[str, Any]], said: Mapping[str, Any] | None = None, columns: Sequence[str] = COLUMNS
) -> dict[str, list[list[Any]]]:
    """The two sheets of a report as grids."""
    said = cover(rows) if said is None else said
    return {"Carátula": [[key, value] for key, value in said.items()], "Atenciones": table(rows, columns)}


def xlsx(grids: Mapping[str, Sequence[Sequence[Any]]], **options: Any) -> bytes:
    """A workbook; a text that begins with `=` becomes a formula. The same grids give the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        book.set_properties({"created": RECEIVED})  # not the clock: the same report is the same bytes
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, grid in grids.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(grid):
                for column, value in enumerate(line):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, days)
                    elif isinstance(value, str) and not value.startswith("="):
                        sheet.write_string(row, column, value)
                    elif value is not None:
                        sheet.write(row, column, value)
    return buffer.getvalue()


def report(rows: Sequence[Mapping[str, Any]], said: Mapping[str, Any] | None = None) -> bytes:
    """A whole report as an xlsx workbook."""
    return xlsx(sheets(rows, said))


def csv_report(grids: Mapping[str, Sequence[Sequence[Any]]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """The cover's lines, then the table."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    for grid in grids.values():
        writer.writerows([f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in line] for line in grid)
    return buffer.getvalue().encode(encoding)


def ods(grids: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A minimal OpenDocument spreadsheet, written by hand: no library of the project writes one."""
    body = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, grid))}</table:table>'
        for name, grid in grids.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def _ods_row(line: Sequence[Any]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
