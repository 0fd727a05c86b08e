"""The sheets of a spreadsheet container as grids of cells.
Which sheet and row mean what belongs to `layout`; whether the bytes are safe to open belongs to `containers`."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from orchestration.catalogs import name_key
from orchestration.reading import limits
from orchestration.reading.cells import Cell, Formula
from orchestration.reading.containers import Encrypted, Unreadable, open_zip
from orchestration.reading.reader import read_sheets

Grid = list[list[Cell]]

# Every run is bounded, so that no hostile markup makes a search more than linear.
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s[^<>]{0,300}?\br=[\"']([A-Za-z]{1,9})(\d{1,9})[\"'][^<>]{0,300}?(/?)>")
_NO_VALUE = rb"\s*(?:<(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?\s*</(?:\w{1,20}:)?c>"
_FORMULA = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?P<attrs>[^<>]{0,300})(?<!/)>\s?<(?:\w{1,20}:)?f\b[^<>]{0,300}"
    rb"(?:/>|>(?P<text>[^<]{0,8192})</(?:\w{1,20}:)?f>)" + _NO_VALUE
)
_ERROR = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?P<attrs>[^<>]{0,300})(?<!/)>(?:<(?:\w{1,20}:)?f\b[^<>]{0,300}"
    rb"(?:/>|>[^<]{0,8192}</(?:\w{1,20}:)?f>))?<(?:\w{1,20}:)?v>(?P<text>#[^<]{1,20})<"
)
_REFERENCE = re.compile(rb"\br=[\"']([A-Za-z]+)(\d+)[\"']")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Workbook:
    """`grids` holds the wanted sheets by name, in the book's order; row i of a grid is Excel's row i + 1."""

    sheet_names: tuple[str, ...]
    grids: dict[str, Grid]
    date_1904: bool = False


def read_workbook(content: bytes, container: str, wanted: set[str]) -> Workbook:
    """Reads the sheets whose `name_key` is wanted, hidden ones too.

    Raises:
        Unreadable: damaged, or a sheet larger than the limits.
        Encrypted: protected by a password.
    """
    xml, date_1904 = _measured_xlsx(content, wanted) if container in ("xlsx", "xlsm") else ({}, False)
    sheets = read_sheets(content, wanted)
    if isinstance(sheets, str):
        raise _refusal(sheets)
    grids = {name: grid for name, grid in sheets if grid is not None}
    for name, grid in grids.items():
        _restore_unvalued(grid, xml.get(name, b""))
    return Workbook(tuple(name for name, _ in sheets), grids, date_1904)


def _measured_xlsx(content: bytes, wanted: set[str]) -> tuple[dict[str, bytes], bool]:
    """The XML of the wanted sheets, none of them too large, and whether dates count from 1904."""
    with open_zip(content) as archive:
        parts, date_1904 = _sheet_parts(archive)
        xml = {name: archive.read(part) for name, part in parts.items() if name_key(name) in wanted}
    for sheet in xml.values():
        _measure(sheet)
    return xml, date_1904


def _sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Archive member by sheet name, and whether dates count from 1904; nothing where the book's parts are unusual."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        parts = {
            str(sheet.get("name")): _member(str(targets.get(sheet.get(_RELATION), "")))
            for sheet in book.iterfind("{*}sheets/{*}sheet")
        }
        properties = book.find("{*}workbookPr")
        date_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        return (parts if set(parts.values()) <= set(archive.namelist()) else {}), date_1904
    except Exception:  # what is unusual here calamine may still read
        return {}, False


def _member(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _measure(xml: bytes) -> None:
    """Refuses a sheet with a filled cell far from its table, with words that tell an honest sender what to do.

    What this overlooks, the reading process refuses for want of memory.
    """
    columns: set[bytes] = set()
    height = 0
    for cell in _CELL.finditer(xml):
        if not cell[3]:
            columns.add(cell[1])
            height = max(height, int(cell[2]))
    width = max(map(_column_number, columns), default=0)
    if width > limits.MAX_COLUMNS or height > limits.MAX_ROWS or width * height > limits.MAX_GRID_CELLS:
        raise _too_large()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _too_large() -> Unreadable:
    return Unreadable(
        "una hoja tiene celdas escritas muy lejos de la tabla (más de "
        f"{limits.MAX_COLUMNS} columnas o {limits.MAX_ROWS} filas); borre lo que está fuera de la tabla"
    )


def _refusal(error: str) -> Exception:
    """Calamine's error in the words of a person; its own text may quote the file and helps nobody."""
    if "password" in error.lower():
        return Encrypted()
    if "too large" in error:
        return _too_large()
    return Unreadable("el archivo está dañado o incompleto")


def _restore_unvalued(grid: Grid, xml: bytes) -> None:
    """Puts formulas without a stored value, and errors such as #N/A, where calamine leaves an empty cell."""
    if b"<f" in xml or b":f" in xml:
        for found in _FORMULA.finditer(xml):
            if not re.search(rb"\bt=[\"'](?:str|e)[\"']", found["attrs"]):
                _put(grid, found["attrs"], Formula("=" + (found["text"] or b"").decode("utf-8", "replace")))
    if b't="e"' in xml or b"t='e'" in xml:
        for found in _ERROR.finditer(xml):
            if re.search(rb"\bt=[\"']e[\"']", found["attrs"]):
                _put(grid, found["attrs"], found["text"].decode("utf-8", "replace"))


def _put(grid: Grid, attributes: bytes, value: str) -> None:
    reference = _REFERENCE.search(attributes)
    if reference is None:
        return
    row, column = int(reference[2][:9]) - 1, _column_number(reference[1]) - 1
    if not (0 <= row < limits.MAX_ROWS and 0 <= column < limits.MAX_COLUMNS):
        return
    while len(grid) <= row:
        grid.append([])
    line = grid[row]
    line.extend([None] * (column + 1 - len(line)))
    if line[column] in (None, ""):
        line[column] = value
