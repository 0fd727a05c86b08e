"""Great Expectations over a pandas frame, in the words of `judging.findings`; the only module that imports it.
Which suite judges what, and what a failure blocks, belongs to `defs/`; the promises belong to `expectations/`."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pandas as pd

from orchestration.gates.findings import Expectation, ExpectationResult, Suite, SuiteResult

POSITION = "__posicion"
ID_KEY = "orden_en_la_suite"


def validate(frame: pd.DataFrame, suite: Suite) -> SuiteResult:
    """Judges `frame` by `suite`; a null cell passes every expectation but those about nulls.

    Args:
        frame: any frame whose columns the suite names; it is not changed.
        suite: as `judging.suites.load_suite` gives it.

    Returns:
        One result per expectation, in the suite's order, with the positions of the offending rows. An expectation
        that raises (a missing column) is a failure with its `error`.
    """
    numbered = _comparable(frame.reset_index(drop=True)).assign(**{POSITION: range(len(frame))})
    batch = _batch_definition().get_batch({"dataframe": numbered})
    with _each_configuration_once():
        outcome = batch.validate(
            _gx_suite(suite),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [POSITION],
                "include_unexpected_rows": False,
            },
        )
    by_order = {item.expectation_config.meta[ID_KEY]: item for item in outcome.results}
    return SuiteResult(
        suite.name,
        tuple(_result(expectation, by_order[order]) for order, expectation in enumerate(suite.expectations)),
    )


def _comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """Nullable integers as objects: of a comparison with a missing one pandas answers NA, which would pass for true."""
    nullable = [name for name, kind in frame.dtypes.items() if str(kind) == "Int64"]
    return frame.assign(**{str(name): frame[name].astype(object).where(frame[name].notna(), None) for name in nullable})


@cache
def _context() -> Any:
    """The one ephemeral context of the process; imported here, for the import alone takes seconds."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types import base

    base.logger.setLevel(logging.WARNING)  # it asks for its remarks to be told, among a command's own words
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = base.ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


@cache
def _batch_definition() -> Any:
    source = _context().data_sources.add_pandas("marcos")
    return source.add_dataframe_asset("marco").add_batch_definition_whole_dataframe("entero")


@contextmanager
def _each_configuration_once() -> Iterator[None]:
    """An expectation states its configuration once a run: Great Expectations asks each some hundred times, and makes
    it anew from the model's fields each time, which is half of what a validation costs."""
    from great_expectations.expectations.expectation import Expectation as GxExpectation

    stated: dict[int, tuple[Any, Any]] = {}
    made = GxExpectation.configuration

    def configuration(expectation: Any) -> Any:
        # The expectation is kept with it, so that no other can take its identity meanwhile.
        kept = stated.get(id(expectation))
        if kept is None:
            made_now = made.fget(expectation)  # type: ignore[attr-defined]
            kept = stated[id(expectation)] = (expectation, made_now)
        return kept[1]

    GxExpectation.configuration = property(configuration)  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        GxExpectation.configuration = made  # type: ignore[method-assign]


def _gx_suite(suite: Suite) -> Any:
    """Great Expectations hands results back in an order of its own, so each expectation carries its place."""
    _context()
    import great_expectations as gx

    stated = [
        {"type": e.type, "kwargs": dict(e.kwargs), "severity": e.severity, "meta": {**e.meta, ID_KEY: order}}
        for order, e in enumerate(suite.expectations)
    ]
    return gx.ExpectationSuite(name=suite.name, expectations=stated)


def _result(expectation: Expectation, item: Any) -> ExpectationResult:
    rows = tuple(sorted(int(index[POSITION]) for index in item.result.get("unexpected_index_list") or ()))
    return ExpectationResult(
        expectation,
        bool(item.success),
        rows,
        item.result.get("observed_value"),
        _error(item.exception_info or {}),
    )


def _error(info: dict[str, Any]) -> str | None:
    """The exception's message; its shape is one record, or one record per metric."""
    records = [info] if "raised_exception" in info else list(info.values())
    messages = [r.get("exception_message") for r in records if isinstance(r, dict) and r.get("raised_exception")]
    return "; ".join(dict.fromkeys(str(m) for m in messages)) or None
