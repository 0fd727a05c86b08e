"""Months redone by partition on Spark, close after close, against the same closes on DuckDB.
That DuckDB's equal those built whole is held by `tests/integration/test_incremental_equals_full.py`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.paths import PROJECT, Home
from orchestration.transforming.spark import building
from tests import prepared
from tests.raw_fixture import Attention, RawWarehouse, Report
from tests.shortcuts import run_models

PUNO, ICA = "citeacuicola-puno", "citeagroindustrial-ica"
ASKED = ("intermediate.int_atenciones_vigentes", "marts.servicios_por_tarea")
UP_TO_THEM = ("--select", "+servicios_por_tarea")
# A session of its own, which dies, or does not, once the month was removed and before it is written anew.
ANOTHER_SESSION = """
import os, signal, sys
from pathlib import Path
from pyspark.sql import SparkSession
from orchestration.transforming.spark import building
from orchestration.transforming.spark.session import session

warehouse, folder, ends, *arguments = sys.argv[1:]
asked = SparkSession.sql

def up_to_the_writing(self, query, *others, **named):
    if ends == "killed" and "insert overwrite table" in query and "int_atenciones_vigentes" in query:
        os.killpg(0, signal.SIGKILL)
    return asked(self, query, *others, **named)

SparkSession.sql = up_to_the_writing
with session(Path(folder) / "tablas", "local[2]") as spark:
    building.hand_over(spark, Path(warehouse), Path(folder))
    assert all(node.ok for node in building.run(Path(folder), *arguments))
"""


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


def test_a_month_killed_before_it_was_written_is_written_by_the_next_run(home: Home, tmp_path: Path) -> None:
    raw = RawWarehouse(prepared.with_documents(home).warehouse)
    january = tmp_path / "tablas" / "intermediate.db" / "int_atenciones_vigentes" / "_mes=2024-01-01"
    raw.load([_report(PUNO, 1, date(2024, 2, 5), "a", "b"), _report(ICA, 2, date(2024, 3, 5), "c")])
    assert _in_another_session(home, tmp_path, "whole", "build") == 0
    raw.marts_are_current()
    raw.load([_report(PUNO, 1, date(2024, 3, 6), "d")])
    assert january.exists()
    assert _in_another_session(home, tmp_path, "killed", "run") == -signal.SIGKILL
    assert not january.exists()
    assert _in_another_session(home, tmp_path, "whole", "run") == 0
    run_models(home, *UP_TO_THEM)
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        for table in ASKED:
            files = tmp_path / "tablas" / f"{table.replace('.', '.db/')}" / "**" / "*.parquet"
            columns = ", ".join(name for name, *_ in warehouse.execute(f"describe {table}").fetchall())
            ours, theirs = f"from {table}", f"select {columns} from read_parquet('{files}', hive_partitioning = false)"
            for one, other in ((ours, theirs), (theirs, ours)):
                assert warehouse.execute(f"select count(*) from ({one} except all {other})").fetchall() == [(0,)], table
        assert warehouse.execute(f"select cliente_id from {ASKED[0]} order by all").fetchall() == [("c",), ("d",)]


def _in_another_session(home: Home, folder: Path, ends: str, what: str) -> int:
    """The exit code of a process that builds in `folder`, by a catalogue that outlives it, as a cluster's does."""
    settings = folder / "conf"
    settings.mkdir(exist_ok=True)
    (settings / "spark-defaults.conf").write_text(
        "spark.sql.catalogImplementation hive\n"
        f"spark.hadoop.javax.jdo.option.ConnectionURL jdbc:derby:{folder}/catalogo;create=true\n"
    )
    untested = ["--exclude", "resource_type:test", "resource_type:unit_test"]
    command = [sys.executable, "-c", ANOTHER_SESSION, str(home.warehouse), str(folder), ends, what]
    around = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_CONF_DIR": str(settings), "PYTHONPATH": str(PROJECT)}
    ended = subprocess.run([*command, *UP_TO_THEM, *untested], env=around, cwd=folder, start_new_session=True)
    return ended.returncode
