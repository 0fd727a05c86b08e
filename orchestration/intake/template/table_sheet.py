"""The sheet Atenciones of the template: an example above the header, then rows to fill in, with lists and formats.
What stands above the header is no row by the format's own rule, so that the example is never loaded nor counted."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.intake.receipts import lists
from orchestration.intake.receipts.style import GRID, INK, NUMBER_FORMATS, PADDED, PAPER, QUIET, Formats, set_up_page
from orchestration.intake.reports.reading.layout import DATE, DOCUMENT, DOCUMENT_TYPE, QUANTITY, TABLE_SHEET
from orchestration.intake.template.catalogues import tasks_of
from orchestration.intake.template.columns import TemplateColumn, columns

_EXAMPLE_ROW, HEADER_ROW, FIRST_ROW = 2, 3, 4  # 0-based
# What the reader is built for in one month of one centre (docs/limites.md); the busiest of 2024 reports some hundreds.
LAST_ROW = FIRST_ROW + 19_999
_NOTE = "La fila gris es un ejemplo: no se carga ni se cuenta. Escriba sus atenciones debajo de los títulos."
_CENTRED: dict[str, Any] = {"align": "center"}
_RIGHT: dict[str, Any] = {"align": "right", "indent": 1}
_SIDES: dict[str, dict[str, Any]] = {
    "sigla": _CENTRED,
    "fecha": _CENTRED,
    "entero": _RIGHT,
    "importe": _RIGHT,
    "texto": PADDED,
}
_INVALID, _MISSING = "#F5A9A3", "#FFF0CC"


def body_of(month: date) -> dict[str, str]:
    """Where the body of each column stands, as a formula of another sheet names it, by the column's title."""
    return {
        column.title: f"{TABLE_SHEET}!{xl_range_abs(FIRST_ROW, index, LAST_ROW, index)}"
        for index, column in enumerate(columns(month))
    }


def write_table(book: Workbook, sheet: Worksheet, formats: Formats, centre: str, month: date, month_name: str) -> None:
    """Not protected: a row pasted from another workbook would lock its own cells."""
    described = columns(month)
    last = len(described) - 1
    title = f"Atenciones de {month_name} · {centre}"
    sheet.merge_range(0, 0, 0, last, title, formats(bold=True, font_size=14, font_color=INK))
    sheet.merge_range(1, 0, 1, last, _NOTE, formats(italic=True, font_color=QUIET))
    sheet.set_row(0, 24)
    sheet.set_row(1, 20)
    sheet.set_row(_EXAMPLE_ROW, 34)
    sheet.set_row(HEADER_ROW, 34)
    for index, column in enumerate(described):
        _write_column(sheet, formats, index, column)
    _offer_lists(sheet, described)
    _guard(sheet, described, month, month_name)
    _point_out(book, sheet, described)
    sheet.autofilter(HEADER_ROW, 0, LAST_ROW, last)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.set_selection(FIRST_ROW, 0, FIRST_ROW, 0)
    sheet.repeat_rows(HEADER_ROW)
    set_up_page(sheet, landscape=True, footer=f"{centre} · {month_name}")


def _write_column(sheet: Worksheet, formats: Formats, index: int, column: TemplateColumn) -> None:
    look = {"num_format": NUMBER_FORMATS[column.kind], "text_wrap": True, **_SIDES[column.kind], **GRID}
    sheet.set_column(index, index, column.width, formats(**look))
    example = formats(**look, italic=True, font_color=QUIET, bg_color=PAPER)
    if isinstance(column.example, date):
        sheet.write_datetime(_EXAMPLE_ROW, index, column.example, example)
    else:
        sheet.write(_EXAMPLE_ROW, index, column.example, example)
    fill = {"bg_color": INK if column.required else QUIET, "font_color": "#FFFFFF"}
    sheet.write_string(
        HEADER_ROW, index, column.title, formats(bold=True, text_wrap=True, align="center", **GRID, **fill)
    )


def _offer_lists(sheet: Worksheet, described: tuple[TemplateColumn, ...]) -> None:
    places = {column.title: index for index, column in enumerate(described)}
    for title, index in places.items():
        if title in lists.valid_values():
            service = f"${xl_col_to_name(places['Servicio'])}{FIRST_ROW + 1}"
            source = tasks_of(service) if title == "Tarea" else lists.source_of(title)
            _validate(sheet, index, title, "Elija un valor de la lista.", {"validate": "list", "source": source})


def _guard(sheet: Worksheet, described: tuple[TemplateColumn, ...], month: date, month_name: str) -> None:
    """What is typed is checked as it is typed; what is pasted, Excel does not ask, and the suites do."""
    places = {column.title: index for index, column in enumerate(described)}
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    within = {"validate": "date", "criteria": "between", "minimum": month, "maximum": last}
    _validate(sheet, places[DATE], DATE, f"Escriba un día de {month_name}, por ejemplo {month:15/%m/%Y}.", within)
    kind, number = (f"${xl_col_to_name(places[name])}{FIRST_ROW + 1}" for name in (DOCUMENT_TYPE, DOCUMENT))
    length = f'=IF({kind}="RUC",LEN({number})=11,IF({kind}="DNI",LEN({number})=8,{kind}<>"SIN DOCUMENTO"))'
    told = "RUC, 11 dígitos; DNI, 8. Si el tipo es SIN DOCUMENTO, deje la celda vacía."
    _validate(sheet, places[DOCUMENT], DOCUMENT, told, {"validate": "custom", "value": length})
    whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 100_000}
    _validate(sheet, places[QUANTITY], QUANTITY, "Escriba un número entero, desde 1.", whole)
    soles = {"validate": "decimal", "criteria": ">=", "value": 0}
    _validate(sheet, places["Importe"], "Importe", "Escriba soles, desde 0, sin letras.", soles)


def _validate(sheet: Worksheet, index: int, title: str, told: str, rule: dict[str, object]) -> None:
    said = {"error_title": title[:32], "error_message": told, "ignore_blank": True}
    sheet.data_validation(FIRST_ROW, index, LAST_ROW, index, rule | said)


def _point_out(book: Workbook, sheet: Worksheet, described: tuple[TemplateColumn, ...]) -> None:
    """In red a RUC whose check digit fails, in amber what a row that was begun still lacks."""
    places = {column.title: xl_col_to_name(index) for index, column in enumerate(described)}
    first, kind, number = FIRST_ROW + 1, places[DOCUMENT_TYPE], places[DOCUMENT]
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    weighted = "+".join(f"MID(${number}{first},{place},1)*{weight}" for place, weight in enumerate(weights, start=1))
    digit = f"MOD(11-MOD({weighted},11),10)=VALUE(RIGHT(${number}{first},1))"
    wrong = f'=AND(${kind}{first}="RUC",${number}{first}<>"",NOT(IFERROR(AND(LEN(${number}{first})=11,{digit}),FALSE)))'
    _highlight(book, sheet, list(places).index(DOCUMENT), wrong, _INVALID)
    begun = f"COUNTA(${places[DATE]}{first}:${places[described[-1].title]}{first})>0"
    for index, column in enumerate(described):
        undocumented = f',${kind}{first}<>"SIN DOCUMENTO"' if column.title == DOCUMENT else ""
        if column.required:
            lacking = f'=AND({begun},${places[column.title]}{first}=""{undocumented})'
            _highlight(book, sheet, index, lacking, _MISSING)


def _highlight(book: Workbook, sheet: Worksheet, index: int, formula: str, fill: str) -> None:
    look = book.add_format({"bg_color": fill})
    sheet.conditional_format(
        FIRST_ROW, index, LAST_ROW, index, {"type": "formula", "criteria": formula, "format": look}
    )
