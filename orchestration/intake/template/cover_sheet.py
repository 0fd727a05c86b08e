"""The sheets Carátula and Instrucciones of the template: what the centre signs, and how the workbook is filled in.
The formulas of the totals belong to `totals`; the table, to `table_sheet`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from orchestration.intake.receipts.style import (
    GRID,
    INK,
    PADDED,
    PAPER,
    QUIET,
    Formats,
    row_height,
    set_up_page,
    text_lines,
)
from orchestration.intake.reports.judging.cover import CLIENTS, SERVICES
from orchestration.intake.reports.reading.layout import COVER_KEYS
from orchestration.intake.template import totals
from orchestration.intake.template.columns import columns

GUIDE_SHEET = "Instrucciones"
_NO_ATTENTIONS, _FILLED = "¿Mes sin atenciones?", "Filas hasta la última llena"
_FIRST_ROW = 2  # 0-based: under the title
_ROW = {key: _FIRST_ROW + place for place, key in enumerate((*COVER_KEYS, _NO_ATTENTIONS, _FILLED))}
_OPEN = "#FFFBEA"


def write_cover(
    sheet: Worksheet, formats: Formats, centre: str, month: date, month_name: str, body: Mapping[str, str]
) -> None:
    """The centre fills in the clear cells; the others are locked, without a password."""
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 52)
    sheet.set_row(0, 30)
    title = formats(bold=True, font_size=16, font_color=INK)
    sheet.write_string(0, 0, f"Reporte mensual de atenciones · {month_name}", title)
    for key, row in _ROW.items():
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, key, formats(bold=True, bg_color=PAPER, **GRID, **PADDED))
    _write_known(sheet, formats, centre, month)
    _write_open(sheet, formats, month)
    _write_totals(sheet, formats, body)
    foot = formats(italic=True, font_color=QUIET, text_wrap=True, valign="top")
    told = "Llene las celdas claras. Los totales se cuentan solos desde la hoja Atenciones."
    sheet.merge_range(max(_ROW.values()) + 2, 0, max(_ROW.values()) + 2, 1, told, foot)
    sheet.set_selection(_ROW["Responsable"], 1, _ROW["Responsable"], 1)
    sheet.hide_gridlines(2)
    sheet.protect()
    set_up_page(sheet, footer=f"{centre} · {month_name}")


def _write_known(sheet: Worksheet, formats: Formats, centre: str, month: date) -> None:
    locked = formats(**GRID, **PADDED, num_format="@")
    sheet.write_string(_ROW["CITE/UT"], 1, centre, locked)
    sheet.write_string(_ROW["Periodo"], 1, f"{month:%Y-%m}", locked)


def _write_open(sheet: Worksheet, formats: Formats, month: date) -> None:
    """Nothing stands on the right of an open cell: the reader takes the next filled cell for its value."""
    clear = {"bg_color": _OPEN, "locked": False, **GRID, **PADDED}
    sheet.write_blank(_ROW["Responsable"], 1, None, formats(**clear))
    sent, none = _ROW["Fecha de envío"], _ROW[_NO_ATTENTIONS]
    sheet.write_blank(sent, 1, None, formats(**clear, num_format="dd/mm/yyyy"))
    told = "Escriba el día en que envía el libro."
    sheet.data_validation(
        sent, 1, sent, 1, {"validate": "date", "criteria": ">=", "value": month, "error_message": told}
    )
    sheet.write_string(none, 1, "No", formats(**clear))
    sheet.data_validation(none, 1, none, 1, {"validate": "list", "source": ["No", "Sí"]})


def _write_totals(sheet: Worksheet, formats: Formats, body: Mapping[str, str]) -> None:
    filled, none = (xl_rowcol_to_cell(_ROW[key], 1, row_abs=True, col_abs=True) for key in (_FILLED, _NO_ATTENTIONS))
    counted = totals.Counted(body, filled, none)
    look = formats(bold=True, num_format="0", **GRID, **PADDED)
    for key, formula in ((SERVICES, totals.services(counted)), (CLIENTS, totals.clients(counted))):
        sheet.write_array_formula(_ROW[key], 1, _ROW[key], 1, "{" + formula + "}", look, totals.UNFILLED)
    sheet.write_formula(_ROW[_FILLED], 1, totals.filled_rows(body), formats(num_format="0", **GRID, **PADDED), 0)


def write_guide(sheet: Worksheet, formats: Formats, month: date) -> None:
    """In words; one line a column, never the titles in one line: this sheet must not look like the table."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 13)
    sheet.set_column(2, 2, 92)
    title, text = formats(bold=True, font_size=16, font_color=INK), formats(text_wrap=True, **GRID, **PADDED)
    sheet.write_string(0, 0, "Cómo llenar el reporte mensual", title)
    sheet.set_row(0, 30)
    row = 2
    for number, step in enumerate(_STEPS, start=1):
        sheet.merge_range(row, 0, row, 2, f"{number}. {step}", formats(text_wrap=True))
        sheet.set_row(row, row_height(text_lines(step, 131)))
        row += 1
    row += 1
    for place, heading in enumerate(("Columna", "¿Obligatoria?", "Qué se escribe")):
        sheet.write_string(row, place, heading, formats.header())
    for column in columns(month):
        row += 1
        sheet.write_string(row, 0, column.title, formats(bold=True, **GRID, **PADDED))
        sheet.write_string(row, 1, "Sí" if column.required else "No", text)
        sheet.write_string(row, 2, column.advice, text)
        sheet.set_row(row, row_height(text_lines(column.advice, 92)) + 2)
    sheet.hide_gridlines(2)
    sheet.protect()
    set_up_page(sheet, landscape=True, pages_high=1)


_STEPS = (
    "En la hoja Atenciones escriba una fila por atención, debajo de los títulos, sin dejar dos filas seguidas en "
    "blanco. La fila gris de arriba es un ejemplo: no se carga ni se cuenta, y no hace falta borrarla.",
    "Elija de las listas el tipo de documento y de cliente, el servicio, la tarea y la categoría. Elija el servicio "
    "antes que la tarea: la lista de tareas ofrece solo las suyas.",
    "Si copia de otro libro, péguelo como valores (Pegado especial, Valores): así las columnas conservan sus formatos "
    "y los documentos, sus ceros.",
    "Una celda en rojo tiene un RUC cuyo dígito verificador no corresponde; una en ámbar falta llenar.",
    "En la hoja Carátula escriba el responsable y la fecha de envío. Los dos totales se cuentan solos; si no cambian "
    "al llenar las filas, pulse F9.",
    "Si el centro no tuvo ninguna atención en el mes, dígalo en la Carátula: ¿Mes sin atenciones?, Sí.",
    "Guarde el libro como .xlsx y envíelo. A vuelta recibe una constancia con cada celda por corregir, si hay alguna.",
)
