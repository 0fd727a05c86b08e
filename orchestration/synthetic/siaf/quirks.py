"""What makes the real files awkward, in ITP's slice: reversals, negative rows, repeated zero rows, phases out of order.
Only the last changes a total. A whole file's ways (encodings, blank sectors) belong to `writer` and `national`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from orchestration.intake.siaf.layout import COLUMNS
from orchestration.synthetic.published import IntArray
from orchestration.synthetic.siaf.amounts import ANNUAL, COMMITTED, PAID
from orchestration.synthetic.siaf.classifiers import RESOURCE_KINDS, SPENDING
from orchestration.synthetic.siaf.execution import DECEMBER, Execution
from orchestration.synthetic.siaf.metas import HEAD_OFFICE, metas

# Supuesto: rows with a negative month, and rows all negative beside one that they correct (about 3 % together, as users
# of the real files have found).
REVERSED, CORRECTED = 0.008, 0.024
# How many times the same row of zeros stands in the file beyond its first.
REPEATED = 3
# Supuesto: céntimos by which two chains of head office break the order of the phases, as real files do at times: the
# performance agreement is paid more than it accrued (a reversal not paid back yet), and the administration's
# transfers are accrued beyond what it had committed. Each chain is one leaf of the classifier.
OVERPAID, UNCOMMITTED = ("001-2023-ITP", "2.5 corriente", 1250), ("9001/4", "2.4 corriente", 840)
RESOURCE, RESOURCE_NAME = COLUMNS.index("TIPO_RECURSO"), COLUMNS.index("TIPO_RECURSO_NOMBRE")
SEC_FUNC, SPENDING_KIND, GENERIC = (COLUMNS.index(c) for c in ("SEC_FUNC", "CATEGORIA_GASTO", "GENERICA"))
Cells = list[tuple[str, ...]]


@dataclass(frozen=True)
class Slice:
    """The descriptive cells of each row with its year."""

    cells: Cells
    year: Execution


def make_awkward(plain: Slice, source: list[str], rng: np.random.Generator) -> Slice:
    """The slice with its quirks; sums over a chain (all cells but the kind of resource) stay the same."""
    reversed_months = Slice(plain.cells, _reverse(plain.year, rng))
    return _repeat_zeros(_correct(reversed_months, source, rng))


def break_order(year: int, cells: Cells, amounts: IntArray) -> None:
    """Puts the phases of the two chains out of order, in place, where they have spent anything."""
    for (key, generic, excess), place, sign in ((OVERPAID, PAID, 1), (UNCOMMITTED, COMMITTED, -1)):
        chain = (metas(year)[f"{HEAD_OFFICE}/{key}"].sec_func.lstrip("0"), *SPENDING[generic])
        row = next((i for i, c in enumerate(cells) if (c[SEC_FUNC], c[SPENDING_KIND], c[GENERIC]) == chain), None)
        if row is not None and amounts[row, ANNUAL] > excess:
            amounts[row, place] = amounts[row, ANNUAL] + sign * excess


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
