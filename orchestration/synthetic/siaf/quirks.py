"""What makes the real files awkward, in ITP's slice: reversals, negative rows, repeated zero rows, phases out of order.
None changes a total. The ways of a whole file (encodings, blank sectors) belong to `writer` and `national`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from orchestration.siaf.layout import COLUMNS
from orchestration.synthetic.published import IntArray
from orchestration.synthetic.siaf.classifiers import RESOURCE_KINDS
from orchestration.synthetic.siaf.execution import DECEMBER, Execution

# Supuesto: rows with a negative month, and rows all negative beside one that they correct (about 3 % together, as users
# of the real files have found).
REVERSED, CORRECTED = 0.008, 0.024
# How many times the same row of zeros stands in the file beyond its first.
REPEATED = 3
# Supuesto: soles by which two chains break the order of the phases, as the real files do now and then: one paid more
# than it accrued (a reversal not paid back yet), one accrued more than it had committed.
OVERPAID, UNCOMMITTED = 1250, 840
RESOURCE, RESOURCE_NAME = COLUMNS.index("TIPO_RECURSO"), COLUMNS.index("TIPO_RECURSO_NOMBRE")
Cells = list[tuple[str, ...]]


@dataclass(frozen=True)
class Slice:
    """The descriptive cells of each row with its year."""

    cells: Cells
    year: Execution


def make_awkward(plain: Slice, source: list[str], rng: np.random.Generator) -> Slice:
    """The slice with every quirk; sums over a chain (all cells but the kind of resource) and in total stay the same,
    except the two chains whose phases are put out of order."""
    reversed_months = Slice(plain.cells, _reverse(plain.year, rng))
    corrected = _correct(reversed_months, source, rng)
    return _repeat_zeros(Slice(corrected.cells, _out_of_order(corrected.year, rng)))


def _reverse(year: Execution, rng: np.random.Generator) -> Execution:
    """In some rows a month is booked early and partly taken back in the next one, which is then below zero."""
    accrued = year.accrued.copy()
    cumulative = accrued.cumsum(axis=1)
    for row in np.flatnonzero(rng.random(len(accrued)) < REVERSED).tolist():
        month = int(rng.integers(1, DECEMBER))
        back = int(accrued[row, month - 1]) // 20
        if back and cumulative[row, month] + back <= year.committed[row, month - 1]:
            accrued[row, month - 1] += accrued[row, month] + back
            accrued[row, month] = -back
    paid = np.minimum(year.paid, accrued.cumsum(axis=1))
    return replace(year, accrued=accrued, paid=paid)


def _correct(plain: Slice, source: list[str], rng: np.random.Generator) -> Slice:
    """Beside some rows stands another of the same chain and other resource, below zero by what it adds to the first."""
    year = plain.year
    spent = np.flatnonzero((year.accrued > 0).any(axis=1))
    chosen = rng.choice(spent, size=round(CORRECTED * len(year.pia)), replace=False)
    zero = np.zeros((len(chosen), DECEMBER + 1), dtype=np.int64)
    moved = zero.copy()
    for place, row in enumerate(chosen.tolist()):
        month = int(rng.choice(np.flatnonzero(year.accrued[row] > 0)))
        moved[place, month] = 1 + int(year.accrued[row, month] * rng.uniform(0.02, 0.2))
    so_far = moved.cumsum(axis=1)
    parts = {"pim": so_far, "certified": so_far, "committed": so_far, "accrued": moved, "paid": so_far}
    grown = {name: getattr(year, name).copy() for name in parts}
    for name, part in parts.items():
        grown[name][chosen] += part
        grown[name] = np.vstack([grown[name], -part])
    pia = np.concatenate([year.pia, np.zeros(len(chosen), dtype=np.int64)])
    cells = plain.cells + [_other_resource(plain.cells[row], source[row]) for row in chosen.tolist()]
    return _in_order(Slice(cells, Execution(pia=pia, **grown)), np.concatenate([np.arange(len(year.pia)), chosen]))


def _other_resource(cells: tuple[str, ...], source: str) -> tuple[str, ...]:
    return (*cells[:RESOURCE], *RESOURCE_KINDS[source][1], *cells[RESOURCE_NAME + 1 :])


def _out_of_order(year: Execution, rng: np.random.Generator) -> Execution:
    """Two rows in which a later phase is ahead of the one before it, by a few soles, from mid-year on."""
    committed, paid = year.committed.copy(), year.paid.copy()
    cumulative = year.accrued.cumsum(axis=1)
    large = np.flatnonzero((cumulative[:, 5:] > 100 * OVERPAID).all(axis=1) & (year.accrued >= 0).all(axis=1))
    first, second = rng.choice(large, size=2, replace=False).tolist()
    paid[first, 6:] = cumulative[first, 6:] + OVERPAID
    committed[second, 6:] = cumulative[second, 6:] - UNCOMMITTED
    paid[second, 6:] = np.minimum(paid[second, 6:], committed[second, 6:])
    return replace(year, committed=committed, paid=paid)


def _repeat_zeros(plain: Slice) -> Slice:
    """One row without any amount, with its identical copies, at the slice's end."""
    year = plain.year
    empty = {name: _with_zeros(getattr(year, name)) for name in ("pim", "certified", "committed", "accrued", "paid")}
    blank = _other_resource(plain.cells[-1], plain.cells[-1][COLUMNS.index("FUENTE_FINANCIAMIENTO")])
    return Slice(plain.cells + [blank] * (REPEATED + 1), Execution(pia=_with_zeros(year.pia), **empty))


def _with_zeros(amounts: IntArray) -> IntArray:
    return np.concatenate([amounts, np.zeros((REPEATED + 1, *amounts.shape[1:]), dtype=np.int64)])


def _in_order(grown: Slice, beside: IntArray) -> Slice:
    """Each added row right after the one that it corrects."""
    order = np.argsort(beside, kind="stable")
    year = grown.year
    fields = ("pia", "pim", "certified", "committed", "accrued", "paid")
    return Slice(
        [grown.cells[i] for i in order.tolist()], Execution(**{name: getattr(year, name)[order] for name in fields})
    )
