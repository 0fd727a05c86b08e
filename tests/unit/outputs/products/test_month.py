"""A month's rows: what is not known stays so when rows are added up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.outputs.products.month import total


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([None, 0], 0),
        ([3, None, 4], 7),
        ([Decimal("0.10"), Decimal("0.20")], Decimal("0.30")),
    ],
)
def test_a_sum_is_of_what_is_known(values: list[object], expected: object) -> None:
    assert total(values) == expected
