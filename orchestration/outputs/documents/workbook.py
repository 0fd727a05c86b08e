"""A document's tables as a workbook: a sheet a table, charts' figures too, counts as numbers; same input, same bytes.
Which tables there are, and what is kept back in them, is the document's."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.outputs.documents.blocks import RESERVED, Document, Rate, Row, Share, Table, Value, tables_of
from orchestration.outputs.documents.typeset import shown
from orchestration.outputs.documents.wording import percentage

_INK, _LINE, _PAPER = "#14304D", "#DFE7EE", "#F4F7F9"
_BASE = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NAME_WIDTH, _FIGURE_WIDTH, _TEXT_WIDTH = 66, 16, 60


def to_xlsx(document: Document, extra: Sequence[Table] = ()) -> bytes:
    """Sheets in reading order behind a first one that lists them; `extra` tables come last.

    Zero is the number 0; no data is an empty cell; a figure kept back is its sign.
    """
    tables = [*tables_of(document.sections), *extra]
    buffer = io.BytesIO()
    # In memory: also what fixes the dates inside the zip.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        book.set_properties({"title": document.title, "author": document.author, "created": document.published_at})
        writer = _Writer(book)
        writer.contents(document, tables)
        for table in tables:
            writer.table(table, document.notice)
    return buffer.getvalue()


class _Writer:
    """One workbook's sheets in the house's look."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._title = book.add_format(_BASE | {"bold": True, "font_size": 14, "font_color": _INK})
        self._plain = book.add_format(_BASE)
        self._notice = book.add_format(_BASE | {"italic": True, "font_color": "#7A3B10"})
        self._note = book.add_format(_BASE | {"font_size": 9, "font_color": "#4D5A67"})
        header = {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "text_wrap": True, "border": 1}
        self._headers = {side: book.add_format(_BASE | header | {"align": side}) for side in ("left", "right")}
        self._link = book.add_format(_BASE | {"font_color": "#14507D", "underline": 1})
        self._cells: dict[tuple[str, bool], Format] = {}

    def contents(self, document: Document, tables: Sequence[Table]) -> None:
        sheet = self._book.add_worksheet("Índice" if document.language == "es" else "Contents")
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, document.title, self._title)
        lines = [*document.imprint, *([("", document.notice)] if document.notice else [])]
        for number, (label, text) in enumerate(lines, start=1):
            sheet.write_string(number, 0, label, self._plain)
            sheet.write_string(number, 1, text, self._plain if label else self._notice)
        for number, table in enumerate(tables, start=len(lines) + 2):
            sheet.write_url(number, 0, f"internal:'{sheet_name(table)}'!A1", self._link, table.label)
            sheet.write_string(number, 1, table.title, self._plain)
        sheet.hide_gridlines(2)
        _set_up_page(sheet)

    def table(self, table: Table, notice: str) -> None:
        sheet = self._book.add_worksheet(sheet_name(table))
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, f"{table.label}. {table.title}", self._title)
        if notice:
            sheet.write_string(1, 0, notice, self._notice)
        for number, column in enumerate(table.columns):
            text = _TEXT_WIDTH if column.align == "left" else _FIGURE_WIDTH
            sheet.set_column(number, number, _NAME_WIDTH if number == 0 else text)
            sheet.write_string(2, number, column.title, self._headers[column.align])
        for place, row in enumerate(table.rows, start=3):
            self._row(sheet, place, row)
        for place, note in enumerate((*table.notes, table.source), start=4 + len(table.rows)):
            sheet.write_string(place, 0, note, self._note)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        _set_up_page(sheet)

    def _row(self, sheet: Worksheet, place: int, row: Row) -> None:
        for number, value in enumerate(row.cells):
            self._cell(sheet, place, number, value, row.is_total)

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Value, total: bool) -> None:
        if value is None:
            sheet.write_blank(row, column, None, self._format("text", total))
        elif isinstance(value, Share):
            exact = percentage(value.part, value.whole) / 100
            sheet.write_number(row, column, float(exact), self._format("share", total))
        elif isinstance(value, Rate):
            sheet.write_number(row, column, value.value, self._format("share", total))
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), self._format("amount", total))
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self._format("count", total))
        else:
            kind = "sign" if value is RESERVED else "text"
            sheet.write_string(row, column, shown(value), self._format(kind, total))

    def _format(self, kind: str, total: bool) -> Format:
        if (kind, total) not in self._cells:
            numbers = {
                "count": {"num_format": "#,##0"},
                "amount": {"num_format": "#,##0.00"},
                "share": {"num_format": "0.0%"},
                "sign": {"align": "right"},
            }
            look = {"bold": True, "bg_color": _PAPER} if total else {}
            self._cells[kind, total] = self._book.add_format(
                _BASE | numbers.get(kind, {}) | look | {"border": 1, "border_color": _LINE}
            )
        return self._cells[kind, total]


def _set_up_page(sheet: Worksheet) -> None:
    """A4 on its side, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def sheet_name(table: Table) -> str:
    """The label, as Excel allows it: 31 characters, none of `[]:*?/\\`."""
    return _FORBIDDEN.sub(" ", table.label)[:31]
