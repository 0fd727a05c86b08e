"""Where the cover's values and the table's rows lie in a grid, by the names that the format gives them.
What the names lead to is copied as written; judging it belongs to `judging/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.core.catalogs import name_key
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.cells import Cell, Merged, clean_text, is_blank, looks_dated

COVER_SHEET = "Carátula"
TABLE_SHEET = "Atenciones"

COVER_KEYS = ("CITE/UT", "Periodo", "Responsable", "Fecha de envío", "Total de servicios", "Total de clientes")

DATE, DOCUMENT_TYPE, DOCUMENT = "Fecha", "Tipo de documento", "Número de documento"
QUANTITY, AMOUNT = "Cantidad", "Importe"
REQUIRED_COLUMNS = (
    DATE,
    DOCUMENT_TYPE,
    DOCUMENT,
    "Cliente",
    "Tipo de cliente",
    "Servicio",
    "Tarea",
    "Categoría presupuestal",
    QUANTITY,
)
OPTIONAL_COLUMNS = ("Sexo", "Ubigeo", "Focalizado", AMOUNT, "Medio de verificación")
COLUMNS = REQUIRED_COLUMNS + OPTIONAL_COLUMNS

_COVER_BY_KEY = {name_key(name): name for name in COVER_KEYS}
_COLUMN_BY_KEY = {name_key(name): name for name in COLUMNS}
COLUMN_KEYS = set(_COLUMN_BY_KEY)
_REQUIRED_KEYS = {name_key(name) for name in REQUIRED_COLUMNS}
_MIN_HEADER_COLUMNS = 3
_BLANK_ROWS_THAT_END = 2


@dataclass(frozen=True)
class Table:
    """A table in a grid; row numbers count from 1. `late_rows` have a date and a document after the table's end."""

    header_row: int
    headers: tuple[str, ...]
    columns: Mapping[str, int]
    extra_columns: tuple[str, ...]
    row_numbers: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]
    late_rows: tuple[int, ...]


def cover_cells(grid: Sequence[Sequence[Cell]], joined: str | None = None) -> dict[str, tuple[int, Cell]]:
    """Row number and value of each cover key; the value is the next filled cell on its right.

    `joined`: in a CSV without quotes a value holds the separator, so that all the cells on the right are one value.
    """
    found: dict[str, tuple[int, Cell]] = {}
    for number, line in enumerate(grid, start=1):
        filled = [cell for cell in line if not is_blank(cell)]
        name = _COVER_BY_KEY.get(name_key(clean_text(filled[0]))) if filled else None
        if name is None or not is_blank(found.get(name, (0, None))[1]):
            continue
        values = filled[1:]
        if joined and len(values) > 1:
            values = [joined.join(clean_text(value) for value in values)]
        found[name] = (number, values[0] if values else None)
    return found


def find_table(grid: Sequence[Sequence[Cell]], merged: Sequence[Merged] = ()) -> Table | None:
    """The table under the line that shows most of the format's columns; None where no line shows three.

    A cell merged downwards counts for every row that it covers, as a person reads it; a merged quantity or amount
    was given once and stands in its first row alone. What is merged does not make a blank row a row.
    """
    seen = _spread(grid, merged)
    header = _header_index(seen)
    if header is None:
        return None
    columns, extra = _columns(seen[header])
    row_numbers, end = _rows(grid, _below(grid, seen, header), columns)
    once = {columns[name] for name in (QUANTITY, AMOUNT) if name in columns}
    return Table(
        header + 1,
        tuple(clean_text(cell) for cell in seen[header]),
        columns,
        extra,
        tuple(row_numbers),
        tuple(_row(grid[number - 1], seen[number - 1], once) for number in row_numbers),
        tuple(_late_rows(grid, end, columns)),
    )


def _spread(grid: Sequence[Sequence[Cell]], merged: Sequence[Merged]) -> Sequence[Sequence[Cell]]:
    """The grid with the value of each cell merged downwards in the cells that it covers in its column."""
    tall = [(first, last) for first, last in merged if last[0] > first[0]]
    if not tall:
        return grid
    spread = [list(line) for line in grid]
    left = limits.MAX_ROWS
    for (top, column), (bottom, _) in tall:
        if top >= len(grid) or column >= len(grid[top]) or is_blank(grid[top][column]):
            continue
        for line in spread[top + 1 : min(bottom + 1, top + left)]:
            line.extend([None] * (column + 1 - len(line)))
            line[column] = grid[top][column]
        left -= min(bottom, len(grid)) - top
        if left <= 0:
            break
    return spread


def _below(grid: Sequence[Sequence[Cell]], seen: Sequence[Sequence[Cell]], header: int) -> int:
    """The first line under the header, past the lines that a header merged downwards leaves blank."""
    line = header + 1
    while line < len(grid) and all(map(is_blank, grid[line])) and not all(map(is_blank, seen[line])):
        line += 1
    return line


def _row(own: Sequence[Cell], seen: Sequence[Cell], once: set[int]) -> tuple[Cell, ...]:
    if own is seen:
        return tuple(own)
    return tuple(
        (own[index] if index < len(own) else None) if index in once else cell for index, cell in enumerate(seen)
    )


def _header_index(grid: Sequence[Sequence[Cell]]) -> int | None:
    best, most = None, _MIN_HEADER_COLUMNS - 1
    for index, line in enumerate(grid[: limits.MAX_TITLE_ROWS]):
        shown = COLUMN_KEYS & {name_key(cell) for cell in line if isinstance(cell, str)}
        if len(shown) > most:
            best, most = index, len(shown)
        if shown >= _REQUIRED_KEYS:
            break
    return best


def _columns(line: Sequence[Cell]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Index by the format's name (the first of two that match), and the printed names of the others."""
    columns: dict[str, int] = {}
    extra = []
    for index, cell in enumerate(line):
        name = _COLUMN_BY_KEY.get(name_key(clean_text(cell)))
        if name is not None and name not in columns:
            columns[name] = index
        elif not is_blank(cell):
            extra.append(clean_text(cell))
    return columns, tuple(extra)


def _rows(grid: Sequence[Sequence[Cell]], start: int, columns: Mapping[str, int]) -> tuple[list[int], int]:
    """Numbers of the table's rows, and the index of the line that ends it (the grid's length at the sheet's end)."""
    numbers: list[int] = []
    blank = 0
    for index in range(start, len(grid)):
        line = grid[index]
        first = next((position for position, cell in enumerate(line) if not is_blank(cell)), None)
        if first is None:
            blank += 1
            if blank == _BLANK_ROWS_THAT_END:
                return numbers, index
            continue
        if _is_total(line, first, columns):
            return numbers, index
        blank = 0
        numbers.append(index + 1)
    return numbers, len(grid)


def _is_total(line: Sequence[Cell], first: int, columns: Mapping[str, int]) -> bool:
    """The label may itself stand in the date's or the document's column."""
    label = line[first]
    if not (isinstance(label, str) and clean_text(label).lower().startswith("total")):
        return False
    others = {columns.get(DATE), columns.get(DOCUMENT_TYPE), columns.get(DOCUMENT)} - {first, None}
    return all(is_blank(cell) for index, cell in enumerate(line) if index in others)


def _late_rows(grid: Sequence[Sequence[Cell]], end: int, columns: Mapping[str, int]) -> list[int]:
    if DATE not in columns:
        return []
    late = []
    for index in range(end, len(grid)):
        dated, kind, document = (_at(grid[index], columns, name) for name in (DATE, DOCUMENT_TYPE, DOCUMENT))
        documented = not is_blank(document) or name_key(clean_text(kind)) == "sindocumento"
        if documented and not is_blank(dated) and looks_dated(dated):
            late.append(index + 1)
    return late


def _at(line: Sequence[Cell], columns: Mapping[str, int], name: str) -> Cell:
    index = columns.get(name)
    return line[index] if index is not None and index < len(line) else None
