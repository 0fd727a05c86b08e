"""Each rule's query gives in Spark what it gives in DuckDB; where plain sqlglot's runs, too, it gives another thing."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import sqlglot

from orchestration.transforming.spark.translation import to_spark
from tests.spark_cases import CASES, Case


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_both_engines_answer_the_same(spark: Any, case: Case) -> None:
    expected = duckdb.execute(case.query).fetchall()
    assert _rows(spark, to_spark(case.query, {})) == sorted(expected, key=str)


SILENT = {name: case for name, case in CASES.items() if case.plain}


@pytest.mark.parametrize("case", SILENT.values(), ids=SILENT)
def test_without_the_rule_another_figure_comes_out(spark: Any, case: Case) -> None:
    (plain,) = sqlglot.transpile(case.query, read="duckdb", write="spark")
    assert _rows(spark, plain) != sorted(duckdb.execute(case.query).fetchall(), key=str)


def _rows(spark: Any, sql: str) -> list[tuple]:
    return sorted((tuple(row) for row in spark.sql(sql).collect()), key=str)
