"""Decides which client each row of a centre belongs to: everyone at least once, in as many months as the plan expects.
Rows come with their centre and month already fixed; what a row says is written in `records.py`."""

from __future__ import annotations

import numpy as np

from orchestration.synthetic.calibration import fill, round_within
from orchestration.synthetic.overlaps import Placement, Window
from orchestration.synthetic.published import IntArray

# Supuesto: client-months for each client of a centre, where the plan (Anexo 6) expects fewer than that.
MONTHS_PER_CLIENT = 1.25
# Supuesto: how much of the months' shape comes from the rows; the plan has months with services and no client.
ROWS_SHARE = 0.15
# Supuesto: rows of one client in one month, on average at most.
ROWS_PER_VISIT = 6
# Supuesto: how unevenly clients come back (shape of a gamma; smaller is more uneven).
LOYALTY = 0.7


def attend(
    centre: IntArray, month: IntArray, plan: IntArray, placement: Placement, rng: np.random.Generator
) -> IntArray:
    """The slot of `placement` that each row serves.

    Every slot has a row; early slots lie in months before the same person's late slot; distinct clients by month follow
    the plan's monthly targets of clients (`plan`, centres x months) as far as rows and clients allow.

    Raises:
        ValueError: a centre has fewer rows than clients, or the deal left an early slot no earlier than its late one.
    """
    slots = np.empty(len(centre), dtype=np.int64)
    for row in range(len(plan)):
        own = np.flatnonzero(placement.centre == row)
        rows = [np.flatnonzero((centre == row) & (month == m)) for m in range(12)]
        visits = _visits(np.array([len(r) for r in rows]), plan[row], placement.window[own])
        loyalty = rng.gamma(LOYALTY, size=len(own)) + 1e-3
        present = _present(visits, placement.window[own], loyalty, rng)
        for at, who in zip(rows, present, strict=True):
            slots[rng.permutation(at)] = own[_serve(len(at), who, loyalty, rng)]
    _check_windows(slots, month, placement)
    return slots


def _check_windows(slots: IntArray, month: IntArray, placement: Placement) -> None:
    last = np.zeros(len(placement.person), dtype=np.int64)
    np.maximum.at(last, slots, month)
    by_person = {
        w: dict(zip(placement.person[at].tolist(), last[at].tolist(), strict=True))
        for w in Window
        for at in [placement.window == w]
    }
    for person, early in by_person[Window.EARLY].items():
        if early >= by_person[Window.LATE][person]:
            raise ValueError("un cliente que se formaliza quedó sin orden en el año; use otra semilla.")


def _visits(rows: IntArray, plan: IntArray, window: IntArray) -> IntArray:
    """Distinct clients of one centre in each month."""
    if rows.sum() < len(window):
        raise ValueError(f"{rows.sum()} filas no alcanzan para {len(window)} clientes de un centro.")
    caps = np.minimum(rows, len(window) - int((window == Window.EARLY).sum()))
    goal = min(max(int(plan.sum()), int(MONTHS_PER_CLIENT * len(window))), int(caps.sum()))
    weights = np.where(caps > 0, plan / plan.sum() + ROWS_SHARE * rows / rows.sum(), 0.0)
    least = np.minimum(-(-rows // ROWS_PER_VISIT), caps)
    return np.maximum(round_within(fill(weights, caps, goal), caps, goal), least)


def _present(visits: IntArray, window: IntArray, loyalty: np.ndarray, rng: np.random.Generator) -> list[IntArray]:
    """The clients that come in each month: a first month for everyone, then returns by loyalty.

    Those who formalise elsewhere take the first months of the deal and come once, their counterparts take the last.
    """
    first = np.sort(rng.permutation(np.repeat(np.arange(12), visits))[: len(window)])
    order = np.lexsort((rng.random(len(window)), window))
    month_of = np.empty(len(window), dtype=np.int64)
    month_of[order] = np.concatenate(
        [first[: (early := int((window == Window.EARLY).sum()))], _shuffle_middle(first[early:], window, rng)]
    )
    present = []
    for month, wanted in enumerate(visits.tolist()):
        base = np.flatnonzero(month_of == month)
        others = np.flatnonzero((month_of != month) & (window != Window.EARLY))
        weight = loyalty[others] / loyalty[others].sum() if len(others) else None
        returning = rng.choice(others, size=wanted - len(base), replace=False, p=weight)
        present.append(np.concatenate([base, returning]))
    return present


def _shuffle_middle(months: IntArray, window: IntArray, rng: np.random.Generator) -> IntArray:
    """Shuffles all but the last months, which stay for the late."""
    late = int((window == Window.LATE).sum())
    cut = len(months) - late
    return np.concatenate([rng.permutation(months[:cut]), months[cut:]])


def _serve(rows: int, who: IntArray, loyalty: np.ndarray, rng: np.random.Generator) -> IntArray:
    """A client for each of a month's rows: everyone present once, the rest by loyalty."""
    if not rows:
        return who
    again = rng.choice(who, size=rows - len(who), p=loyalty[who] / loyalty[who].sum())
    return np.concatenate([who, again])
