"""CSV reports: bytes to text to a grid of cells, and what a file's name says where there is no cover.
Which line means what belongs to `layout`."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from orchestration.core.spellings import title_key
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.cells import Cell
from orchestration.intake.reports.reading.containers import Unreadable, wide_encoding

SEPARATORS = (",", ";", "\t")
# Where the separator is told by, letters of the file's beginning.
_HEAD = 1 << 18
# Separators in one physical line past which it is refused unsplit; a long quoted text may hold some.
_MOST_MARKS = 50_000
# A cell with line breaks and this many separators is no text but rows that an unclosed quote swallowed.
_SWALLOWED = 6


def decode(content: bytes) -> str:
    """By its BOM, else UTF-8, else Windows-1252, else Latin-1 (which Windows-1252's five gaps fall back to).

    UTF-16 without a BOM is told by the zeros beside its Latin letters.
    """
    for encoding in (*wide_encoding(content), "utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_csv(content: bytes, known_columns: set[str]) -> list[list[Cell]]:
    """The lines as a grid, split by the separator that shows more of the known columns (`title_key` form) in one line.

    Raises:
        Unreadable: too many lines or columns, or quotes that never close.
    """
    text = decode(content)
    separator = max(SEPARATORS, key=lambda candidate: _columns_seen(text, candidate, known_columns))
    if any(line.count(separator) > _MOST_MARKS for line in text.split("\n")):
        raise _too_large()
    grid: list[list[Cell]] = []
    cells = 0
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any("\n" in cell and cell.count(separator) >= _SWALLOWED for cell in line):
                raise Unreadable(f"el CSV tiene comillas sin cerrar cerca de la fila {len(grid) + 1}; ciérrelas")
            grid.append([cell or None for cell in line])
            cells += len(line)
            if len(grid) > limits.MAX_ROWS or len(line) > limits.MAX_COLUMNS or cells > limits.MAX_GRID_CELLS:
                raise _too_large()
    except csv.Error as error:
        raise Unreadable(
            "el CSV tiene comillas sin cerrar o celdas desmesuradas; ciérrelas o envíe un libro de Excel (.xlsx)"
        ) from error
    return grid


def _too_large() -> Unreadable:
    return Unreadable(
        f"pasa de {limits.MAX_ROWS:,} filas o de {limits.MAX_COLUMNS} columnas; envíe solo la carátula y la tabla"
    )


def _columns_seen(text: str, separator: str, known_columns: set[str]) -> int:
    lines = csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=separator)
    try:
        heads = (line[: limits.MAX_COLUMNS] for line in islice(lines, limits.MAX_TITLE_ROWS))
        return max((len(known_columns & {title_key(cell) for cell in head}) for head in heads), default=0)
    except csv.Error:
        return 0


def cover_from_name(file_name: str) -> dict[str, str]:
    """Centre and month of a file named `AAAA-MM_<cite_codigo>.csv`; empty for any other name."""
    base = re.split(r"[\\/]", file_name)[-1]
    found = re.fullmatch(r"(\d{4}-\d{2})_([\w-]{1,80})\.csv", base, re.IGNORECASE)
    return {"Periodo": found[1], "CITE/UT": found[2]} if found else {}
