"""Turns calibrated counts and placed clients into attentions, the rows of the centres' monthly reports.
Every total is fixed before this module: here single services are dealt, bundled into rows, dated and priced."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

import numpy as np

from orchestration.core.catalogs import centres, tasks
from orchestration.synthetic.attendance import attend
from orchestration.synthetic.calibration import Calibration, share_out
from orchestration.synthetic.overlaps import BUSINESS_PERSON, ENTREPRENEUR, Placement, Window
from orchestration.synthetic.people import Client
from orchestration.synthetic.published import MONTHS, IntArray, PublishedFigures

# Supuesto: services in one row, by service type (one laboratory order is several tests).
MEAN_QUANTITY = {1: 1.2, 2: 1.2, 3: 3.0, 4: 4.0, 5: 1.3, 6: 1.0, 7: 1.2, 8: 1.0}
# Supuesto: rows that a centre needs for each of its clients, so that clients come back as the plan expects.
ROWS_PER_CLIENT = 1.3
# Supuesto: soles for one service by type, and the shares of rows without charge and with the charge not noted.
PRICE = {1: 120.0, 2: 180.0, 3: 45.0, 4: 38.0, 5: 40.0, 6: 90.0, 7: 0.0, 8: 900.0}
FREE, NOT_NOTED = 0.2, 0.1
# Supuesto: entrepreneurs of one centre who come back to it later in the year as persons with a business.
FORMALISED_HERE = 30
EVIDENCE = {
    1: "Informe de asistencia técnica",
    2: "Ficha de producto",
    3: "Orden de soporte",
    4: "Informe de ensayo",
    5: "Lista de participantes",
    6: "Informe de empleabilidad",
    7: "Registro de difusión",
    8: "Informe de I+D+i",
}


@dataclass(frozen=True, slots=True)
class Attention:
    """One row of a report: `quantity` in services, >= 1; `amount` in soles, None if not noted; `focused` for PP0093."""

    day: date
    client: Client
    client_type: int
    task: str
    category: str
    focused: bool | None
    quantity: int
    amount: float | None
    evidence: str


Reports = dict[tuple[str, str], list[Attention]]


@dataclass(frozen=True)
class _Rows:
    """Rows before they have a client; arrays of one length. `month` runs 0..11, `focused` is -1 outside PP0093."""

    centre: IntArray
    month: IntArray
    task: IntArray
    category: IntArray
    focused: IntArray
    quantity: IntArray


def make_attentions(
    published: PublishedFigures,
    calibration: Calibration,
    placement: Placement,
    clients: list[Client],
    rng: np.random.Generator,
) -> Reports:
    """The year's attentions by (cite_codigo, AAAA-MM), each list in the order of its report: by date.

    A centre-month without services has an empty list; months before a centre's start have no key.
    """
    rows = _bundle(_deal(published, calibration, rng), placement, rng)
    slots = attend(rows.centre, rows.month, published.plan_clients, placement, rng)
    types = _formalise_here(rows, slots, placement, clients, rng)
    amounts, days = _amounts(rows, rng), _days(rows.month, rng)
    reports: Reports = {(c, m): [] for c in published.centres for m in MONTHS if _is_due(c, m)}
    for i in np.lexsort((rng.random(len(days)), days, rows.month, rows.centre)).tolist():
        report = reports[published.centres[rows.centre[i]], MONTHS[rows.month[i]]]
        client, kind = clients[placement.person[slots[i]]], int(types[i])
        report.append(_attention(published, rows, i, int(days[i]), client, kind, amounts[i], len(report) + 1))
    return reports


def _attention(
    published: PublishedFigures,
    rows: _Rows,
    i: int,
    day: int,
    client: Client,
    kind: int,
    amount: float | None,
    number: int,
) -> Attention:
    """Row `i`, the `number`th of its report; the evidence carries that number, so that no two rows are alike."""
    month, task = int(rows.month[i]), list(published.task_weights)[rows.task[i]]
    return Attention(
        day=date(2024, month + 1, day),
        client=client,
        client_type=kind,
        task=task,
        category=list(published.category_weights)[rows.category[i]],
        focused=None if rows.focused[i] < 0 else bool(rows.focused[i]),
        quantity=int(rows.quantity[i]),
        amount=amount,
        evidence=f"{EVIDENCE[tasks()[task].service_code]} sintético N.° {number:04d}-{MONTHS[month]}",
    )


def _is_due(code: str, period: str) -> bool:
    since = centres()[code].reports_since
    return since is not None and since <= period


def _deal(published: PublishedFigures, calibration: Calibration, rng: np.random.Generator) -> _Rows:
    """One element per service: margins are bags of labels, shuffled and dealt, so every margin stays exact."""
    n_centres, n_types = calibration.services.shape
    centre = np.repeat(np.arange(n_centres), calibration.services.sum(axis=1))
    service = np.concatenate([np.repeat(np.arange(1, n_types + 1), row) for row in calibration.services])
    task, month, category = (np.empty(len(centre), dtype=np.int64) for _ in range(3))
    codes = list(published.task_weights)
    for kind in published.services:
        own = [i for i, code in enumerate(codes) if tasks()[code].service_code == kind]
        at = np.flatnonzero(service == kind)
        task[at] = _bag(own, share_out(len(at), [published.task_weights[codes[i]] for i in own]), rng)
    for row in range(n_centres):
        at = np.flatnonzero(centre == row)
        month[at] = _bag(range(12), calibration.months[row], rng)
        category[at] = _bag(range(len(published.category_weights)), list(calibration.categories[row].values()), rng)
    focused = np.full(len(centre), -1, dtype=np.int64)
    at = np.flatnonzero(category == list(published.category_weights).index("PP0093"))
    focused[at] = _bag((1, 0), share_out(len(at), published.focused_weights), rng)
    return _Rows(centre, month, task, category, focused, np.ones(len(centre), dtype=np.int64))


def _bag(
    labels: range | list[int] | tuple[int, ...], counts: IntArray | list[int], rng: np.random.Generator
) -> IntArray:
    return rng.permutation(np.repeat(np.asarray(labels), counts))


def _bundle(units: _Rows, placement: Placement, rng: np.random.Generator) -> _Rows:
    """Gathers like services of one centre and month into rows, leaving rows enough for the centre's clients."""
    keys = np.column_stack([units.centre, units.month, units.task, units.category, units.focused])
    groups, counts = np.unique(keys, axis=0, return_counts=True)
    rows_in = _row_counts(groups, counts, np.bincount(placement.centre))
    quantity = np.concatenate(
        [1 + rng.multinomial(n - r, np.full(r, 1 / r)) for n, r in zip(counts.tolist(), rows_in.tolist(), strict=True)]
    )
    centre, month, task, category, focused = np.repeat(groups, rows_in, axis=0).T
    return _Rows(centre, month, task, category, focused, quantity)


def _row_counts(groups: IntArray, counts: IntArray, clients: IntArray) -> IntArray:
    """Rows of each group of like services: by the usual quantity, smaller where a centre has many clients."""
    codes = [int(code.split(".")[0]) for code in tasks()]
    mean = np.array([MEAN_QUANTITY[codes[t]] for t in groups[:, 2]])
    rows = np.clip(np.round(counts / mean), 1, counts).astype(np.int64)
    for centre, needed in enumerate(np.ceil(clients * ROWS_PER_CLIENT).astype(int).tolist()):
        own, size = groups[:, 0] == centre, 1.0
        while rows[own].sum() < min(needed, counts[own].sum()):
            size *= 0.8
            rows[own] = np.clip(np.round(counts[own] / (mean[own] * size)), 1, counts[own])
    return rows


def _days(month: IntArray, rng: np.random.Generator) -> IntArray:
    """A day of each row's month, Monday to Saturday, holidays included (supuesto)."""
    days = np.zeros(len(month), dtype=np.int64)
    for m in range(12):
        at = np.flatnonzero(month == m)
        working = [d for d in range(1, calendar.monthrange(2024, m + 1)[1] + 1) if date(2024, m + 1, d).weekday() < 6]
        days[at] = rng.choice(working, size=len(at))
    return days


def _amounts(rows: _Rows, rng: np.random.Generator) -> list[float | None]:
    """Soles by row, to the cent."""
    codes = [int(code.split(".")[0]) for code in tasks()]
    price = np.array([PRICE[codes[t]] for t in rows.task])
    cents = np.round(price * rows.quantity * rng.lognormal(0, 0.3, len(price)) * 100)
    draw = rng.random(len(price))
    cents[draw < FREE] = 0
    return [None if d > 1 - NOT_NOTED else c / 100 for c, d in zip(cents.tolist(), draw.tolist(), strict=True)]


def _formalise_here(
    rows: _Rows, slots: IntArray, placement: Placement, clients: list[Client], rng: np.random.Generator
) -> IntArray:
    """Each row's client type: the slot's, but some who end the year with a business began as entrepreneurs."""
    types = placement.client_type[slots].copy()
    last = np.zeros(len(placement.person), dtype=np.int64)
    first = np.full(len(placement.person), 12, dtype=np.int64)
    np.maximum.at(last, slots, rows.month)
    np.minimum.at(first, slots, rows.month)
    single = np.bincount(placement.person)[placement.person] == 1
    came_back = single & (placement.client_type == BUSINESS_PERSON) & (first < last) & (placement.window == Window.ANY)
    with_dni = np.array([clients[person].document_type == "DNI" for person in placement.person])
    chosen = rng.choice(np.flatnonzero(came_back & with_dni), size=FORMALISED_HERE, replace=False)
    types[np.isin(slots, chosen) & (rows.month < last[slots])] = ENTREPRENEUR
    return types
