"""Groups row numbers that follow each other, for every place that names many rows in few words.
How a run is written (`7 a 12`, `7–12`) belongs to whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable


def row_runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last number of each unbroken run, in the order given: 2, 3, 4, 7 is (2, 4), (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
