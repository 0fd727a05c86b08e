"""Writes one report as a file, xlsx or csv, byte for byte the same for the same report.
Nothing is decided here: what the cells say comes from `report.py`, and what is wrong with them from `dirt.py`."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from orchestration.synthetic.report import COVER_SHEET, ROWS_SHEET, TITLE, Cell, Report


def write_report(report: Report, path: Path) -> None:
    """Writes the report in the container that the path's suffix names: `.xlsx`, or `.csv` (`;`, Windows-1252).

    Raises:
        ValueError: the suffix is neither.
    """
    if path.suffix == ".xlsx":
        _write_xlsx(report, path)
    elif path.suffix == ".csv":
        _write_csv(report, path)
    else:
        raise ValueError(f"{path.name}: el generador escribe .xlsx o .csv.")


def _write_xlsx(report: Report, path: Path) -> None:
    """In memory, since only then XlsxWriter dates every part of the file 1980; the created date is the sending's."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    created = datetime.combine(report.sent, time(8))
    book.set_properties({"title": TITLE, "author": "Generador de datos sintéticos", "created": created})
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    cover = book.add_worksheet(COVER_SHEET)
    for number, (key, value) in enumerate(report.cover.items()):
        _write_line(cover, number, [key, value], day)
    cover.set_column(0, 1, 32)
    sheet = book.add_worksheet(ROWS_SHEET)
    for number, title in enumerate(report.titles):
        sheet.write_string(number, 0, title, bold)
    for number, line in enumerate(report.table(), start=len(report.titles)):
        _write_line(sheet, number, line, day)
    sheet.set_row(len(report.titles), None, bold)
    sheet.set_column(0, len(report.columns) - 1, 18)
    book.close()


def _write_line(sheet: xlsxwriter.worksheet.Worksheet, number: int, cells: list[Cell], day: object) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(number, column, cell, day)
        elif cell is not None:
            sheet.write_number(number, column, cell)


def _write_csv(report: Report, path: Path) -> None:
    """The cover as `key;value` lines, then the table; title rows stay out, since a csv has no sheets to tell apart."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([key, _as_text(value)] for key, value in report.cover.items())
    writer.writerows([_as_text(cell) for cell in line] for line in report.table())
    path.write_bytes(text.getvalue().encode("cp1252"))


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)
