"""Each rule of the translation into Spark's SQL, by its text. What the text does on Spark is held by `tests/spark`."""

from __future__ import annotations

import duckdb
import pytest
import sqlglot

from orchestration.transforming.spark.translation import (
    NotTranslated,
    accents,
    tables_of,
    to_duckdb_type,
    to_spark,
    to_spark_type,
)
from tests.spark_cases import CASES, Case


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_rule_writes_what_plain_sqlglot_does_not(case: Case) -> None:
    written = " ".join(to_spark(case.query, {}).split())
    assert case.written.replace("( ", "(") in written.replace("( ", "(").replace(" )", ")")


def test_the_columns_of_the_tables_are_put_in() -> None:
    tables = {("raw", "filas"): {"id": "INTEGER", "lista": "VARCHAR[]"}, ("raw", "otras"): {"id": "INTEGER"}}
    sql = 'select *, len(lista) as n from "red_cite"."raw"."filas" semi join raw.otras using (id)'
    assert tables_of(sql) == set(tables)
    written = " ".join(to_spark(sql, tables).split())
    assert "`filas`.`id` AS `id`, `filas`.`lista` AS `lista`, SIZE(`filas`.`lista`) AS `n`" in written
    assert "red_cite" not in written


@pytest.mark.parametrize(
    "query",
    [
        "select regexp_replace('a', 'A', 'b', 'i')",
        "select format('{:>10}', 1)",
        "select printf('%s', 'a')",
        "select strftime(date '2024-01-01', '%B')",
        "select 1e7::double::varchar",
    ],
)
def test_what_has_no_faithful_form_is_refused(query: str) -> None:
    with pytest.raises(NotTranslated):
        to_spark(query, {})


def test_letters_lose_their_marks_as_in_duckdb() -> None:
    written, bare = accents()
    table = str.maketrans(written[: len(bare)], bare, written[len(bare) :])
    text = "".join(map(chr, (*range(0x20, 0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00))))
    assert duckdb.execute("select strip_accents(?)", [text]).fetchone() == (text.translate(table),)


@pytest.mark.parametrize("duckdb_type", ["VARCHAR", "DECIMAL(18,2)", "VARCHAR[]", "TIMESTAMP", "BIGINT", "BOOLEAN"])
def test_a_type_comes_back_as_it_went(duckdb_type: str) -> None:
    there_and_back = to_duckdb_type(to_spark_type(duckdb_type))
    assert sqlglot.exp.DataType.build(there_and_back, dialect="duckdb") == sqlglot.exp.DataType.build(
        duckdb_type, dialect="duckdb"
    )
