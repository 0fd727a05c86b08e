"""Row ranges: what a person looks up in a sheet, neither more nor fewer rows."""

from __future__ import annotations

import pytest

from orchestration.publication.history.trace import row_ranges


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([2], "2"), ([2, 3, 4, 7], "2-4, 7"), ([5, 7, 8, 10], "5, 7-8, 10")],
)
def test_consecutive_rows_become_one_range(numbers: list[int], text: str) -> None:
    assert row_ranges(numbers) == text
