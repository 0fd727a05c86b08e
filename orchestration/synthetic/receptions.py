"""When each report of the year was sent, in which version, and which versions were wrong at first.
Only the plan of sendings belongs here: contents are made in `report.py`, and spoiled as planned by `spoil`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

import numpy as np

from orchestration.synthetic.report import Cell, Report, control_totals

# Supuesto: how many reports come late within the usual window, how many after it, and how many of each fault.
LATE, VERY_LATE = 9, 6
LAST_MOMENT = datetime(2025, 1, 31, 18)
UNKNOWN_CENTRE_NAME = "CITEagroindustrial Tingo María"


class Fault(Enum):
    """What is wrong with a version that a later one puts right; the value is said in the reception's note."""

    NONE = ""
    MISSING_ROWS = "faltan filas; la versión siguiente las trae"
    INFLATED = "una cantidad lleva un cero de más; la versión siguiente la corrige"
    WRONG_SERVICES = "el total de servicios de la carátula no coincide; se rechaza"
    WRONG_CLIENTS = "el total de clientes de la carátula no coincide; se rechaza"
    UNKNOWN_CENTRE = "el nombre del centro no está en el catálogo; se rechaza"
    MANY_OBSERVED = "una de cada diez filas lleva fecha de otro mes; se rechaza"


FAULTS = (
    Fault.MISSING_ROWS,
    Fault.WRONG_SERVICES,
    Fault.INFLATED,
    Fault.WRONG_CLIENTS,
    Fault.MISSING_ROWS,
    Fault.WRONG_SERVICES,
)
REFUSED = (Fault.WRONG_SERVICES, Fault.WRONG_CLIENTS, Fault.UNKNOWN_CENTRE, Fault.MANY_OBSERVED)


@dataclass(frozen=True)
class Sending:
    """One version of one report, `received_at` in Lima's local time without zone."""

    centre: str
    period: str
    version: int
    received_at: datetime
    fault: Fault
    note: str

    def file_stem(self) -> str:
        return f"{self.period}_{self.centre}" + (f"_v{self.version}" if self.version > 1 else "")


def plan_sendings(sizes: Mapping[tuple[str, str], int], rng: np.random.Generator) -> list[Sending]:
    """Every report of the year in order of reception; `sizes` are the rows of each (cite_codigo, AAAA-MM).

    Mostly by the fourth weekday from day 2, which no set of holidays moves past the due date; some on days 10 to 12,
    some so late that they fall into the following month's close, all before February 2025.
    """
    keys = list(sizes)
    marked = iter(rng.choice(len(keys), size=LATE + VERY_LATE, replace=False).tolist())
    late = {keys[next(marked)] for _ in range(LATE)}
    very_late = {keys[i] for i in marked}
    usual = [key for key in keys if key not in late | very_late and sizes[key] >= 40 and key[1] < "2024-11"]
    faulty = dict(zip([usual[i] for i in rng.choice(len(usual), size=len(FAULTS), replace=False)], FAULTS, strict=True))
    sendings: list[Sending] = []
    for key in keys:
        moment, note = _moment(key, late, very_late, rng)
        sendings.append(Sending(*key, 1, moment, Fault.NONE, note))
        if key in faulty:
            sendings[-1:] = with_correction(sendings[-1], faulty[key], rng)
    return sorted(sendings, key=lambda s: (s.received_at, s.centre, s.period))


def with_correction(right: Sending, fault: Fault, rng: np.random.Generator) -> list[Sending]:
    """A faulty version in place of a sending, and the right one after it: within days if refused, else within weeks."""
    wait = int(rng.integers(2, 6)) if fault in REFUSED else int(rng.integers(20, 60))
    first = replace(right, fault=fault, note=f"versión {right.version}: {fault.value}")
    again = right.received_at + timedelta(days=wait, minutes=int(rng.integers(1, 90)))
    return [first, replace(right, version=right.version + 1, received_at=again, note="corrección")]


def spoil(report: Report, fault: Fault) -> None:
    """Puts the fault into the report. Where rows change, the cover says what the wrong rows add up to."""
    if fault is Fault.MISSING_ROWS:
        del report.rows[-max(1, len(report.rows) // 6) :]
    elif fault is Fault.INFLATED:
        longest = max(report.rows, key=lambda row: _number(row["Cantidad"]))
        longest["Cantidad"] = _number(longest["Cantidad"]) * 10
    elif fault is Fault.MANY_OBSERVED:
        for row in report.rows[::10]:
            row["Fecha"] = report.sent
    report.cover |= control_totals(report.rows)
    if fault is Fault.WRONG_SERVICES:
        report.cover["Total de servicios"] = _number(report.cover["Total de servicios"]) + 9
    elif fault is Fault.WRONG_CLIENTS:
        report.cover["Total de clientes"] = _number(report.cover["Total de clientes"]) - 1
    elif fault is Fault.UNKNOWN_CENTRE:
        report.cover["CITE/UT"] = UNKNOWN_CENTRE_NAME


def _number(cell: Cell) -> int:
    assert isinstance(cell, int)
    return cell


def _moment(
    key: tuple[str, str], late: set[tuple[str, str]], very_late: set[tuple[str, str]], rng: np.random.Generator
) -> tuple[datetime, str]:
    year, month = (int(part) for part in key[1].split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    if key in very_late:
        day, note = following + timedelta(days=int(rng.integers(14, 34))), "tardío: entra al cierre siguiente"
    elif key in late:
        day, note = following + timedelta(days=int(rng.integers(9, 12))), "tardío"
    else:
        weekdays = [d for d in (following + timedelta(days=n) for n in range(1, 9)) if d.weekday() < 5]
        day, note = weekdays[int(rng.integers(4))], ""
    moment = datetime.combine(day, datetime.min.time()) + timedelta(minutes=int(rng.integers(8 * 60, 18 * 60)))
    return min(moment, LAST_MOMENT), note
