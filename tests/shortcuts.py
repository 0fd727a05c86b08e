"""Closes made cheaper for tests whose subject is what comes after them: figures, editions, documents.
What is left out here is held by those that close whole: `test_close`, `test_siaf`, `test_load_suites`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from orchestration.closing import steps
from orchestration.core.paths import Home
from orchestration.gates import validation
from orchestration.gates.evaluate import _OFFENDING, evaluate
from orchestration.gates.findings import Suite, SuiteResult
from orchestration.transforming import dbt
from orchestration.transforming.dbt import NodeResult
from tests import prepared


@contextmanager
def quick_steps() -> Iterator[None]:
    """Within it a close of a home that has its documents builds models as `build_models` does, and judges and shows as
    the two functions below it say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbt, "build", _models_alone)
        judge_directly(patch)
        write_no_page(patch)
        yield


def _models_alone(
    home: Home, selector: str, alone: Sequence[str] = (), *, full_refresh: bool = False
) -> list[NodeResult]:
    if selector == steps.SELECTORS["documentos"]:  # `prepared.with_documents` had them built and judged
        return []
    return build_models(home, selector, alone)


def build_models(home: Home, selector: str, alone: Sequence[str] = ()) -> list[NodeResult]:
    """Builds models whole, without their tests, by the SQL that dbt compiled of them: a tenth of what dbt takes.

    That dbt itself builds the same is held by `test_incremental_equals_full`.
    """
    models = prepared.models()
    chosen = set(models["elige"][selector])
    built = []
    # The tables are small: a second thread and a transaction a statement would take longer than they do.
    with duckdb.connect(str(home.warehouse), config={"threads": 1}) as connection:
        connection.execute("begin")
        for key, name, statements in models["orden"]:
            if name in alone if alone else key in chosen:
                connection.execute(";".join(statements))
                built.append(NodeResult(key, name, "model", "success", 0.0, None, None))
        connection.execute("commit")
    assert built
    return built


def run_models(home: Home, *arguments: str) -> list[NodeResult]:
    """Builds models without their tests, by dbt's own arguments of `run`."""
    return _invoked(home, "run", *arguments)


def build_untested(home: Home, *arguments: str) -> list[NodeResult]:
    """Builds models and seeds without their tests, by dbt's own arguments of `build`."""
    untested = (option for kind in ("test", "unit_test") for option in ("--exclude-resource-type", kind))
    return _invoked(home, "build", *untested, *arguments)


def _invoked(home: Home, *arguments: str) -> list[NodeResult]:
    outcome = dbt._invoke(home, ["--no-write-json", *arguments], dbt._parsed(home))
    assert outcome.success and outcome.result.results, outcome.exception or [r.message for r in outcome.result.results]
    return [dbt.node_result(result) for result in outcome.result.results]


def judge_directly(patch: pytest.MonkeyPatch) -> None:
    """Gates judge without Great Expectations, and leave out the few expectations that only it knows.

    That both judge alike is held by `unit/gates`; what each rule finds, by the tests of the rules.
    """

    def quickly(frame: Any, suite: Suite) -> SuiteResult:
        known = tuple(e for e in suite.expectations if e.type in _OFFENDING)
        return evaluate(frame, replace(suite, expectations=known))

    patch.setattr(validation, "validate", quickly)


def write_no_page(patch: pytest.MonkeyPatch) -> None:
    """Every step of a close writes the quality page anew."""
    patch.setattr(steps, "write_page", lambda *_: None)
