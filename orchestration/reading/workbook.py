"""The sheets of a spreadsheet container as grids of cells.
Which sheet and row mean what belongs to `layout`; whether the bytes are safe to open belongs to `containers`."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.reading import limits
from orchestration.reading.cells import Cell, Merged
from orchestration.reading.containers import Encrypted, Unreadable, open_zip
from orchestration.reading.ooxml import Aside, look_aside, too_large, unvalued
from orchestration.reading.reader import read_sheets

Grid = list[list[Cell]]

# Where a book says that its dates count from 1904: BIFF8's record DATEMODE (always before CALCPRECISION), the first
# flag of xlsb's record BrtWbProp, and OpenDocument's null date.
_XLS_1904 = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"
_XLSB_1904 = re.compile(rb"\x99\x01[\x0c-\x7f](.)", re.DOTALL)
_ODS_1904 = re.compile(rb"<table:null-date[^<>]{0,200}[\"']1904-01-01[\"']")


@dataclass(frozen=True)
class Workbook:
    """`grids` holds the wanted sheets by name, in the book's order; row i of a grid is Excel's row i + 1.

    `merged`: a grid's merged ranges, known of xlsx, xlsm and xls alone.
    """

    sheet_names: tuple[str, ...]
    grids: dict[str, Grid]
    date_1904: bool = False
    merged: Mapping[str, list[Merged]] = field(default_factory=dict)


def read_workbook(content: bytes, container: str, wanted: set[str]) -> Workbook:
    """Reads the first sheet of each wanted name (`name_key` form), hidden ones too.

    Raises:
        Unreadable: damaged, or a sheet larger than the limits.
        Encrypted: protected by a password.
    """
    aside = look_aside(content, wanted) if container in ("xlsx", "xlsm") else Aside(_counts_1904(content, container))
    sheets = read_sheets(content, wanted)
    if isinstance(sheets, str):
        raise _refusal(sheets)
    grids = {name: grid for name, grid, _ in sheets if grid is not None}
    for name, grid in grids.items():
        for row, column, value in unvalued(aside.sheets.get(name, b"")):
            _put(grid, row, column, value)
    merged = {name: ranges for name, grid, ranges in sheets if grid is not None}
    return Workbook(tuple(name for name, _, _ in sheets), grids, aside.date_1904, merged)


def _counts_1904(content: bytes, container: str) -> bool:
    """Whether serial numbers of an xls, xlsb or ods count from 1904; calamine tells it of formatted dates alone."""
    if container == "xls":
        return _XLS_1904 in content
    with open_zip(content) as archive:
        if container == "ods":
            return _ODS_1904.search(_head(archive, "content.xml")) is not None
        properties = _XLSB_1904.search(_head(archive, "xl/workbook.bin"))
        return properties is not None and properties[1][0] & 1 == 1


def _head(archive: zipfile.ZipFile, member: str) -> bytes:
    if member not in archive.namelist():
        return b""
    with archive.open(member) as stream:
        return stream.read(limits.MAX_INDEX_BYTES)


def _refusal(error: str) -> Exception:
    """Calamine's error in the words of a person; its own text may quote the file and helps nobody."""
    if "password" in error.lower():
        return Encrypted()
    if "too large" in error:
        return too_large()
    return Unreadable("el archivo está dañado o incompleto")


def _put(grid: Grid, row: int, column: int, value: str) -> None:
    """Where calamine left an empty cell."""
    while len(grid) <= row:
        grid.append([])
    line = grid[row]
    line.extend([None] * (column + 1 - len(line)))
    if line[column] in (None, ""):
        line[column] = value
