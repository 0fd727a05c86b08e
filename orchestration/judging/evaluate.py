"""The fast evaluation of a suite: the few expectation types that the reports' suites use, directly in pandas.
The judge of record is `gates.validation`; a property test holds the two equal."""

from __future__ import annotations

import pandas as pd

from orchestration.judging.findings import Suite, SuiteResult


def evaluate(frame: pd.DataFrame, suite: Suite) -> SuiteResult:
    """Judges `frame` by `suite`, as `gates.validation.validate` would.

    Raises:
        ValueError: the suite uses an expectation type that this module does not know.
    """
    raise NotImplementedError
