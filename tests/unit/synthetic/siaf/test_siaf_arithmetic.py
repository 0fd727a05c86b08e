"""Céntimos behind printed soles, and tables with given margins: exact wherever an exact answer exists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orchestration.synthetic.siaf.settle import Printed, bounds, common_total, settle
from orchestration.synthetic.siaf.transport import transport


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=12), st.integers(0, 9), st.randoms())
def test_every_figure_of_a_settled_tree_rounds_to_what_is_printed(cents: list[int], seed: int, random: object) -> None:
    soles = [round(c / 100) for c in cents]
    assume(all(soles))
    middle = max(1, len(soles) // 2)
    first = Printed(20, round(sum(cents[:middle]) / 100), tuple(Printed(i, s) for i, s in enumerate(soles[:middle])))
    rest = tuple(Printed(100 + i, s) for i, s in enumerate(soles[middle:]))
    tree = Printed(30, round(sum(cents) / 100), (first, *rest))
    rng = np.random.default_rng(seed)
    try:
        total = common_total([tree], rng)
    except ValueError:  # rows are kept off the tie, so a total at its edge may have no answer
        return
    leaves = settle(tree, total, rng)
    assert sum(leaves.values()) == total and abs(total - tree.soles * 100) <= 50
    assert all(abs(leaves[p.row] - p.soles * 100) <= 49 for p in (*first.parts, *rest))
    assert abs(sum(leaves[p.row] for p in first.parts) - first.soles * 100) <= 50


def test_a_printed_zero_is_nothing_and_not_a_rounded_something() -> None:
    assert bounds(Printed(1, 0)) == (0, 0)


def test_rows_that_cannot_add_up_to_their_total_are_refused() -> None:
    with pytest.raises(ValueError, match="fila 3"):
        bounds(Printed(3, 100, (Printed(1, 50), Printed(2, 53))))


def test_tables_without_a_total_in_common_are_refused() -> None:
    with pytest.raises(ValueError, match="en común"):
        common_total([Printed(1, 10), Printed(1, 12)], np.random.default_rng(0))


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_a_table_has_its_margins_and_its_zeros(n_rows: int, n_columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    allowed = rng.random((n_rows, n_columns)) < 0.6
    some = np.where(allowed, rng.integers(0, 10**9, (n_rows, n_columns)), 0)
    shape = np.where(allowed, rng.uniform(0.1, 10, (n_rows, n_columns)), 0.0)
    found = transport(some.sum(axis=1), some.sum(axis=0), shape)
    assert (found.sum(axis=1) == some.sum(axis=1)).all() and (found.sum(axis=0) == some.sum(axis=0)).all()
    assert (found >= 0).all() and (found[~allowed] == 0).all()


def test_margins_that_differ_or_cannot_be_reached_are_refused() -> None:
    with pytest.raises(ValueError, match="no cuadran"):
        transport(np.array([1]), np.array([2]), np.ones((1, 1)))
    with pytest.raises(ValueError, match="ninguna tabla"):
        transport(np.array([5, 0]), np.array([0, 5]), np.array([[1.0, 0.0], [1.0, 1.0]]))
