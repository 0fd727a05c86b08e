"""The fast evaluation of a suite: the few expectation types that the reports' suites use, directly in pandas.
The judge of record is `gates.validation`; a property test holds the two equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from orchestration.gates.findings import Expectation, ExpectationResult, Suite, SuiteResult


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
    name = expectation.kwargs["column"]
    if name not in frame.columns:
        return ExpectationResult(expectation, False, error=f'The column "{name}" does not exist.')
    offending = _OFFENDING[expectation.type](frame[name], expectation.kwargs)
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


def _not_matching(column: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    pattern = re.compile(kwargs["regex"])
    return column.notna() & ~column.map(lambda value: pattern.search(str(value)) is not None).astype(bool)


_OFFENDING: dict[str, Callable[[pd.Series, Mapping[str, Any]], pd.Series]] = {
    "expect_column_values_to_not_be_null": _null,
    "expect_column_values_to_be_null": _not_null,
    "expect_column_values_to_be_between": _not_between,
    "expect_column_values_to_be_in_set": _not_in_set,
    "expect_column_values_to_match_regex": _not_matching,
}
