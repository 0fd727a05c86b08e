"""The sheets of a spreadsheet container as grids of cells.
Which sheet and row mean what belongs to `layout`; whether the bytes are safe to open belongs to `containers`."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from orchestration.catalogs import name_key
from orchestration.reading import isolated, limits
from orchestration.reading.cells import Cell, Formula
from orchestration.reading.containers import Encrypted, Unreadable, open_zip

Grid = list[list[Cell]]

# Every run is bounded, so that no hostile markup makes a search more than linear.
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s[^<>]{0,300}?\br=[\"']([A-Za-z]{1,9})(\d{1,9})[\"'][^<>]{0,300}?(/?)>")
_CELL_OPENED = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
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
    if container in ("xlsx", "xlsm"):
        return _read_xlsx(content, wanted)
    return _book(_read_isolated(content, wanted))


def _book(sheets: list[tuple[str, Grid | None]]) -> Workbook:
    return Workbook(tuple(name for name, _ in sheets), {name: grid for name, grid in sheets if grid is not None})


def _read_xlsx(content: bytes, wanted: set[str]) -> Workbook:
    """In this process where every wanted sheet was measured beforehand, else in one of its own."""
    with open_zip(content) as archive:
        parts, date_1904 = _sheet_parts(archive)
        xml = {name: archive.read(part) for name, part in parts.items() if name_key(name) in wanted}
    measured = all(_fits(sheet) for sheet in xml.values())
    book = _book(_read_here(content, wanted) if measured and parts else _read_isolated(content, wanted))
    for name, grid in book.grids.items():
        _restore_unvalued(grid, xml.get(name, b""))
    return Workbook(book.sheet_names, book.grids, date_1904)


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
    except Exception:  # what is unusual here calamine may still read, in a process of its own
        return {}, False


def _member(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _fits(xml: bytes) -> bool:
    """Whether the sheet's filled rectangle is known and small; False where its size cannot be told surely.

    Raises:
        Unreadable: it is known and too large.
    """
    columns: set[bytes] = set()
    height = measured = 0
    for cell in _CELL.finditer(xml):
        measured += 1
        if not cell[3]:
            columns.add(cell[1])
            height = max(height, int(cell[2]))
    _check_size(max(map(_column_number, columns), default=0), height)
    return measured == sum(1 for _ in _CELL_OPENED.finditer(xml))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _check_size(width: int, height: int) -> None:
    if width > limits.MAX_COLUMNS or height > limits.MAX_ROWS or width * height > limits.MAX_GRID_CELLS:
        raise _too_large()


def _too_large() -> Unreadable:
    return Unreadable(
        "una hoja tiene celdas escritas muy lejos de la tabla (más de "
        f"{limits.MAX_COLUMNS} columnas o {limits.MAX_ROWS} filas); borre lo que está fuera de la tabla"
    )


def _read_here(content: bytes, wanted: set[str]) -> list[tuple[str, Grid | None]]:
    try:
        return isolated.read_sheets(content, wanted, limits.MAX_COLUMNS, limits.MAX_GRID_CELLS)
    except BaseException as error:  # a panic of calamine's is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise _refusal(f"{type(error).__name__}: {error}") from error


def _read_isolated(content: bytes, wanted: set[str]) -> list[tuple[str, Grid | None]]:
    order = (
        content,
        wanted,
        limits.MAX_COLUMNS,
        limits.MAX_GRID_CELLS,
        limits.ISOLATED_BYTES,
        limits.ISOLATED_SECONDS,
    )
    try:
        done = subprocess.run(
            [sys.executable, str(Path(isolated.__file__))],
            input=pickle.dumps(order),
            capture_output=True,
            timeout=limits.ISOLATED_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("el archivo no se pudo leer en un tiempo razonable") from error
    if done.returncode != 0:
        raise Unreadable("el archivo está dañado o exige demasiada memoria para leerlo")
    outcome = pickle.loads(done.stdout)
    if isinstance(outcome, str):
        raise _refusal(outcome)
    return list(outcome)


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
