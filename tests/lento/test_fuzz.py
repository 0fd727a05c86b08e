"""Ten thousand damaged or disguised reports end with ten thousand verdicts; the usual suite runs a few hundred."""

from __future__ import annotations

import pytest
from fuzzing import run

from orchestration.intake.reports.reading import limits

FILES = 10_000
MOST_MB = 512


@pytest.mark.lento
@pytest.mark.timeout(3600)
def test_ten_thousand_mutated_files_end_with_ten_thousand_verdicts() -> None:
    tally = run(range(FILES))
    print(tally)
    assert tally.wrong == []
    assert tally.states.total() == FILES
    assert len(tally.states) == 3, "the mutations leave some reports whole, some with bad rows, and break others"
    assert tally.slowest[0] < limits.READING_SECONDS + 5
    assert tally.grown_mb < MOST_MB
    assert tally.reader_mb < limits.READING_BYTES / 2**20
