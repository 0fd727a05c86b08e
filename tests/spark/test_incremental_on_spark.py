"""Months redone by partition on Spark, close after close, against the same closes on DuckDB.
That DuckDB's equal those built whole is held by `tests/integration/test_incremental_equals_full.py`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.paths import Home
from orchestration.transforming.spark import building
from tests import prepared
from tests.raw_fixture import Attention, RawWarehouse, Report
from tests.shortcuts import run_models

PUNO, ICA = "citeacuicola-puno", "citeagroindustrial-ica"
ASKED = ("intermediate.int_atenciones_vigentes", "marts.servicios_por_tarea")
UP_TO_THEM = ("--select", "+servicios_por_tarea")


def _report(cite: str, month: int, received: date, *clients: str) -> Report:
    attentions = tuple(Attention(date(2024, month, 3), client, 1, "4.1") for client in clients)
    return Report(cite, date(2024, month, 1), datetime.combine(received, datetime.min.time()), attentions)


def test_a_month_is_redone_and_one_left_empty_is_cleared(spark: Any, home: Home, tmp_path: Path) -> None:
    raw = RawWarehouse(prepared.with_documents(home).warehouse)
    for closed, reports in enumerate(
        (
            [_report(PUNO, 1, date(2024, 2, 5), "a", "b"), _report(ICA, 2, date(2024, 3, 5), "c")],
            [_report(PUNO, 1, date(2024, 3, 6), "a")],
            [_report(ICA, 2, date(2024, 3, 7))],
        )
    ):
        raw.load(reports)
        run_models(home, *UP_TO_THEM)
        building.hand_over(spark, home.warehouse, tmp_path)
        nodes = building.run(tmp_path, "run" if closed else "build", *UP_TO_THEM, "--exclude", "resource_type:test")
        assert [node for node in nodes if not node.ok] == []
        with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
            for table in ASKED:
                ours = warehouse.execute(f"from {table}")
                columns = ", ".join(name for name, *_ in ours.description)
                theirs = [tuple(row) for row in spark.sql(f"select {columns} from {table}").collect()]
                assert sorted(theirs, key=str) == sorted(ours.fetchall(), key=str), (closed, table)
        raw.marts_are_current()
    assert spark.sql("select count(*) from intermediate.int_atenciones_vigentes").collect()[0][0] == 1
