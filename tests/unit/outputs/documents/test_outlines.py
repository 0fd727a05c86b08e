"""Outlines fit their box, and the classes of a map have round limits."""

from __future__ import annotations

import pytest

from orchestration.outputs.documents.departments import departments
from orchestration.outputs.documents.outlines import class_limits, laid_out


def test_every_department_lies_within_the_box_north_up() -> None:
    rings, aspect = laid_out(departments())
    points = [point for of_name in rings.values() for ring in of_name for point in ring]
    assert len(rings) == 25 and all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    assert 1.2 < aspect < 1.7  # Peru is taller than it is wide
    assert max(y for ring in rings["Tumbes"] for _, y in ring) < min(y for ring in rings["Tacna"] for _, y in ring)
    assert max(x for ring in rings["Piura"] for x, _ in ring) < min(x for ring in rings["Puno"] for x, _ in ring)


@pytest.mark.parametrize(
    ("largest", "limits"),
    [
        (14895, (2500, 5000, 7500, 10000)),
        (1000, (200, 400, 600, 800)),
        (7, (1, 2, 3, 4)),
        (4, ()),
        (0, ()),
    ],
)
def test_classes_have_round_limits(largest: int, limits: tuple[int, ...]) -> None:
    assert class_limits(largest) == limits
