"""How the work of a reception is cut: into lanes that have each report once, and batches that change no verdict."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.closing import spreading
from orchestration.intake.feed import Taken
from orchestration.intake.reports.judging import verdict
from orchestration.intake.reports.judging.cover import Case
from orchestration.intake.reports.judging.record import as_record
from orchestration.intake.reports.judging.verdict import History, SubmittedReport, Verdict
from orchestration.intake.reports.reading.report import read_report
from tests.spread_reports import reports

NOON = datetime(2026, 2, 5, 12, 0)


@given(st.integers(0, 3000))
@settings(max_examples=50)
def test_together_the_lanes_have_each_report_once(count: int) -> None:
    lying = [Taken(Path(f"landing/{number}.xlsx"), f"{number}.xlsx", NOON, None) for number in range(count)]
    batches = [batch for lane in range(spreading.LANES) for batch in spreading.lane_of(lying, lane)]
    assert sorted(lying, key=lambda one: one.path) == sorted((one for b in batches for one in b), key=lambda o: o.path)
    assert all(0 < len(batch) <= spreading.BATCH for batch in batches)


@pytest.fixture(scope="module")
def together() -> tuple[list[Case], list[Verdict]]:
    """Reports of every outcome, one that cannot be read among them, judged as one frame."""
    books = [*reports(10), ("roto.xlsx", b"no es un libro")]
    cases = verdict.cases_of([SubmittedReport(read_report(book, name), NOON) for name, book in books], History())
    return cases, verdict.judge_cases(cases)


@given(st.lists(st.integers(0, 10), unique=True, min_size=1))
@settings(max_examples=6, deadline=None)
def test_a_verdict_is_the_same_whatever_is_judged_with_it(
    together: tuple[list[Case], list[Verdict]], chosen: list[int]
) -> None:
    cases, verdicts = together
    for number, alone in zip(chosen, verdict.judge_cases([cases[number] for number in chosen]), strict=True):
        assert as_record(alone) == as_record(verdicts[number])
        assert alone.atenciones.to_dict("records") == verdicts[number].atenciones.to_dict("records")
        assert alone.observadas == verdicts[number].observadas
