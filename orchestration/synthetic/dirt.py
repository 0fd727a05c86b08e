"""The switchable layer of realistic dirt: which reports are soiled, how, and which arrive wrong altogether.
It never changes what the sound rows say, so that a gate that works leaves the dirty year equal to the clean one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from orchestration.synthetic.bad_rows import plant
from orchestration.synthetic.receptions import Fault, Sending, with_correction
from orchestration.synthetic.report import Report
from orchestration.synthetic.spelling_noise import NOT_IN_CSV, SHAPES, SLIPS
from orchestration.synthetic.stains import Stain

# Supuesto: shares of the reports that look odd, that hold rows to be observed, each slip, and that come as csv.
ODD, WITH_BAD_ROWS, WITH_SLIP, AS_CSV = 0.6, 0.15, 0.05, 0.06
FEWEST, MOST = 2, 6
MORE_FAULTS = (Fault.UNKNOWN_CENTRE, Fault.WRONG_SERVICES, Fault.MANY_OBSERVED)


def more_faults(plan: list[Sending], sizes: Mapping[tuple[str, str], int], rng: np.random.Generator) -> list[Sending]:
    """The plan with some more reports refused at first; `sizes` are the rows of each (cite_codigo, AAAA-MM)."""
    open_to = [
        s for s in plan if s.fault is Fault.NONE and s.version == 1 and not s.note and sizes[s.centre, s.period] >= 40
    ]
    chosen = [open_to[i] for i in rng.choice(len(open_to), size=len(MORE_FAULTS), replace=False)]
    kept = [s for s in plan if s not in chosen]
    for sending, fault in zip(chosen, MORE_FAULTS, strict=True):
        kept += with_correction(sending, fault, rng)
    return sorted(kept, key=lambda s: (s.received_at, s.centre, s.period))


def soil(report: Report, rng: np.random.Generator) -> tuple[str, list[Stain]]:
    """Soils one report in place; returns the file suffix it is to be written with and what was planted."""
    suffix = ".csv" if rng.random() < AS_CSV else ".xlsx"
    with_bad_rows, odd = rng.random() < WITH_BAD_ROWS, rng.random() < ODD
    if not report.rows:
        return ".xlsx", []
    stains: list[Stain] = []
    for slip in SLIPS:
        stains += slip(report, rng) if rng.random() < WITH_SLIP else []
    if with_bad_rows:
        stains += plant(report, rng)
    if odd:
        chosen = set(rng.choice(len(SHAPES), size=int(rng.integers(FEWEST, MOST + 1)), replace=False).tolist())
        for number, shape in enumerate(SHAPES):
            if number in chosen and not (suffix == ".csv" and shape in NOT_IN_CSV):
                stains += shape(report, rng)
    return suffix, stains
