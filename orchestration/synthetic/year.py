"""Ties the reconstruction together: from the published figures to a folder of files as the centres would send them.
The steps themselves live in the modules beside this one; loading the files is the reception's."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from orchestration.synthetic.calibration import calibrate
from orchestration.synthetic.dirt import more_faults, soil
from orchestration.synthetic.overlaps import place_clients
from orchestration.synthetic.people import make_clients
from orchestration.synthetic.published import PublishedFigures, read_published
from orchestration.synthetic.receptions import Fault, Sending, plan_sendings, spoil
from orchestration.synthetic.records import Attention, Reports, make_attentions
from orchestration.synthetic.report import make_report
from orchestration.synthetic.stains import DIRT_HEADER, stain_lines
from orchestration.synthetic.workbook import write_report

SEED = 2024
RECEPTIONS_FILE, DIRT_FILE = "recepciones.csv", "suciedad.csv"
RECEPTIONS_HEADER = ("archivo", "recibido_en", "cite_codigo", "periodo", "nota")


@dataclass(frozen=True)
class SentFile:
    """One file as it was handed in; `received_at` is Lima's local time without zone, `period` is `AAAA-MM`."""

    path: Path
    received_at: datetime
    centre: str
    period: str
    note: str


def build_records(seed: int = SEED, published: PublishedFigures | None = None) -> Reports:
    """The clean year's attentions by (cite_codigo, AAAA-MM); the published figures come from the seeds by default.

    Raises:
        ValueError: the figures are incomplete or leave no exact calibration.
    """
    figures = published or read_published()
    calibration = calibrate(figures, _stream(seed, 1))
    placement = place_clients(figures, _stream(seed, 2))
    clients = make_clients(placement, figures.centres, _stream(seed, 3))
    return make_attentions(figures, calibration, placement, clients, _stream(seed, 4))


def planned(records: Reports, seed: int = SEED) -> list[Sending]:
    """The sendings of the clean year's reports, in order of reception."""
    return plan_sendings({key: len(rows) for key, rows in records.items()}, _stream(seed, 5))


def write_year(
    folder: Path, *, seed: int = SEED, dirt: bool = False, progress: Callable[[int, int], None] | None = None
) -> list[SentFile]:
    """Writes 2024 into `folder`: one file per sending, `recepciones.csv`, and `suciedad.csv` if dirt is wanted.

    Returns the deliveries in order of reception. The same seed gives the same bytes. `progress` is called with files
    written and files to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    records = build_records(seed)
    plan = planned(records, seed)
    if dirt:
        plan = more_faults(plan, {key: len(rows) for key, rows in records.items()}, _stream(seed, 6))
    deliveries: list[SentFile] = []
    stains: list[list[str]] = []
    for number, sending in enumerate(plan, start=1):
        rng = _stream(seed, 7, number) if dirt else None
        deliveries.append(_write_one(folder, sending, records[sending.centre, sending.period], rng, stains))
        if progress:
            progress(number, len(plan))
    _write_csv(folder / RECEPTIONS_FILE, RECEPTIONS_HEADER, (_reception_line(d) for d in deliveries))
    if dirt:
        _write_csv(folder / DIRT_FILE, DIRT_HEADER, stains)
    return deliveries


def _stream(*key: int) -> np.random.Generator:
    """A generator of its own for each step, so that a change in one leaves the others' draws as they were."""
    return np.random.default_rng(key)


def _write_one(
    folder: Path, sending: Sending, rows: list[Attention], dirt: np.random.Generator | None, stains: list[list[str]]
) -> SentFile:
    """Writes one sending; with `dirt`, soils what is not already faulty and adds the stains' lines to `stains`."""
    report = make_report(sending.centre, sending.period, rows, sending.received_at.date())
    suffix, note = ".xlsx", sending.note
    if sending.fault is not Fault.NONE:
        spoil(report, sending.fault)
    elif dirt is not None:
        suffix, found = soil(report, dirt)
        stains += stain_lines(report, sending.file_stem() + suffix, found)
        names = ", ".join(sorted({stain.what for stain in found}))
        note = "; ".join(part for part in (note, f"suciedad: {names}" if names else "") if part)
    path = folder / (sending.file_stem() + suffix)
    write_report(report, path)
    return SentFile(path, sending.received_at, sending.centre, sending.period, note)


def _reception_line(delivery: SentFile) -> list[str]:
    moment = delivery.received_at.isoformat(timespec="seconds")
    return [delivery.path.name, moment, delivery.centre, delivery.period, delivery.note]


def _write_csv(path: Path, header: tuple[str, ...], lines: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
