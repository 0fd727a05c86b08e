"""Runs mutated reports through reading and judging and measures what that took.
Making them belongs to `mutations`; how many, and what is too much, belongs to the tests."""

from __future__ import annotations

import resource
import time
from collections import Counter
from dataclasses import dataclass, field

from mutations import SEED, mutated
from workbooks import RECEIVED

from orchestration.intake.reports.judging.verdict import SubmittedReport, judge
from orchestration.intake.reports.reading.report import read_report


@dataclass
class Tally:
    """`states` counts the verdicts; seconds and MB are the worst of this process, `reader_mb` of its readers."""

    states: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    seconds: float = 0.0
    grown_mb: float = 0.0
    reader_mb: float = 0.0

    def __str__(self) -> str:
        worst, told = self.slowest
        return (
            f"semilla {SEED}: {self.states.total()} veredictos {dict(self.states)} en {self.seconds:.0f} s; "
            f"el más lento {worst:.2f} s ({told}); memoria +{self.grown_mb:.0f} MB, lectores {self.reader_mb:.0f} MB"
        )


def run(numbers: range) -> Tally:
    """One verdict a file; a file that raises, or is refused without words, is named in `wrong`."""
    tally, began, before = Tally(), time.monotonic(), _peak_mb(resource.RUSAGE_SELF)
    for number in numbers:
        told, content = mutated(number)
        start = time.monotonic()
        try:
            verdict = judge([SubmittedReport(read_report(content, "x"), RECEIVED)])[0]
        except Exception as error:
            tally.wrong.append(f"{told}: {type(error).__name__}: {error}")
            continue
        tally.slowest = max(tally.slowest, (time.monotonic() - start, told))
        tally.states[verdict.estado] += 1
        if verdict.estado == "rechazado" and not all(finding.mensaje.strip() for finding in verdict.motivos or [None]):
            tally.wrong.append(f"{told}: rechazado sin mensaje")
    tally.seconds = time.monotonic() - began
    tally.grown_mb = _peak_mb(resource.RUSAGE_SELF) - before
    tally.reader_mb = _peak_mb(resource.RUSAGE_CHILDREN)
    return tally


def _peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024
