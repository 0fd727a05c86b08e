"""A hundred damaged or disguised reports end with as many verdicts; `tests/lento` runs ten thousand."""

from __future__ import annotations

from fuzzing import run
from mutations import mutated

from orchestration.intake.reports.reading import limits

FILES = 100


def test_every_mutated_file_ends_with_a_verdict() -> None:
    tally = run(range(FILES))
    assert tally.wrong == []
    assert tally.states.total() == FILES
    assert tally.slowest[0] < limits.READING_SECONDS


def test_a_mutation_is_the_same_for_the_same_number() -> None:
    assert [mutated(number) for number in range(20)] == [mutated(number) for number in range(20)]
    assert len({content for _, content in map(mutated, range(100))}) > 90
