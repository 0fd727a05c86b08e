"""Builds dbt's project on Spark from a warehouse's raw tables, and says where what it made lies.
The models are `dbt_project/`'s, as they stand; the engine's own things belong to `session` and `adapter`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.paths import DBT_PROJECT
from orchestration.transforming.dbt import NodeResult, TransformFailed, node_result
from orchestration.transforming.spark.session import MASTER, cluster, leave, session


@contextmanager
def store(folder: Path) -> Iterator[Any]:
    """A session whose tables lie in `folder`: on the cluster that RED_CITE_SPARK names, else on one of this machine."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # raw has names in it
    with ExitStack() as open_:
        named = os.environ.get(MASTER)
        master, properties = (named, None) if named else open_.enter_context(cluster(folder / "registros"))
        yield open_.enter_context(session(folder / "tablas", master, properties))


def hand_over(spark: Any, warehouse: Path, folder: Path) -> None:
    """The raw tables of a warehouse of DuckDB's, as Parquet that Spark reads."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
        for (table,) in tables:
            leave(spark, connection, f'from raw."{table}"', f"raw.{table}", folder)


def run(folder: Path, *arguments: str) -> list[NodeResult]:
    """`dbt` with these arguments (`build`, …) in the session that is open; one result a node.

    Raises:
        TransformFailed: dbt stopped before any node ran.
    """
    from dbt.cli.main import dbtRunner

    from orchestration.transforming.lean import be_quiet, make_lean
    from orchestration.transforming.spark.adapter import register

    register()
    make_lean()
    be_quiet()
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    places = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(Path(__file__).parent)]
    written = ["--target-path", str(folder / "dbt"), "--log-path", str(folder / "dbt"), "--no-write-json"]
    outcome: Any = dbtRunner().invoke(
        [*arguments, *places, *written, "--log-level", "none", "--log-level-file", "none"]
    )
    if outcome.result is None:
        raise TransformFailed(f"dbt no pudo empezar en Spark: {outcome.exception}")
    return [node_result(result) for result in outcome.result.results]
