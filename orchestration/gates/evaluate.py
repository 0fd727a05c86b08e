"""The fast evaluation of a suite: the few expectation types that files are judged by before a load, directly in pandas.
The judge of record is `gates.validation`; a property test holds the two equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from orchestration.gates.findings import Expectation, ExpectationResult, Suite, SuiteResult
from orchestration.gates.suites import columns_of


def evaluate(frame: pd.DataFrame, suite: Suite) -> SuiteResult:
    """Judges `frame` by `suite`, as `gates.validation.validate` would.

    Raises:
        ValueError: the suite uses an expectation type that this module does not know.
    """
    return SuiteResult(suite.name, tuple(_result(frame, expectation) for expectation in suite.expectations))


def _result(frame: pd.DataFrame, expectation: Expectation) -> ExpectationResult:
    if expectation.type not in _OFFENDING:
        known = ", ".join(sorted(_OFFENDING))
        raise ValueError(f"'{expectation.type}' no se puede evaluar sin Great Expectations; use uno de: {known}.")
    names = columns_of(expectation.kwargs)
    for name in names:
        if name not in frame.columns:
            return ExpectationResult(expectation, False, error=f'The column "{name}" does not exist.')
    offending = _OFFENDING[expectation.type](*(frame[name] for name in names), expectation.kwargs)
    rows = tuple(position for position, breaks in enumerate(offending) if breaks)
    return ExpectationResult(expectation, not rows, rows)


def _null(column: pd.Series, _: Mapping[str, Any]) -> pd.Series:
    return column.isna()


def _not_null(column: pd.Series, _: Mapping[str, Any]) -> pd.Series:
    return column.notna()


def _not_between(column: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    least, most = kwargs.get("min_value"), kwargs.get("max_value")
    outside = pd.Series(False, index=column.index)
    if least is not None:
        outside |= (column < least).fillna(False).astype(bool)
    if most is not None:
        outside |= (column > most).fillna(False).astype(bool)
    return outside


def _not_in_set(column: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    return column.notna() & ~column.isin(kwargs["value_set"])


def _in_set(column: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    return column.notna() & column.isin(kwargs["value_set"])


def _not_equal(left: pd.Series, right: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    return _asked_of(left, right, kwargs) & ~(left == right).fillna(False).astype(bool)


def _smaller(left: pd.Series, right: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    asked = _asked_of(left, right, kwargs)
    smaller = pd.Series(False, index=left.index)
    smaller[asked] = ~(left[asked] >= right[asked]).astype(bool)
    return smaller


def _asked_of(left: pd.Series, right: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    """The rows of which a comparison is asked at all."""
    if kwargs["ignore_row_if"] == "both_values_are_missing":
        return left.notna() | right.notna()
    return left.notna() & right.notna()


def _not_matching(column: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    pattern = re.compile(kwargs["regex"])
    return column.notna() & ~column.map(lambda value: pattern.search(str(value)) is not None).astype(bool)


_OFFENDING: dict[str, Callable[..., pd.Series]] = {
    "expect_column_values_to_not_be_null": _null,
    "expect_column_values_to_be_null": _not_null,
    "expect_column_values_to_be_between": _not_between,
    "expect_column_values_to_be_in_set": _not_in_set,
    "expect_column_values_to_not_be_in_set": _in_set,
    "expect_column_values_to_match_regex": _not_matching,
    "expect_column_pair_values_to_be_equal": _not_equal,
    "expect_column_pair_values_a_to_be_greater_than_b": _smaller,
}
