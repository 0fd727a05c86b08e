"""The receipt's look, said once: fonts, colours, formats of cells, and text made safe to write.
What is written where belongs to the modules of each sheet."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.intake.reports.reading.cells import Cell, clean_text

_A4 = 9
INK, PAPER, LINE, QUIET = "#1F3A5F", "#F3F6FA", "#CBD5E1", "#5B6776"
# Fill of an offending cell, and of the band that says the report's estado with its text.
TONE_FILLS = {"rechaza": "#F5A9A3", "observa": "#FFD166", "advierte": "#BFE0FA", "fila": "#FFF8E5"}
ESTADO_FILLS = {
    "aceptado": ("#DFF3E4", "#1B6B32"),
    "observado": ("#FFF0CC", "#8A5300"),
    "rechazado": ("#FBDDDA", "#9C1F17"),
}
# LibreOffice heeds an indent only where the side is said.
PADDED: dict[str, Any] = {"align": "left", "indent": 1}
_CENTRED = {"align": "center"}
_RIGHT = {"align": "right", "indent": 1}
_SIDES: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("sigla", "fecha", "momento", "hora", "duracion"), _CENTRED),
    **dict.fromkeys(("entero", "cantidad", "importe", "general"), _RIGHT),
}
_BASE = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
GRID: dict[str, Any] = {"border": 1, "border_color": LINE}
_LETTERS_A_DIGIT = 1.15  # a usual letter is narrower than a digit; the rest is room for words that do not break
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
LONGEST_SENTENCE = 2_000
_FORMULA_LIKE = ("=", "+", "-", "@")
_FIRST_DAY = {False: datetime(1900, 3, 1), True: datetime(1904, 1, 2)}

NUMBER_FORMATS = {
    "texto": "@",
    "sigla": "@",
    "fecha": "dd/mm/yyyy",
    "momento": "dd/mm/yyyy hh:mm",
    "hora": "hh:mm:ss",
    "duracion": "[h]:mm:ss",
    "entero": "0",
    "cantidad": "#,##0",
    "importe": "#,##0.00",
    "general": "General",
}


class Formats:
    """A workbook's formats, each made once; `all_left` for cells read as a form, not as columns."""

    def __init__(self, book: Workbook, all_left: bool = False) -> None:
        self._all_left = all_left
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._cells: dict[tuple[str, str | None, bool], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """The house's font with these properties of xlsxwriter's `add_format`."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(_BASE | properties)
        return self._known[key]

    def cell(self, kind: str, tone: str | None = None, quoted: bool = False) -> Format:
        """A cell of the copy: `kind` of `NUMBER_FORMATS` (`sigla`: short text), `tone` of `TONE_FILLS`.

        `quoted` keeps a text text when a person edits it in Excel.
        """
        known = self._cells.get((kind, tone, quoted))
        if known is None:
            fill = {"bg_color": TONE_FILLS[tone]} if tone else {}
            quote = {"quote_prefix": True} if quoted else {}
            side = PADDED if self._all_left else _SIDES.get(kind, PADDED)
            known = self(num_format=NUMBER_FORMATS[kind], **GRID, **fill, **quote, **side)
            self._cells[kind, tone, quoted] = known
        return known

    def header(self, tone: str | None = None) -> Format:
        colours: dict[str, Any] = {"bg_color": TONE_FILLS[tone]} if tone else {"bg_color": INK, "font_color": "#FFFFFF"}
        return self(bold=True, text_wrap=True, **GRID, **PADDED, **colours)


def set_up_page(sheet: Worksheet, landscape: bool = False, footer: str = "&A", pages_high: int = 0) -> None:
    """A4, one page wide and `pages_high` (0: as many as it takes), numbered; `&A` in the footer is the sheet's name."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, pages_high)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&8{footer}&R&8Página &P de &N")


def safe_text(text: str) -> str:
    """The text as a workbook can hold it: no lone surrogates, never taken for xlsxwriter's rich markup.

    A text between `<r>` and `</r>` would be written as raw XML; a space at its end is seen by nobody. Control
    characters are escaped, and what passes Excel's 32,767 characters is cut, by xlsxwriter.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def plain_text(text: str) -> str:
    """Text for comments and summaries: as `safe_text`, with a mark in the place of each control character."""
    return safe_text(_CONTROL.sub("�", text))


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """A sentence of the receipt's own at a 0-based cell, whatever it quotes; the JSON verdict keeps all of it."""
    shown = text if len(text) <= LONGEST_SENTENCE else text[:LONGEST_SENTENCE] + "…"
    sheet.write_string(row, column, plain_text(shown), style)


def row_height(lines: int) -> float:
    """Points for so many lines of text, within what a row of Excel may take."""
    return min(15.5 * lines + 3, 400)


def write_as_read(
    sheet: Worksheet, row: int, column: int, value: Cell, formats: Formats, kind: str, tone: str | None, date_1904: bool
) -> bool:
    """Writes the cell as it was read, at a 0-based cell; `kind` is its column's own format.

    Returns:
        Whether all of it fitted.
    """
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats.cell(kind, tone))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats.cell("general", tone))
    elif isinstance(value, int | float) and _writable(value):
        sheet.write_number(row, column, value, formats.cell(_number_kind(value, kind), tone))
    elif isinstance(value, date | time | timedelta) and _datable(value, date_1904):
        sheet.write_datetime(row, column, value, formats.cell(_date_kind(value), tone))
    else:
        text = safe_text(value if isinstance(value, str) else clean_text(value))
        style = formats.cell(kind if kind == "sigla" else "texto", tone, text.startswith(_FORMULA_LIKE))
        return sheet.write_string(row, column, text, style) == 0
    return True


def _writable(number: float) -> bool:
    """An integer beyond a float's 15 exact digits is kept as text."""
    return math.isfinite(number) if isinstance(number, float) else abs(number) < 10**15


def _number_kind(number: float, kind: str) -> str:
    """Never a format that hides what was written: a fraction shows its digits, a long number all of its own."""
    if kind == "importe" and abs(number) < 1e15 and round(number, 2) == number:
        return kind
    if not float(number).is_integer() or abs(number) >= 1e15:
        return "general"
    return "cantidad" if kind == "cantidad" else "entero"


def _date_kind(value: date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        return "duracion"
    if isinstance(value, time):
        return "hora"
    return "momento" if isinstance(value, datetime) and value.time() != time() else "fecha"


def _datable(value: date | time | timedelta, date_1904: bool) -> bool:
    """Whether Excel counts it rightly: from 1904, or from after the 29 February 1900 that never was."""
    if isinstance(value, timedelta):
        return value >= timedelta()
    if isinstance(value, time):
        return value.tzinfo is None
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return moment.tzinfo is None and moment >= _FIRST_DAY[date_1904]


def note_options(tone: str, text: str) -> dict[str, Any]:
    """A comment's box, as large as its text."""
    lines = text_lines(text, 42)
    return {
        "author": "Red CITE",
        "font_name": "Calibri",
        "font_size": 10,
        "color": {"rechaza": "#FDECEA", "observa": "#FFF8E1", "advierte": "#EAF5FE"}[tone],
        "width": 300,
        "height": 16 * lines + 12,
    }


def text_lines(text: str, width: float) -> int:
    """Lines that the text takes in a column of this width, in Excel's unit (a digit of Calibri 11)."""
    return sum(max(1, math.ceil(len(part) / (width * _LETTERS_A_DIGIT))) for part in text.split("\n"))
