"""The leading four, and what becomes of a tie at the fourth place."""

from __future__ import annotations

import pytest

from orchestration.outputs.bulletins.ranking import Leaders, leaders


def _named(*counts: int | None) -> list[tuple[str, int | None]]:
    return [(chr(ord("a") + place), count) for place, count in enumerate(counts)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 5, 3, 2, 4), Leaders((("b", 5), ("e", 4), ("c", 3), ("d", 2)), False)),
        ((2, 2, 2, 2, 1), Leaders((("a", 2), ("b", 2), ("c", 2), ("d", 2)), False)),  # equals, and nobody left out
        ((4, 3, 0, None), Leaders((("a", 4), ("b", 3)), True)),
        ((0, None), Leaders((), True)),
        ((9, 5, 5, 5, 5), Leaders((("a", 9), ("b", 5), ("c", 5), ("d", 5), ("e", 5)), False, 2)),
        ((9, *[1] * 9), Leaders((("a", 9),), False, 2, 9, 1)),
        ([1] * 12, Leaders((), False, 1, 12, 1)),
    ],
)
def test_leaders(counts: tuple[int | None, ...], expected: Leaders) -> None:
    assert leaders(_named(*counts)) == expected
