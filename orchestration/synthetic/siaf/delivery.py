"""One delivery of a year: the slice as it stood when the file was cut, each later one restating the months before.
The rows and their year come from `rows`, `execution` and `quirks`; bytes belong to `writer`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from orchestration.synthetic.published import IntArray
from orchestration.synthetic.siaf.amounts import ANNUAL, CERTIFIED, COMMITTED, JANUARY, PAID, PIA, PIM
from orchestration.synthetic.siaf.execution import DECEMBER, execute
from orchestration.synthetic.siaf.quirks import REPEATED, Cells, Slice, break_order, make_awkward
from orchestration.synthetic.siaf.rows import make_rows

# Supuesto: rows whose newest month is still provisional when the file is cut, and by how much it changes afterwards.
PROVISIONAL, PROVISIONAL_MOST = 0.012, 0.02


@dataclass(frozen=True)
class Delivery:
    """ITP's rows of one file: descriptive cells, and amounts in céntimos, rows x 18, in the file's order."""

    cells: Cells
    amounts: IntArray


def deliver(year: int, cut_month: int | None, seed: int, out_of_order: bool = False) -> Delivery:
    """The slice with months 1 to `cut_month` closed; None is a closed year with its annual figure and no months.

    Rows that have nothing yet are not in the file, except the repeated zero rows. With `out_of_order`, two chains
    have their phases out of order (`quirks.break_order`).

    Raises:
        ValueError: the month is not one, or the year has no synthetic file.
    """
    if cut_month is not None and not 1 <= cut_month <= 12:
        raise ValueError(f"el corte es un mes de 1 a 12, o ninguno; no {cut_month}.")
    whole = _whole_year(year, seed)
    last = DECEMBER if cut_month is None else cut_month - 1
    amounts = _as_of(whole, last, seed)
    if cut_month is None:
        amounts[:, JANUARY:ANNUAL] = 0
    if out_of_order:
        break_order(year, whole.cells, amounts)
    here = (amounts != 0).sum(axis=1) > 0
    here[-(REPEATED + 1) :] = True
    return Delivery([cells for cells, kept in zip(whole.cells, here.tolist(), strict=True) if kept], amounts[here])


@lru_cache(maxsize=4)
def _whole_year(year: int, seed: int) -> Slice:
    rng = np.random.default_rng((seed, year))
    rows = make_rows(year, rng)
    return make_awkward(Slice(rows.cells, execute(rows.money, rng)), rows.money.source, rng)


def _as_of(whole: Slice, last: int, seed: int) -> IntArray:
    """Amounts at the end of month `last` (0..11), its newest month partly provisional until December closes."""
    year = whole.year
    amounts = np.zeros((len(year.pia), PAID + 1), dtype=np.int64)
    for place, values in ((PIM, year.pim), (CERTIFIED, year.certified), (COMMITTED, year.committed), (PAID, year.paid)):
        amounts[:, place] = values[:, last]
    amounts[:, PIA] = year.pia
    amounts[:, JANUARY : JANUARY + last + 1] = year.accrued[:, : last + 1]
    if last < DECEMBER:
        amounts[:, JANUARY + last] += _provisional(whole, last, seed)
    amounts[:, ANNUAL] = amounts[:, JANUARY:ANNUAL].sum(axis=1)
    return amounts


def _provisional(whole: Slice, last: int, seed: int) -> IntArray:
    """What the newest month still lacks, or has too much of, in a few rows; never past what is committed or paid."""
    rng = np.random.default_rng((seed, last, 7))
    year, size = whole.year, len(whole.cells)
    cumulative = year.accrued[:, : last + 1].sum(axis=1)
    change = np.rint(year.accrued[:, last] * rng.uniform(-PROVISIONAL_MOST, PROVISIONAL_MOST / 2, size)).astype(
        np.int64
    )
    change[(rng.random(size) > PROVISIONAL) | (year.accrued[:, last] <= 0)] = 0
    least = np.minimum(year.paid[:, last] - cumulative, 0)
    most = np.maximum(year.committed[:, last] - cumulative, 0)
    return np.clip(change, least, most)
