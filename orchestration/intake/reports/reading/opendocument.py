"""What calamine does not tell of an ods: cells merged downwards, errors, formulas without value, and the 1904 count.
The cells themselves come from `reader`; putting both together belongs to `workbook`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from orchestration.core.spellings import title_key
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.aside import Aside, LeftOut, check_extent, too_large
from orchestration.intake.reports.reading.cells import Formula, Merged
from orchestration.intake.reports.reading.containers import open_zip

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_EXTENDED = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
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
        if name == f"{_TABLE}table":
            self._open_sheet(attributes.get(f"{_TABLE}name", ""))
        elif name == f"{_TABLE}null-date":
            self.date_1904 = attributes.get(f"{_TABLE}date-value") == "1904-01-01"
        elif self._sheet and name == f"{_TABLE}table-row":
            self._column, self._rows = 0, _count(attributes, "number-rows-repeated")
            if attributes.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                last = min(self._row + self._rows, limits.MAX_ROWS)
                self.hidden[self._sheet] |= set(range(self._row + 1, last + 1))
        elif self._sheet and name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._cell, self._written = attributes, ""
        elif name == _TEXT:
            self._in_text = True

    def end(self, name: str) -> None:
        if name == f"{_TABLE}table":
            self._sheet = ""
        elif name == _TEXT:
            self._in_text = False
        elif self._sheet and name == f"{_TABLE}table-row":
            self._row += self._rows
        elif self._cell is not None and name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._close_cell(self._cell)
            self._cell = None

    def text(self, data: str) -> None:
        if self._cell is not None and self._in_text:
            self._written = (self._written + data)[:_LONGEST]

    def _open_sheet(self, name: str) -> None:
        self._sheet = name if title_key(name) in self._wanted else ""
        self._row = 0
        if self._sheet:
            self.left_out[name], self.merged[name], self.hidden[name] = [], [], set()

    def _close_cell(self, cell: Mapping[str, str]) -> None:
        place, spanned = (self._row, self._column), _count(cell, "number-rows-spanned")
        self._column += _count(cell, "number-columns-repeated")
        self._cells += 1
        if self._cells > limits.MAX_GRID_CELLS:
            raise too_large()
        if spanned > 1 and len(self.merged[self._sheet]) < limits.MAX_ROWS:
            self.merged[self._sheet].append((place, (self._row + spanned - 1, place[1])))
        found = self._left_out(cell)
        if found:
            check_extent(self._row + 1, self._column)
            columns = range(place[1], self._column)
            self.left_out[self._sheet] += [(self._row, column, found) for column in columns]

    def _left_out(self, cell: Mapping[str, str]) -> str:
        formula = cell.get(f"{_TABLE}formula")
        if cell.get(f"{_EXTENDED}value-type") == "error":
            return self._written
        if formula is not None and f"{_OFFICE}value-type" not in cell and not self._written:
            return Formula("=" + formula.partition("=")[2][:_LONGEST])
        return ""


def _count(attributes: Mapping[str, str], name: str) -> int:
    """A number of repetitions; 1 where none is stated, and never more than would be refused anyway."""
    stated = attributes.get(f"{_TABLE}{name}", "")
    return min(max(int(stated[:9]), 1), limits.MAX_ROWS + 1) if stated.isascii() and stated.isdigit() else 1
