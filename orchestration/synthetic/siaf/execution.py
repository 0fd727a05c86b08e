"""How each row of ITP's slice goes through the year: its PIM month by month, and how far each phase of spending is.
Only arithmetic on céntimos belongs here. Supuesto: all of it; only December's rate by activity is published (2020)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orchestration.synthetic.calibration import fill, round_within
from orchestration.synthetic.published import IntArray
from orchestration.synthetic.siaf.classifiers import DONATIONS
from orchestration.synthetic.siaf.transport import FloatArray

# The month at whose end the plan prints the PIM (note of Cuadros 22 to 25), and the last of the year.
AUGUST, DECEMBER = 7, 11
# Supuesto: share of the way from PIA to August's PIM, January to August. Donations begin with the balance that RE
# 002-2024 brought in January (Anexo 1: 7.5 of 13.8 million); ordinary resources begin at the PIA.
ORDINARY_STEPS = (0.0, 0.05, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0)
# A centre without PIA has its money when the plan programmes its first services (UT Junín, July: Cuadro 5).
LATE_STEPS = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.9, 1.0)
DONATION_STEPS = (0.54, 0.61, 0.61, 0.64, 0.75, 0.85, 0.97, 1.0)
# Supuesto: what a row's PIM gains or loses from August to December.
DRIFT_MEAN, DRIFT_SPREAD, DRIFT_MOST = 0.006, 0.012, 0.05
# Supuesto: monthly share of the year's devengado; pay has its bonuses in July and December, works close late.
PROFILES = {
    "2.1": (7.6, 7.6, 7.7, 7.7, 7.8, 7.8, 11.2, 7.8, 7.8, 7.8, 7.9, 11.3),
    "2.3": (2.2, 5.0, 7.0, 7.5, 7.8, 8.2, 8.4, 8.4, 8.6, 9.0, 10.2, 17.7),
    "2.4": (0.0, 0.0, 5.0, 5.0, 10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 15.0, 10.0),
    "2.5": (4.0, 6.0, 8.0, 8.0, 8.0, 8.0, 8.0, 9.0, 9.0, 9.0, 9.0, 14.0),
    "2.6": (0.3, 1.5, 3.2, 4.5, 5.5, 6.5, 7.0, 8.0, 9.5, 11.0, 14.0, 29.0),
}
ROW_SPREAD = 0.35
# Supuesto: how far units (centres, head office) stray from one another in pace, and in what they leave unspent.
PACE_SPREAD, SLACK_SPREAD = 0.13, 0.7
# Supuesto: of what is left of the PIM, the part certified; of what is certified beyond devengado, the part committed.
CERTIFIED = (0.35, 0.42, 0.48, 0.53, 0.58, 0.63, 0.67, 0.71, 0.76, 0.81, 0.87, 0.93)
COMMITTED = (0.30, 0.36, 0.41, 0.46, 0.51, 0.55, 0.59, 0.63, 0.68, 0.74, 0.82, 0.92)
# Supuesto: the most of a month's devengado that is still unpaid at its end; next to nothing in December.
UNPAID, UNPAID_IN_DECEMBER = 0.25, 0.02


@dataclass(frozen=True)
class Money:
    """What the year begins with, row by row: céntimos of PIA and of August's PIM, source and generic; `unit`
    numbers who spends, `pool` says which of `rates` (devengado of the year over December's PIM) rows meet together."""

    pia: IntArray
    pim: IntArray
    source: list[str]
    generic: list[str]
    unit: IntArray
    pool: IntArray
    rates: list[float]

    def late(self) -> npt.NDArray[np.bool_]:
        """Whether each row's unit begins the year without a budget."""
        return np.bincount(self.unit, weights=self.pia)[self.unit] == 0


@dataclass(frozen=True)
class Execution:
    """Céntimos of each row at the end of each month, arrays of rows x 12 but `pia`. `accrued` is the month's own
    devengado; `pim`, `certified`, `committed` and `paid` are the year's as of that month."""

    pia: IntArray
    pim: IntArray
    certified: IntArray
    committed: IntArray
    accrued: IntArray
    paid: IntArray


def execute(money: Money, rng: np.random.Generator) -> Execution:
    """The year of every row; each pool meets its rate in December to the céntimo."""
    path = _pim(money, rng)
    ceiling = np.minimum.accumulate(path[:, ::-1], axis=1)[:, ::-1]
    wanted = _profile(money, rng) * _year_total(path[:, DECEMBER], money, rng)[:, None]
    cumulative = np.minimum(np.floor(wanted + 1e-6).astype(np.int64), ceiling)
    certified = cumulative + _part(path - cumulative, CERTIFIED, rng)
    committed = cumulative + _part(certified - cumulative, COMMITTED, rng)
    accrued = np.diff(cumulative, axis=1, prepend=0)
    unpaid = rng.random(cumulative.shape) * UNPAID
    unpaid[:, DECEMBER] *= UNPAID_IN_DECEMBER / UNPAID
    paid = cumulative - np.floor(accrued * unpaid).astype(np.int64)
    return Execution(money.pia, path, certified, committed, accrued, paid)


def _pim(money: Money, rng: np.random.Generator) -> IntArray:
    pia, august = money.pia, money.pim
    donated = (np.array(money.source) == DONATIONS)[:, None]
    steps = np.where(donated, DONATION_STEPS, np.where(money.late()[:, None], LATE_STEPS, ORDINARY_STEPS))
    until = pia[:, None] + np.rint((august - pia)[:, None] * steps).astype(np.int64)
    drift = np.clip(rng.normal(DRIFT_MEAN, DRIFT_SPREAD, len(pia)), -DRIFT_MOST, DRIFT_MOST)
    after = august[:, None] + np.rint((august * drift)[:, None] * np.arange(1, 5) / 4).astype(np.int64)
    return np.hstack([until, after])


def _profile(money: Money, rng: np.random.Generator) -> FloatArray:
    """Each row's cumulative share by month, sooner or later as its unit is quick or slow; December's is 1."""
    base = np.array([PROFILES[g[:3]] for g in money.generic]) * rng.lognormal(0, ROW_SPREAD, (len(money.pia), 12))
    base[money.late()] *= np.array(LATE_STEPS + (1.0,) * 4) > 0
    cumulative = np.cumsum(base, axis=1) / base.sum(axis=1, keepdims=True)
    cumulative[:, DECEMBER] = 1.0
    pace = rng.lognormal(0, PACE_SPREAD, int(money.unit.max()) + 1)[money.unit]
    shares: FloatArray = cumulative ** pace[:, None]
    return shares


def _year_total(pim: IntArray, money: Money, rng: np.random.Generator) -> IntArray:
    """Each row's devengado of the year: what a pool leaves unspent is shared among its rows, more to slack units."""
    slack = rng.lognormal(0, SLACK_SPREAD, int(money.unit.max()) + 1)[money.unit] * rng.uniform(0.3, 1.7, len(pim))
    total = pim.copy()
    for number, rate in enumerate(money.rates):
        own = np.flatnonzero(money.pool == number)
        unspent, most = round((1 - rate) * int(pim[own].sum())), pim[own] // 2
        if unspent:
            total[own] -= round_within(fill(pim[own] * slack[own], most, unspent), most, unspent)
    return total


def _part(room: IntArray, shares: tuple[float, ...], rng: np.random.Generator) -> IntArray:
    share = np.clip(np.array(shares) * rng.lognormal(0, 0.15, room.shape), 0, 1)
    return np.floor(room * share).astype(np.int64)
