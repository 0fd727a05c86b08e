"""Keeps small figures back in breakdowns that the institution does not publish, and enough others that none can be had
by subtraction. Which tables are such breakdowns is for each document to say; how small is small is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from orchestration.core.catalogs import parameter
from orchestration.outputs.documents.blocks import RESERVED, Value

Count = int | None
Cell = tuple[int, int]


@dataclass(frozen=True)
class Rule:
    """Figures from 1 to below `smallest` are kept back; None keeps nothing back."""

    smallest: int | None

    @classmethod
    def of_parameters(cls) -> Rule:
        """The rule for public documents: `celda_minima` in `parametros.csv`."""
        return cls(parameter("celda_minima"))

    @classmethod
    def off(cls) -> Rule:
        """The institution's own use: its tables keep every number."""
        return cls(None)

    def is_small(self, count: Count) -> bool:
        return self.smallest is not None and count is not None and 0 < count < self.smallest

    def line(self, counts: Sequence[Count]) -> tuple[Value, ...]:
        """Parts of one total that is shown, or published elsewhere, beside lines that do not add up with this one."""
        return self.table([counts], columns_add_up=False)[0]

    def table(self, rows: Sequence[Sequence[Count]], columns_add_up: bool = True) -> list[tuple[Value, ...]]:
        """The inner cells of a table whose row totals (and column totals, where they add up) are shown.

        A cell kept back leaves open, to whoever knows all totals and that no count is below zero, every value from
        zero (from one, where zeros stay shown) to at least `smallest`. Where the table is too sparse for that, its
        lines (or all of it) are kept back whole, zeros included.
        """
        small = {(r, c) for r, row in enumerate(rows) for c, count in enumerate(row) if self.is_small(count)}
        if self.smallest is None or not small:
            return [tuple(row) for row in rows]
        if columns_add_up:
            kept = _hypercubes(rows, small, self.smallest)
        else:
            kept = set().union(*(_line(rows[r], r, small, self.smallest) for r in range(len(rows))))
        return [
            tuple(RESERVED if (r, c) in kept else count for c, count in enumerate(row)) for r, row in enumerate(rows)
        ]


def _line(row: Sequence[Count], r: int, small: set[Cell], smallest: int) -> set[Cell]:
    """The line's small cells with as few others as hide them; the whole line where none do."""
    kept = {c for place, c in small if place == r}
    if not kept:
        return set()
    others = sorted((c for c, count in enumerate(row) if count and c not in kept), key=lambda c: (row[c] or 0, c))
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            if _hides([row[c] or 0 for c in (*kept, *more)], smallest):
                return {(r, c) for c in (*kept, *more)}
    return {(r, c) for c, count in enumerate(row) if count is not None}


def _hides(counts: Sequence[int], smallest: int) -> bool:
    """Whether each of these could be as large as `smallest`, the others being at least one each."""
    return len(counts) > 1 and sum(counts) - (len(counts) - 1) >= smallest


def _hypercubes(rows: Sequence[Sequence[Count]], small: set[Cell], smallest: int) -> set[Cell]:
    """For each small cell the cheapest rectangle that lets it move by `smallest`; all cells where there is none.

    Two cells of a rectangle go up by what the other two go down, so that rows and columns keep their totals.
    """
    kept = set(small)
    for r, c in sorted(small):
        rectangles = [
            corners
            for other_row in range(len(rows))
            for other in range(len(rows[r]))
            if other_row != r and other != c
            for corners in [((r, other), (other_row, c), (other_row, other))]
            if _lets_move(rows, corners, smallest)
        ]
        if not rectangles:
            return {(r, c) for r, row in enumerate(rows) for c, count in enumerate(row) if count is not None}
        kept.update(_cheapest(rows, rectangles, kept))
    return kept


def _cheapest(
    rows: Sequence[Sequence[Count]], rectangles: Sequence[tuple[Cell, ...]], kept: set[Cell]
) -> tuple[Cell, ...]:
    """The one that takes the fewest cases more out of sight."""

    def cost(corners: tuple[Cell, ...]) -> tuple[int, tuple[Cell, ...]]:
        return sum(rows[r][c] or 0 for r, c in corners if (r, c) not in kept), corners

    return min(rectangles, key=cost)


def _lets_move(rows: Sequence[Sequence[Count]], corners: tuple[Cell, ...], smallest: int) -> bool:
    beside, below, opposite = ((rows[r][c] or 0) for r, c in corners)
    return opposite > 0 and beside > smallest and below > smallest
