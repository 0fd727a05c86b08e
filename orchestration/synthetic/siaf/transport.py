"""Fills a table of whole céntimos whose rows and columns must add up to given totals, as near a given shape as may be.
Only the arithmetic belongs here: what rows and columns mean is said by `budget`."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from orchestration.synthetic.published import IntArray

FloatArray = npt.NDArray[np.float64]
ROUNDS = 300


def transport(rows: IntArray, columns: IntArray, shape: FloatArray) -> IntArray:
    """Whole numbers >= 0 with exactly these margins; a cell whose `shape` is 0 stays 0.

    Proportional fitting gives the shape; what rounding leaves is placed along augmenting paths, so that the result is
    exact wherever an exact one exists.

    Raises:
        ValueError: the margins differ in total, or no table with those zeros has them.
    """
    if int(rows.sum()) != int(columns.sum()) or (rows < 0).any() or (columns < 0).any():
        raise ValueError(f"los márgenes no cuadran: {rows.sum()} por filas, {columns.sum()} por columnas.")
    table = np.floor(_fit(rows, columns, shape)).astype(np.int64)
    row_left, column_left = rows - table.sum(axis=1), columns - table.sum(axis=0)
    _never_above(table, row_left, column_left)
    while row_left.any():
        _augment(table, row_left, column_left, shape > 0)
    return table


def _fit(rows: IntArray, columns: IntArray, shape: FloatArray) -> FloatArray:
    table = shape.astype(np.float64)
    for _ in range(ROUNDS):
        table = table * (columns / np.maximum(table.sum(axis=0), 1e-12))
        table = table * (rows / np.maximum(table.sum(axis=1), 1e-12))[:, None]
    return table


def _never_above(table: IntArray, row_left: IntArray, column_left: IntArray) -> None:
    """Takes back what the fitting placed above a margin, from the largest cells first."""
    for lines, left, other in ((table, row_left, column_left), (table.T, column_left, row_left)):
        for line in np.flatnonzero(left < 0).tolist():
            for cell in np.argsort(-lines[line], kind="stable").tolist():
                back = min(int(lines[line, cell]), -int(left[line]))
                lines[line, cell] -= back
                left[line] += back
                other[cell] += back


def _augment(table: IntArray, row_left: IntArray, column_left: IntArray, allowed: npt.NDArray[np.bool_]) -> None:
    """Moves as much as fits along one shortest path from a row to a column that still lack something."""
    path = _path(table, row_left, column_left, allowed)
    taken = [int(table[cell]) for cell in path[1::2]]
    amount = min([int(row_left[path[0][0]]), int(column_left[path[-1][1]]), *taken])
    for step, cell in enumerate(path):
        table[cell] += amount if step % 2 == 0 else -amount
    row_left[path[0][0]] -= amount
    column_left[path[-1][1]] -= amount


def _path(
    table: IntArray, row_left: IntArray, column_left: IntArray, allowed: npt.NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Cells to add to and take from, in turn: row -> column over an allowed cell, column -> row over a filled one."""
    queue = deque(("row", int(i)) for i in np.flatnonzero(row_left > 0))
    came: dict[tuple[str, int], tuple[str, int] | None] = dict.fromkeys(queue)
    while queue:
        kind, at = queue.popleft()
        if kind == "column" and column_left[at] > 0:
            return _walk_back(came, (kind, at))
        onward = allowed[at] if kind == "row" else table[:, at] > 0
        for cell in np.flatnonzero(onward).tolist():
            node = ("column" if kind == "row" else "row", cell)
            if node not in came:
                came[node] = (kind, at)
                queue.append(node)
    raise ValueError("ninguna tabla con esas casillas vacías tiene esos totales por fila y por columna.")


def _walk_back(came: dict[tuple[str, int], tuple[str, int] | None], end: tuple[str, int]) -> list[tuple[int, int]]:
    nodes = [end]
    while (before := came[nodes[-1]]) is not None:
        nodes.append(before)
    nodes.reverse()
    return [(a[1], b[1]) if a[0] == "row" else (b[1], a[1]) for a, b in pairwise(nodes)]
