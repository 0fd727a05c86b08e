"""Turns the published figures into whole-number matrices: how many services of each type each centre gave, and when.
Only arithmetic on counts belongs here; the people and the attentions that carry these counts are made elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orchestration.core.catalogs import centres
from orchestration.synthetic.published import MONTHS, IntArray, PublishedFigures

FloatArray = npt.NDArray[np.float64]

# Supuesto: how far a centre's mix of types strays from the network's, as the sigma of a log-normal factor.
MIX_SPREAD = 0.35
# Supuesto: the least share of a centre's yearly target that lies outside the types in which it leads.
LEAST_OTHER_SHARE = 0.06
# Supuesto: each centre's own ceiling in a type, as a share of the fourth centre's count less one.
CEILING = (0.75, 1.0)
# Supuesto: the most of that room that a centre fills, all its types together; only Ica's target asks for more.
ROOM_FILLED = 0.85
# Supuesto: how far centres stray from the network's progress, and months from the plan's shape (log-normal sigmas).
CENTRE_SPREAD, MONTH_SPREAD = 0.08, 0.08
ROUNDS = 60


@dataclass(frozen=True)
class Calibration:
    """Whole numbers that the records must carry; axes in the order of `PublishedFigures`.

    `services` is centres x types, `months` centres x months (both add up to the same yearly total by centre),
    `categories` the services of each centre by budget category, `clients` is `Published.clients`.
    """

    services: IntArray
    months: IntArray
    categories: list[dict[str, int]]


def calibrate(published: PublishedFigures, rng: np.random.Generator) -> Calibration:
    """Allocates the year's services to centres, types, months and budget categories.

    Raises:
        ValueError: the published figures leave no allocation (a type cannot be placed below its fourth centre,
            or a centre would have fewer services than clients).
    """
    services = allocate_services(published, rng)
    totals = services.sum(axis=1)
    for code, total, clients in zip(published.centres, totals, published.clients.sum(axis=1), strict=True):
        if total < clients:
            raise ValueError(f"{code}: {total} servicios no alcanzan para sus {clients} clientes publicados.")
    shape = published.plan_services * rng.lognormal(0, MONTH_SPREAD, published.plan_services.shape)
    months = np.array([share_out(int(t), plan) for t, plan in zip(totals, shape, strict=True)])
    return Calibration(services, months, allocate_categories(published, totals))


def allocate_services(published: PublishedFigures, rng: np.random.Generator) -> IntArray:
    """Services by centre and type: types and leaders exact, every other centre strictly below the fourth.

    Centres' totals follow the plan's updated yearly targets (Anexo 3) as far as types (hard) allow.
    """
    fixed, below_fourth = _leaders_and_caps(published)
    caps = np.floor(below_fourth * rng.uniform(*CEILING, below_fourth.shape)).astype(np.int64)
    column_left = np.array(list(published.services.values())) - fixed.sum(axis=0)
    progress = sum(published.services.values()) / published.plan_year.sum()
    row_target = published.plan_year * progress * rng.lognormal(0, CENTRE_SPREAD, len(published.centres))
    row_left = np.maximum(row_target - fixed.sum(axis=1), LEAST_OTHER_SHARE * row_target)
    row_left = np.minimum(row_left, ROOM_FILLED * caps.sum(axis=1))
    free = np.outer(row_left, column_left) * rng.lognormal(0, MIX_SPREAD, caps.shape) * (caps > 0)
    for _ in range(ROUNDS):
        free *= (row_left / np.maximum(free.sum(axis=1), 1e-9))[:, None]
        free = np.column_stack([fill(free[:, t], caps[:, t], int(left)) for t, left in enumerate(column_left)])
    return fixed + np.column_stack([round_within(free[:, t], caps[:, t], int(n)) for t, n in enumerate(column_left)])


def _leaders_and_caps(published: PublishedFigures) -> tuple[IntArray, IntArray]:
    """The leaders' counts, and the most that every other centre may have (0 where it has no such service)."""
    shape = (len(published.centres), len(published.services))
    fixed, caps = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for column, (service, four) in enumerate(published.leaders.items()):
        for row, code in enumerate(published.centres):
            fixed[row, column] = four.get(code, 0)
            all_year = centres()[code].reports_since == MONTHS[0]
            offered = all_year or service in published.junin_services
            caps[row, column] = min(four.values()) - 1 if code not in four and offered else 0
    return fixed, caps


def fill(weights: FloatArray, caps: IntArray, total: int) -> FloatArray:
    """Shares `total` in proportion to `weights`, none above its cap.

    Raises:
        ValueError: the caps together are below the total.
    """
    if caps[weights > 0].sum() < total:
        raise ValueError(f"no hay cómo repartir {total} servicios por debajo del cuarto centro.")
    share, capped = np.zeros(len(weights)), weights <= 0
    while True:
        room = total - share[capped].sum()
        share[~capped] = weights[~capped] * (room / max(weights[~capped].sum(), 1e-300))
        over = ~capped & (share > caps)
        if not over.any():
            return share
        share[over] = caps[over]
        capped |= over


def round_within(share: FloatArray, caps: IntArray, total: int) -> IntArray:
    """Whole numbers by largest remainder, adding up to `total`, none above its cap."""
    whole = np.floor(share + 1e-9).astype(np.int64)
    remainder = np.where(whole < caps, share - whole, -1.0)
    whole[np.argsort(-remainder, kind="stable")[: total - int(whole.sum())]] += 1
    return whole


def share_out(total: int, weights: Sequence[int] | IntArray | FloatArray) -> IntArray:
    """`total` in whole numbers in proportion to `weights` (largest remainder)."""
    exact = np.asarray(weights, dtype=float) * (total / float(np.sum(weights)))
    return round_within(exact, np.full(len(exact), total), total)


def allocate_categories(published: PublishedFigures, totals: IntArray) -> list[dict[str, int]]:
    """Each centre's services by budget category: Cuadro 19's proportions, within each centre's programmes.

    A programme that few centres carry is shared among those by size; PP0093 and APNOP take the rest, and a centre
    with APNOP alone gives all of its services there.
    """
    names = list(published.category_weights)
    amounts = share_out(int(totals.sum()), list(published.category_weights.values())).tolist()
    network = dict(zip(names, amounts, strict=True))
    programmes = [centres()[code].programmes for code in published.centres]
    by_centre: list[dict[str, int]] = [dict.fromkeys(names, 0) for _ in programmes]
    left = totals.copy()
    for name in ("PP0094", "PP0095"):
        size = totals * np.array([name in p for p in programmes])
        _give(by_centre, name, share_out(network[name], size), left)
    only_apnop = np.array([p == ("APNOP",) for p in programmes])
    _give(by_centre, "APNOP", np.where(only_apnop, left, 0), left)
    rest = network["APNOP"] - sum(c["APNOP"] for c in by_centre)
    _give(by_centre, "APNOP", share_out(rest, left), left)
    _give(by_centre, "PP0093", left.copy(), left)
    return by_centre


def _give(by_centre: list[dict[str, int]], name: str, amounts: IntArray, left: IntArray) -> None:
    """Books `amounts` of one category and takes them off what is left of each centre's services."""
    for held, amount in zip(by_centre, amounts.tolist(), strict=True):
        held[name] += amount
    left -= amounts
    if (left < 0).any():
        raise ValueError(f"{name}: la categoría pide más servicios de los que tienen sus centros.")
