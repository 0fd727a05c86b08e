"""The sheets of a spreadsheet container as grids of cells.
Which sheet and row mean what belongs to `layout`; whether the bytes are safe to open belongs to `containers`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.core.spellings import title_key
from orchestration.intake.reports.reading import biff, limits, ooxml, opendocument
from orchestration.intake.reports.reading.aside import MERGED, Aside, check_oddities, too_large
from orchestration.intake.reports.reading.cells import Cell, Merged
from orchestration.intake.reports.reading.containers import (
    RESAVE,
    ZIP_MAGIC,
    Encrypted,
    Unreadable,
    open_zip,
    part_key,
    unread_part,
)
from orchestration.intake.reports.reading.reader import read_sheets

Grid = list[list[Cell]]

# Where an xlsb says that its dates count from 1904: the first flag of its record BrtWbProp.
_XLSB_1904 = re.compile(rb"\x99\x01[\x0c-\x7f](.)", re.DOTALL)


@dataclass(frozen=True)
class Workbook:
    """`grids` holds the sheet of each wanted name; row i of a grid is Excel's row i + 1.

    `others`: further sheets that carry the table. `hidden_sheets`: those that nobody sees. `merged`: a grid's merged
    ranges, known of every container but xlsb. `hidden_rows`: numbers of its hidden rows, of every container but xlsb.
    """

    sheet_names: tuple[str, ...]
    grids: dict[str, Grid]
    date_1904: bool = False
    merged: Mapping[str, Sequence[Merged]] = field(default_factory=dict)
    others: dict[str, Grid] = field(default_factory=dict)
    hidden_sheets: tuple[str, ...] = ()
    hidden_rows: Mapping[str, Collection[int]] = field(default_factory=dict)


def read_workbook(
    content: bytes, container: str, wanted: set[str], titles: Collection[str] = (), least: int = 1
) -> Workbook:
    """Reads the sheet of each wanted name (`title_key` form): the first that is visible, else the first hidden one.

    `others` are further visible sheets whose head shows at least `least` of the `titles` (normal form) in one line.

    Raises:
        Unreadable: damaged, or a sheet larger than the limits.
        Encrypted: protected by a password.
    """
    aside = _look_aside(content, container, wanted)
    sheets = read_sheets(content, wanted, titles, least)
    if isinstance(sheets, str):
        raise _refusal(sheets, content)
    if content.startswith(ZIP_MAGIC) and (told := unread_part(content, reading_failed=False)):
        raise Unreadable(told)
    if not sheets:
        raise Unreadable("no tiene ninguna hoja; envíe el libro del formato")
    filled = {sheet.name: sheet for sheet in sheets if sheet.rows is not None}
    chosen: dict[str, str] = {}
    for sheet in sorted(filled.values(), key=lambda sheet: not sheet.visible):
        if title_key(sheet.name) in wanted:
            chosen.setdefault(title_key(sheet.name), sheet.name)
    check_oddities(max((len(sheet.merged) for sheet in sheets), default=0), MERGED)
    grids = {name: sheet.rows or [] for name, sheet in filled.items() if name in chosen.values()}
    for name, grid in grids.items():
        for row, column, value in aside.left_out.get(name, ()):
            _put(grid, row, column, value)
    return Workbook(
        tuple(sheet.name for sheet in sheets),
        grids,
        aside.date_1904,
        {name: aside.merged.get(name) or sheet.merged for name, sheet in filled.items()},
        {name: sheet.rows or [] for name, sheet in filled.items() if name not in grids},
        tuple(sheet.name for sheet in sheets if not sheet.visible),
        aside.hidden,
    )


def _look_aside(content: bytes, container: str, wanted: set[str]) -> Aside:
    """What calamine does not tell; of an xlsb that is the 1904 count alone (it tells formatted dates)."""
    if container in ("xlsx", "xlsm"):
        return ooxml.look_aside(content, wanted)
    if container == "ods":
        return opendocument.look_aside(content, wanted)
    if container == "xls":
        book = biff.read_book(content)
        return Aside(book.date_1904, hidden=book.hidden)
    with open_zip(content) as archive:
        part = {part_key(name): name for name in archive.namelist()}.get("xl/workbook.bin")
        if part is None:
            return Aside()
        with archive.open(part) as stream:
            properties = _XLSB_1904.search(stream.read(limits.MAX_INDEX_BYTES))
    return Aside(properties is not None and properties[1][0] & 1 == 1)


def _refusal(error: str, content: bytes) -> Exception:
    """Calamine's error in the words of a person; its own text may quote the file and helps nobody.

    Only what is known to be damaged is said to be: a good book may be written in a way that calamine does not read.
    """
    if "password" in error.lower():
        return Encrypted()
    if "too large" in error:
        return too_large()
    if content.startswith(ZIP_MAGIC) and (told := unread_part(content, reading_failed=True)):
        return Unreadable(told)
    return Unreadable(f"está dañado, o escrito de un modo que este almacén no lee; {RESAVE}")


def _put(grid: Grid, row: int, column: int, value: str) -> None:
    """Where calamine left an empty cell."""
    while len(grid) <= row:
        grid.append([])
    line = grid[row]
    line.extend([None] * (column + 1 - len(line)))
    if line[column] in (None, ""):
        line[column] = value
