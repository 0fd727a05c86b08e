"""Where the cover's values and the table's rows lie in a grid, by the names that the format gives them.
What the names lead to is copied as written; judging it belongs to `judging/`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from orchestration.core.catalogs import name_key
from orchestration.core.spellings import bare_text, title_key, titles, values
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.cells import Cell, Merged, clean_text, is_blank, looks_dated
from orchestration.intake.reports.reading.written import to_whole

COVER_SHEET = "Carátula"
TABLE_SHEET = "Atenciones"

COVER_KEYS = ("CITE/UT", "Periodo", "Responsable", "Fecha de envío", "Total de servicios", "Total de clientes")

DATE, DOCUMENT_TYPE, DOCUMENT, CLIENT = "Fecha", "Tipo de documento", "Número de documento", "Cliente"
CATEGORY = "Categoría presupuestal"
QUANTITY, AMOUNT = "Cantidad", "Importe"
REQUIRED_COLUMNS = (
    DATE,
    DOCUMENT_TYPE,
    DOCUMENT,
    CLIENT,
    "Tipo de cliente",
    "Servicio",
    "Tarea",
    CATEGORY,
    QUANTITY,
)
OPTIONAL_COLUMNS = ("Sexo", "Ubigeo", "Focalizado", AMOUNT, "Medio de verificación")
COLUMNS = REQUIRED_COLUMNS + OPTIONAL_COLUMNS

_OWN = {title_key(name): name for name in (*COVER_KEYS, *COLUMNS)}
_REQUIRED_KEYS = {title_key(name) for name in REQUIRED_COLUMNS}
# A row that holds none of these is no attention, whatever else a template filled in.
OF_AN_ATTENTION = (DATE, DOCUMENT, CLIENT, QUANTITY)
_MIN_HEADER_COLUMNS = 3
_BLANK_ROWS_THAT_END = 2


@cache
def columns_by_key(month: date | None = None) -> dict[str, str]:
    """The format's column by the normal form of each title that it goes by in a month; by every title for None."""
    return {key: name for key, name in (titles(month) | _OWN).items() if name in COLUMNS}


@cache
def attention_keys() -> frozenset[str]:
    """The titles by which a table of attentions is told from a list of values or a summary."""
    return frozenset(key for key, name in columns_by_key().items() if name in OF_AN_ATTENTION)


@cache
def _cover_by_key() -> dict[str, str]:
    """The month is not known before the cover is read, so that every title holds."""
    return {key: name for key, name in (titles(None) | _OWN).items() if name in COVER_KEYS}


@dataclass
class Rows:
    """Row numbers under a header: attentions, sums, what only a template filled; and the index of the end."""

    numbers: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)
    templates: list[int] = field(default_factory=list)
    end: int = 0


@dataclass(frozen=True)
class FoundTable:
    """A table in a grid; row numbers count from 1. `late_rows` have a date and a document after the table's end.

    `repeated` are the columns of a name that stands twice. `sum_rows` and `template_rows` are no rows of the table.
    """

    header_row: int
    headers: tuple[str, ...]
    columns: Mapping[str, int]
    repeated: Mapping[str, tuple[int, ...]]
    extra_columns: tuple[int, ...]
    row_numbers: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]
    late_rows: tuple[int, ...]
    sum_rows: tuple[int, ...]
    template_rows: tuple[int, ...]


def cover_cells(grid: Sequence[Sequence[Cell]], joined: str | None = None) -> dict[str, tuple[int, Cell]]:
    """Row number and value of each cover key; the value is the next filled cell on its right.

    `joined`: in a CSV without quotes a value holds the separator, so that all the cells on the right are one value.
    """
    found: dict[str, tuple[int, Cell]] = {}
    for number, line in enumerate(grid, start=1):
        filled = [cell for cell in line if not is_blank(cell)]
        name = _cover_by_key().get(title_key(clean_text(filled[0]))) if filled else None
        if name is None or not is_blank(found.get(name, (0, None))[1]):
            continue
        values = filled[1:]
        if joined and len(values) > 1:
            values = [joined.join(clean_text(value) for value in values)]
        found[name] = (number, values[0] if values else None)
    return found


def find_table(
    grid: Sequence[Sequence[Cell]], merged: Sequence[Merged] = (), month: date | None = None
) -> FoundTable | None:
    """The table under the line that shows most of the format's columns; None where no line shows three.

    A cell merged downwards counts for every row that it covers, as a person reads it; a merged quantity or amount
    was given once and stands in its first row alone. What is merged does not make a blank row a row.
    """
    seen = _spread(grid, merged)
    known = columns_by_key(month)
    header = _header_index(seen, known)
    if header is None:
        return None
    columns, repeated, extra = _columns(seen[header], known)
    rows = _rows(grid, seen, _below(grid, seen, header), columns)
    once = {columns[name] for name in (QUANTITY, AMOUNT) if name in columns}
    return FoundTable(
        header + 1,
        tuple(clean_text(cell) for cell in seen[header]),
        columns,
        repeated,
        extra,
        tuple(rows.numbers),
        tuple(_row(grid[number - 1], seen[number - 1], once) for number in rows.numbers),
        tuple(_late_rows(grid, rows.end, columns)),
        tuple(rows.sums),
        tuple(rows.templates),
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


def _header_index(grid: Sequence[Sequence[Cell]], known: Mapping[str, str]) -> int | None:
    best, most = None, _MIN_HEADER_COLUMNS - 1
    for index, line in enumerate(grid[: limits.MAX_TITLE_ROWS]):
        keys = (title_key(cell) for cell in line if isinstance(cell, str))
        shown = {title_key(known[key]) for key in keys if key in known}
        if len(shown) > most:
            best, most = index, len(shown)
        if shown >= _REQUIRED_KEYS:
            break
    return best


def _columns(
    line: Sequence[Cell], known: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]], tuple[int, ...]]:
    """Index by the format's name (the first of two that match), the indexes of a name that repeats, and the others."""
    places: dict[str, list[int]] = {}
    extra = []
    for index, cell in enumerate(line):
        name = known.get(title_key(clean_text(cell)))
        if name is not None:
            places.setdefault(name, []).append(index)
        if not is_blank(cell) and (name is None or len(places[name]) > 1):
            extra.append(index)
    repeated = {name: tuple(found) for name, found in places.items() if len(found) > 1}
    return {name: found[0] for name, found in places.items()}, repeated, tuple(extra)


def _rows(
    grid: Sequence[Sequence[Cell]], seen: Sequence[Sequence[Cell]], start: int, columns: Mapping[str, int]
) -> Rows:
    """The rows from a line on, to the sheet's end, two blank rows, or a total in the first filled cell."""
    rows, blank, above = Rows(end=len(grid)), 0, _Sums()
    whole = all(name in columns for name in REQUIRED_COLUMNS)
    for index in range(start, len(grid)):
        line = grid[index]
        if all(map(is_blank, line)):
            blank += 1
            if blank == _BLANK_ROWS_THAT_END:
                rows.end = index
                return rows
            continue
        if _is_total(line, columns):
            rows.sums.append(index + 1)
            rows.end = index
            return rows
        blank = 0
        quantity = _at(line, columns, QUANTITY)
        if _is_labelled_sum(line, columns) or (whole and _is_bare_sum(line, columns, quantity, above)):
            rows.sums.append(index + 1)
            above.begin_block()
        elif whole and all(is_blank(_at(seen[index], columns, name)) for name in OF_AN_ATTENTION):
            rows.templates.append(index + 1)
        else:
            rows.numbers.append(index + 1)
            above.add(quantity)
    return rows


class _Sums:
    """What the quantities read so far add up to: since the beginning and since the last sum row."""

    def __init__(self) -> None:
        self.whole = self.block = 0

    def add(self, quantity: Cell) -> None:
        number = to_whole(quantity) or 0
        self.whole += number
        self.block += number

    def begin_block(self) -> None:
        self.block = 0


@cache
def _sum_label() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(word) for word in values("rotulo_suma", key=bare_text)), key=len, reverse=True))
    return re.compile(rf"(?:{words.replace(chr(92) + ' ', '[ -]?')})(?![a-z])")


def _labels(line: Sequence[Cell]) -> Iterator[int]:
    for index, cell in enumerate(line):
        if isinstance(cell, str) and _sum_label().match(bare_text(clean_text(cell[:80]))):
            yield index


def _is_total(line: Sequence[Cell], columns: Mapping[str, int]) -> bool:
    """A total in the first filled cell, which ends the table."""
    first = next(index for index, cell in enumerate(line) if not is_blank(cell))
    label = line[first]
    if not (isinstance(label, str) and clean_text(label).lower().startswith("total")):
        return False
    return _undocumented(line, columns, first)


def _is_labelled_sum(line: Sequence[Cell], columns: Mapping[str, int]) -> bool:
    return any(_undocumented(line, columns, label) for label in _labels(line))


def _undocumented(line: Sequence[Cell], columns: Mapping[str, int], label: int) -> bool:
    """Neither date nor document; the label may itself stand in the column of one of them."""
    others = {columns.get(DATE), columns.get(DOCUMENT_TYPE), columns.get(DOCUMENT)} - {label, None}
    return all(is_blank(cell) for index, cell in enumerate(line) if index in others)


def _is_bare_sum(line: Sequence[Cell], columns: Mapping[str, int], quantity: Cell, above: _Sums) -> bool:
    """A quantity that is the sum above it, and none of the other required columns but what a template fills in."""
    others = (name for name in REQUIRED_COLUMNS if name not in (QUANTITY, CATEGORY))
    if not all(is_blank(_at(line, columns, name)) for name in others):
        return False
    number = to_whole(quantity)
    return number is not None and number > 0 and number in (above.whole, above.block)


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
