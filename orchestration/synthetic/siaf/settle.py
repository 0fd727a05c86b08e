"""Finds céntimos behind figures that a document prints in whole soles, so that rows and totals all still round to it.
Trees of printed figures and integers belong here; which tables there are belongs to `plan`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

# A printed figure stands for what lies within half a sol of it; its rows are kept one céntimo away from the tie.
HALF_SOL, ROW_HALF = 50, 49


@dataclass(frozen=True)
class Printed:
    """A figure as printed, in whole soles, and the printed figures that make it up; `row` names it within its table."""

    row: int
    soles: int
    parts: tuple[Printed, ...] = ()


def bounds(figure: Printed) -> tuple[int, int]:
    """The céntimos that the figure may stand for, its parts' own rounding taken into account.

    Raises:
        ValueError: its parts cannot add up to it within rounding.
    """
    half = HALF_SOL if figure.parts else ROW_HALF
    low, high = (0, 0) if figure.soles == 0 else (figure.soles * 100 - half, figure.soles * 100 + half)
    if figure.parts:
        lows, highs = zip(*(bounds(part) for part in figure.parts), strict=True)
        low, high = max(low, sum(lows)), min(high, sum(highs))
    if low > high:
        raise ValueError(f"la fila {figure.row} ({figure.soles:,}) no es la suma de las suyas ni con redondeo.")
    return low, high


def common_total(figures: list[Printed], rng: np.random.Generator) -> int:
    """One total, in céntimos, that every table's own total may stand for.

    Raises:
        ValueError: the tables have no total in common.
    """
    lows, highs = zip(*(bounds(figure) for figure in figures), strict=True)
    if max(lows) > min(highs):
        raise ValueError(f"los totales {[f.soles for f in figures]} no tienen una cifra en común ni con redondeo.")
    return int(rng.integers(max(lows), min(highs) + 1))


def settle(figure: Printed, total: int, rng: np.random.Generator) -> dict[int, int]:
    """Céntimos of each leaf by row, adding up to `total`, with every figure of the tree within its bounds.

    Raises:
        ValueError: `total` is outside the figure's bounds.
    """
    low, high = bounds(figure)
    if not low <= total <= high:
        raise ValueError(f"la fila {figure.row} no puede valer {total / 100:,.2f}.")
    if not figure.parts:
        return {figure.row: total}
    leaves: dict[int, int] = {}
    for part, amount in zip(figure.parts, _split(figure.parts, total, rng), strict=True):
        leaves |= settle(part, amount, rng)
    return leaves


def _split(parts: tuple[Printed, ...], total: int, rng: np.random.Generator) -> list[int]:
    """A point within the parts' bounds that adds up to `total`: the room above the least is shared at random cuts."""
    limits = [bounds(part) for part in parts]
    room = np.array([high - low for low, high in limits])
    spare = total - sum(low for low, _ in limits)
    share = np.minimum(room, np.floor(room * spare / max(int(room.sum()), 1)).astype(np.int64))
    for i in rng.permutation(len(parts)):
        share[i] += min(int(room[i] - share[i]), spare - int(share.sum()))
    for i, j in pairwise(rng.permutation(len(parts)).tolist()):
        moved = int(rng.integers(0, min(share[i], room[j] - share[j]) + 1))
        share[i], share[j] = share[i] - moved, share[j] + moved
    return [low + int(s) for (low, _), s in zip(limits, share, strict=True)]
