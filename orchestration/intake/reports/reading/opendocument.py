"""What calamine does not tell of an ods: cells merged downwards, errors, formulas without value, and the 1904 count.
The cells themselves come from `reader`; putting both together belongs to `workbook`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from orchestration.core.spellings import title_key
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.aside import (
    MERGED,
    WITHOUT_VALUE,
    Aside,
    LeftOut,
    check_extent,
    check_oddities,
    too_large,
)
from orchestration.intake.reports.reading.cells import Formula, Merged
from orchestration.intake.reports.reading.containers import open_zip

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_SHEET, _ROW, _CELLS = f"{_TABLE}table", f"{_TABLE}table-row", {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_NAME, _NULL_DATE, _DATE = f"{_TABLE}name", f"{_TABLE}null-date", f"{_TABLE}date-value"
_FORMULA, _VISIBILITY = f"{_TABLE}formula", f"{_TABLE}visibility"
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_ROWS_SPANNED = f"{_TABLE}number-rows-spanned"
_VALUE_TYPE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type"
_EXTENDED_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 p"

# Without any of these there is nothing to tell, and the document is not parsed.
_TELLING = re.compile(
    rb"visibility=[\"'](?:collapse|filter)|rows-spanned=[\"'](?!1[\"'])|value-type=[\"']error|:formula=[\"']|1904-01-01"
)
_LONGEST = 8192


def look_aside(content: bytes, wanted: set[str]) -> Aside:
    """Reads what stands beside the cells, of every sheet of a wanted name (`title_key` form).

    Raises:
        Unreadable: what was found lies outside the limits.
    """
    with open_zip(content) as archive:
        xml = archive.read("content.xml") if "content.xml" in archive.namelist() else b""
    if not _TELLING.search(xml):
        return Aside()
    walk = _Walk(wanted)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler = walk.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:  # calamine says what is wrong with it, if anything is
        return Aside()
    return Aside(walk.date_1904, walk.left_out, walk.merged, walk.hidden)


class _Walk:
    """Where the parser stands: the wanted sheet's name, the next row and column, the cell that is open."""

    def __init__(self, wanted: set[str]) -> None:
        self.date_1904 = False
        self.left_out: dict[str, list[LeftOut]] = {}
        self.merged: dict[str, list[Merged]] = {}
        self.hidden: dict[str, set[int]] = {}
        self._wanted, self._sheet = wanted, ""
        self._row = self._column = self._cells = 0
        self._rows = 1
        self._cell: Mapping[str, str] | None = None
        self._written, self._in_text = "", False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._sheet:
            self._outside(name, attributes)
        elif name in _CELLS:
            self._cell, self._written = attributes, ""
        elif name == _TEXT:
            self._in_text = True
        elif name == _ROW:
            self._column, self._rows = 0, _count(attributes, _ROWS_REPEATED)
            if attributes.get(_VISIBILITY) in ("collapse", "filter"):
                last = min(self._row + self._rows, limits.MAX_ROWS)
                self.hidden[self._sheet] |= set(range(self._row + 1, last + 1))

    def end(self, name: str) -> None:
        if not self._sheet:
            return
        if name == _TEXT:
            self._in_text = False
        elif name in _CELLS and self._cell is not None:
            self._close_cell(self._cell)
            self._cell = None
        elif name == _ROW:
            self._row += self._rows
        elif name == _SHEET:
            self._sheet = ""

    def text(self, data: str) -> None:
        if self._cell is not None and self._in_text:
            self._written = (self._written + data)[:_LONGEST]

    def _outside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == _NULL_DATE:
            self.date_1904 = attributes.get(_DATE) == "1904-01-01"
        elif name == _SHEET and title_key(attributes.get(_NAME, "")) in self._wanted:
            self._sheet, self._row = attributes[_NAME], 0
            self.left_out[self._sheet], self.merged[self._sheet], self.hidden[self._sheet] = [], [], set()

    def _close_cell(self, cell: Mapping[str, str]) -> None:
        row, column = self._row, self._column
        self._column += _count(cell, _COLUMNS_REPEATED) if _COLUMNS_REPEATED in cell else 1
        self._cells += 1
        if self._cells > limits.MAX_GRID_CELLS:
            raise too_large()
        if _ROWS_SPANNED in cell and (spanned := _count(cell, _ROWS_SPANNED)) > 1:
            self.merged[self._sheet].append(((row, column), (row + spanned - 1, column)))
            check_oddities(len(self.merged[self._sheet]), MERGED)
        if found := self._left_out(cell):
            check_extent(row + 1, self._column)
            self.left_out[self._sheet] += [(row, place, found) for place in range(column, self._column)]
            check_oddities(len(self.left_out[self._sheet]), WITHOUT_VALUE)

    def _left_out(self, cell: Mapping[str, str]) -> str:
        if cell.get(_EXTENDED_TYPE) == "error":
            return self._written
        if _FORMULA in cell and _VALUE_TYPE not in cell and not self._written:
            return Formula("=" + cell[_FORMULA].partition("=")[2][:_LONGEST])
        return ""


def _count(attributes: Mapping[str, str], name: str) -> int:
    """A number of repetitions; 1 where none is stated, and never more than would be refused anyway."""
    stated = attributes.get(name, "")
    return min(max(int(stated[:9]), 1), limits.MAX_ROWS + 1) if stated.isascii() and stated.isdigit() else 1
