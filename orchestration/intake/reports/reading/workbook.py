"""The sheets of a spreadsheet container as grids of cells.
Which sheet and row mean what belongs to `layout`; whether the bytes are safe to open belongs to `containers`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.intake.reports.reading import limits, ooxml, opendocument
from orchestration.intake.reports.reading.aside import Aside, too_large
from orchestration.intake.reports.reading.cells import Cell, Merged
from orchestration.intake.reports.reading.containers import Encrypted, Unreadable, open_zip
from orchestration.intake.reports.reading.reader import read_sheets

Grid = list[list[Cell]]

# Where a book says that its dates count from 1904: BIFF8's record DATEMODE (always before CALCPRECISION), and the
# first flag of xlsb's record BrtWbProp.
_XLS_1904 = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"
_XLSB_1904 = re.compile(rb"\x99\x01[\x0c-\x7f](.)", re.DOTALL)


@dataclass(frozen=True)
class Workbook:
    """`grids` holds the wanted sheets by name, in the book's order; row i of a grid is Excel's row i + 1.

    `merged`: a grid's merged ranges, known of every container but xlsb.
    """

    sheet_names: tuple[str, ...]
    grids: dict[str, Grid]
    date_1904: bool = False
    merged: Mapping[str, Sequence[Merged]] = field(default_factory=dict)


def read_workbook(content: bytes, container: str, wanted: set[str]) -> Workbook:
    """Reads the first sheet of each wanted name (`name_key` form), hidden ones too.

    Raises:
        Unreadable: damaged, or a sheet larger than the limits.
        Encrypted: protected by a password.
    """
    aside = _look_aside(content, container, wanted)
    sheets = read_sheets(content, wanted)
    if isinstance(sheets, str):
        raise _refusal(sheets)
    grids = {name: grid for name, grid, _ in sheets if grid is not None}
    for name, grid in grids.items():
        for row, column, value in aside.left_out.get(name, ()):
            _put(grid, row, column, value)
    merged = {name: aside.merged.get(name) or ranges for name, _, ranges in sheets}
    return Workbook(tuple(name for name, _, _ in sheets), grids, aside.date_1904, merged)


def _look_aside(content: bytes, container: str, wanted: set[str]) -> Aside:
    """What calamine does not tell; of an xls and an xlsb that is the 1904 count alone (it tells formatted dates)."""
    if container in ("xlsx", "xlsm"):
        return ooxml.look_aside(content, wanted)
    if container == "ods":
        return opendocument.look_aside(content, wanted)
    if container == "xls":
        return Aside(_XLS_1904 in content)
    with open_zip(content) as archive, archive.open("xl/workbook.bin") as stream:
        properties = _XLSB_1904.search(stream.read(limits.MAX_INDEX_BYTES))
        return Aside(properties is not None and properties[1][0] & 1 == 1)


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
