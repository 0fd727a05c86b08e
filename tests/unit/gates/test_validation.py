"""Great Expectations and the direct evaluation say the same of the same frame, row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from agreement import LINES, MONTHS, agree_on_every_type, agree_on_the_reports_suites, expectation
from hypothesis import HealthCheck, given, settings
from workbooks import RECEIVED, report

from orchestration.gates import validation
from orchestration.gates.evaluate import evaluate
from orchestration.gates.findings import Expectation, Suite
from orchestration.gates.loads import GATES
from orchestration.gates.suites import load_suite, suites_of
from orchestration.gates.validation import validate
from orchestration.intake.reports.judging.verdict import SubmittedReport, judge
from orchestration.intake.reports.reading.report import read_report

SLOW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(LINES)
def test_both_evaluations_agree_on_every_type(lines: list[dict[str, Any]]) -> None:
    agree_on_every_type(lines)


@SLOW
@given(MONTHS)
def test_both_evaluations_agree_on_the_reports_suites(months: list[list[dict[str, Any]]]) -> None:
    agree_on_the_reports_suites(months)


def test_both_agree_on_reports_without_rows_and_unreadable_ones() -> None:
    receptions = [SubmittedReport(read_report(content, "x"), RECEIVED) for content in (b"", report([]))]
    official = [verdict.estado for verdict in judge(receptions, evaluate=validate)]
    assert official == [verdict.estado for verdict in judge(receptions)] == ["rechazado", "aceptado"]


def test_a_missing_column_is_a_failure_with_its_reason() -> None:
    suite = Suite("x", (expectation("not_be_null", "nadie"),))
    frame = pd.DataFrame({"a": [1]})
    for judged in (validate(frame, suite), evaluate(frame, suite)):
        assert not judged.success
        assert judged.results[0].error and "nadie" in judged.results[0].error


def test_the_direct_evaluation_refuses_types_that_it_does_not_know() -> None:
    suite = Suite("x", (Expectation("expect_table_row_count_to_equal", {"value": 1}),))
    with pytest.raises(ValueError, match="expect_table_row_count_to_equal"):
        evaluate(pd.DataFrame({"a": [1]}), suite)
    assert validate(pd.DataFrame({"a": [1]}), suite).success


def test_expectations_about_the_table_show_what_they_saw() -> None:
    suite = Suite(
        "x", (Expectation("expect_table_row_count_to_equal", {"value": 3}, "critical", {"codigo": "faltan_filas"}),)
    )
    judged = validate(pd.DataFrame({"a": [1]}), suite)
    assert (judged.success, judged.results[0].observed, judged.failures[0].expectation.code) == (
        False,
        1,
        "faltan_filas",
    )


def test_rows_of_other_expectations_are_positions_whatever_the_index() -> None:
    suite = Suite("x", (Expectation("expect_compound_columns_to_be_unique", {"column_list": ["a", "b"]}),))
    frame = pd.DataFrame({"a": [1, 1, 2, 1], "b": [1, 2, 1, 1]}, index=[10, 10, 12, 13])
    assert validate(frame, suite).results[0].rows == (0, 3)
    assert list(frame.columns) == ["a", "b"]


def test_every_rule_becomes_an_expectation_of_great_expectations() -> None:
    """It checks names, arguments and severities itself; what the rule files say is not run here."""
    from great_expectations import ExpectationSuite

    for load in ("reporte", *dict.fromkeys(gate.rules for gate in GATES.values())):
        for suite in map(load_suite, suites_of(load)):
            stated = [{"type": e.type, "kwargs": dict(e.kwargs), "severity": e.severity} for e in suite.expectations]
            assert len(ExpectationSuite(name=suite.name, expectations=stated).expectations) == len(suite.expectations)


def test_its_own_remarks_do_not_stand_among_a_commands_words(caplog: pytest.LogCaptureFixture) -> None:
    validation._context.cache_clear()
    validation._batch_definition.cache_clear()
    validate(pd.DataFrame({"n": [1]}), Suite("s", (expectation("not_be_null", "n"),)))
    assert caplog.messages == []
