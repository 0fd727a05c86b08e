"""What it takes to publish 20 years of the network's marts on every route, against a bare copy of the same tables.
All in one run, for only the ratios are worth comparing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from benchmarks.twenty_years import YEARS, home_with_twenty_years
from orchestration.core.paths import Home
from orchestration.outputs.routes.excel import write_folder
from orchestration.outputs.routes.postgres import load
from orchestration.publication import snapshot
from orchestration.publication.editions import CURRENT, edition
from orchestration.transforming.dbt import mart_keys
from orchestration.warehouse.connection import connect
from tests.postgres_server import Server, running

ROUNDS = 3


def main() -> None:
    with home_with_twenty_years() as home, running() as server:
        keys = mart_keys(home)
        times = [_round(home, server, keys, number) for number in range(ROUNDS)]
        with connect(home) as warehouse:
            rows = warehouse.execute(
                "select sum(estimated_size) from duckdb_tables() where schema_name = 'marts'"
            ).fetchone()
    best = {name: min(t[name] for t in times if name in t) for name in {**times[0], **times[1]}}
    print(
        f"{YEARS} años, {rows[0] if rows else 0:,} filas en los marts; cambian todas las tablas; el mejor de {ROUNDS}"
    )
    for name, seconds in best.items():
        print(f"{name:52} {seconds:6.2f} s   {seconds / best['copia a secas (DuckDB)']:6.1f} x")


def _round(home: Home, server: Server, keys: dict[str, tuple[str, ...]], number: int) -> dict[str, float]:
    times: dict[str, float] = {}
    with connect(home) as warehouse:
        times["copia a secas (DuckDB)"] = _timed(lambda: _bare_copy(warehouse, home.root / "copia.duckdb"))
        _change_every_table(warehouse)
        times["publicación: DuckDB, Parquet y su comprobación"] = _timed(lambda: _publish(home, warehouse))
    source = edition(home, CURRENT)
    folder, previous = home.root / f"libros-{number}", home.root / f"libros-{number - 1}"
    folder.mkdir()
    books = "Excel, con lectura y comparación: " + ("el último año" if previous.exists() else "todos los años")
    times[books] = _timed(
        lambda: write_folder(source, folder, previous if previous.exists() else None, lambda checks: None)
    )
    times["PostgreSQL, con lectura y comparación"] = _timed(
        lambda: load(source, keys, server.url(), lambda checks: None)
    )
    shutil.rmtree(previous, ignore_errors=True)
    return times


def _change_every_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    """As a month does: every table that has years loses its last row."""
    tables = warehouse.execute(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'anio' "
        "and database_name = current_database()"
    ).fetchall()
    for (table,) in tables:
        last = f"select rowid from marts.{table} order by anio desc, rowid desc limit 1"
        warehouse.execute(f"delete from marts.{table} where rowid in ({last})")


def _bare_copy(warehouse: duckdb.DuckDBPyConnection, file: Path) -> None:
    file.unlink(missing_ok=True)
    warehouse.execute(f"attach '{file}' as copia")
    warehouse.execute("create schema copia.marts")
    for (table,) in warehouse.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' and database_name = current_database()"
    ).fetchall():
        warehouse.execute(f"create table copia.marts.{table} as from marts.{table}")
    warehouse.execute("detach copia")


def _publish(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert snapshot.swap_in(home, snapshot.draft(home, warehouse, datetime(2024, 12, 31), "banco"))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
