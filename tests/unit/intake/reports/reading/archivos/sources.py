"""Writes the xlsx sources that LibreOffice turned into this folder's .xls and .ods reports; see README.md.
What the converted files should say belongs to `tests/unit/intake/reports/reading/test_converted.py`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from workbooks import COVER, good_row

from orchestration.intake.reports.reading.layout import COLUMNS

DATE = COLUMNS.index("Fecha")
QUANTITY, AMOUNT, DISTRICT = (COLUMNS.index(name) for name in ("Cantidad", "Importe", "Ubigeo"))
DOCUMENT = COLUMNS.index("Número de documento")
HEADER = 3
ROWS = 6


def write(file: Path, date_1904: bool = False) -> None:
    """A report as people lay it out: merged titles and dates, comments, formulas, an error, a total below."""
    with xlsxwriter.Workbook(file, {"date_1904": date_1904}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        _cover(book.add_worksheet("Carátula"), day)
        sheet = book.add_worksheet("Atenciones")
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "Red CITE: reporte SINTETICO")
        for column, name in enumerate(COLUMNS):
            sheet.write(HEADER, column, name)
        for number in range(1, ROWS + 1):
            row = good_row(number)
            for column, name in enumerate(COLUMNS):
                _write(sheet, HEADER + number, column, row[name], day)
        # One date for the first three attentions, as people write a day of training once.
        sheet.merge_range(HEADER + 1, DATE, HEADER + 3, DATE, "", day)
        sheet.write_datetime(HEADER + 1, DATE, date(2024, 9, 2), day)
        serial = (date(2024, 9, 7) - (date(1904, 1, 1) if date_1904 else date(1899, 12, 30))).days
        sheet.write_number(HEADER + 6, DATE, serial)
        sheet.write_number(HEADER + 4, DISTRICT, 10101)
        sheet.write_number(HEADER + 5, DOCUMENT, int(good_row(5)["Número de documento"]))
        sheet.write_formula(HEADER + 2, QUANTITY, "=1+2", None, 3)
        sheet.write_formula(HEADER + 3, AMOUNT, "=NA()", None, "#N/A")
        sheet.write_comment(HEADER + 1, QUANTITY, "nota SINTETICA")
        total = HEADER + ROWS + 2
        sheet.write(total, 0, "Total")
        sheet.write_formula(total, QUANTITY, f"=SUM(I{HEADER + 2}:I{total - 1})", None, 8)
        sheet.set_row(HEADER + 4, None, None, {"hidden": True})
    print(file)


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write(row, column, value)


def _cover(sheet: Any, day: Any) -> None:
    sheet.merge_range(0, 0, 0, 3, "Carátula SINTETICA")
    said = COVER | {"Periodo": date(2024, 9, 1), "Total de servicios": 8, "Total de clientes": ROWS}
    for row, (key, value) in enumerate(said.items(), start=2):
        sheet.merge_range(row, 1, row, 3, "", day)
        sheet.write(row, 0, key)
        _write(sheet, row, 1, value, day if isinstance(value, date) else None)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write(folder / "libre.xlsx")
    write(folder / "libre1904.xlsx", date_1904=True)
