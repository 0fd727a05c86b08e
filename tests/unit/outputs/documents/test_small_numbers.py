"""Nothing kept back can be had by subtraction: the attacker knows every total, the rule and what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.outputs.documents.blocks import RESERVED, Value
from orchestration.outputs.documents.small_numbers import Rule

RULE = Rule(5)
COUNTS = st.integers(0, 12)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ((40, 30, 9), (40, 30, 9)),
        ((40, 0, 9), (40, 0, 9)),  # zero tells of nobody
        ((22, 32, 2), (RESERVED, 32, RESERVED)),  # alone it would be had from the total: the next smallest goes too
        ((3, 4, 60), (RESERVED, RESERVED, 60)),  # seven in two cells: either could be five
        ((1, 1, 60), (RESERVED, RESERVED, RESERVED)),  # two in two cells would be one each
        ((3, 0, 0), (RESERVED, RESERVED, RESERVED)),  # nothing to hide behind: zeros too
        ((None, None, None), (None, None, None)),
    ],
)
def test_a_line_with_its_total_known(line: tuple[int | None, ...], shown: tuple[Value, ...]) -> None:
    assert RULE.line(line) == shown


def test_switched_off_it_keeps_every_number() -> None:
    assert Rule.off().table([(1, 2), (3, 0)]) == [(1, 2), (3, 0)]


def test_the_rule_of_public_documents_is_a_parameter() -> None:
    assert Rule.of_parameters().smallest == 5


def test_a_rectangle_hides_a_small_cell_of_a_table_that_adds_up_both_ways() -> None:
    shown = RULE.table([(3, 40, 50), (20, 10, 60), (30, 70, 80)])
    assert shown == [(RESERVED, RESERVED, 50), (RESERVED, RESERVED, 60), (30, 70, 80)]


def test_a_table_too_sparse_to_hide_in_is_kept_back_whole() -> None:
    assert RULE.table([(3, 0), (0, 9)]) == [(RESERVED, RESERVED), (RESERVED, RESERVED)]


@given(st.lists(COUNTS, min_size=3, max_size=3))
@settings(max_examples=150, deadline=None)
def test_no_line_gives_its_small_cells_away(line: list[int]) -> None:
    shown = RULE.line(line)
    for place, values in _possible([line], [shown], columns=False).items():
        assert len(values) > 1, (line, shown, place)
        if 0 < line[place[1]] < 5:
            assert max(values) >= min(5, sum(line)), (line, shown, place)
    assert all(value == count for value, count in zip(shown, line, strict=True) if value is not RESERVED)
    assert not any(isinstance(value, int) and 0 < value < 5 for value in shown)


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=3, max_size=3))
@settings(max_examples=150, deadline=None)
def test_no_table_gives_its_small_cells_away(table: list[tuple[int, int]]) -> None:
    shown = RULE.table(table)
    for (r, c), values in _possible([list(row) for row in table], shown, columns=True).items():
        if 0 < table[r][c] < 5:
            # A table kept back whole may have been determined by its own totals: those are published elsewhere.
            assert len(values) > 1 or _whole(shown), (table, shown, (r, c))


def _whole(shown: list[tuple[Value, ...]]) -> bool:
    return all(value is RESERVED for row in shown for value in row)


def _possible(table: list[list[int]], shown: list[tuple[Value, ...]], columns: bool) -> dict[tuple[int, int], set[int]]:
    """Every value that each hidden cell may have, trying all fillings that keep the totals.

    The attacker knows that zeros are shown unless whole lines are kept back.
    """
    sums = [sum(column) for column in zip(*table, strict=True)]
    ways = [list(_fillings(row, cells, _least(shown, cells, columns))) for row, cells in zip(table, shown, strict=True)]
    found: dict[tuple[int, int], set[int]] = {}
    for filled in product(*ways):
        if columns and [sum(column) for column in zip(*filled, strict=True)] != sums:
            continue
        for r, row in enumerate(filled):
            for c, value in enumerate(row):
                if shown[r][c] is RESERVED:
                    found.setdefault((r, c), set()).add(value)
    return found


def _least(shown: list[tuple[Value, ...]], cells: tuple[Value, ...], columns: bool) -> int:
    whole = _whole(shown) if columns else all(cell is RESERVED for cell in cells)
    return 0 if whole else 1


def _fillings(row: list[int], cells: tuple[Value, ...], least: int) -> Iterator[tuple[int, ...]]:
    total = sum(row)
    ranges = [range(least, total + 1) if cell is RESERVED else (count,) for count, cell in zip(row, cells, strict=True)]
    return (values for values in product(*ranges) if sum(values) == total)
