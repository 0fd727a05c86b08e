"""Twenty years of the network's marts: the demo year repeated, each copy a year earlier, in a warehouse of its own.
What is measured on them belongs to `queries.py` and `publication.py`; the figures themselves mean nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.core.paths import Home
from tests.demo_year import publish_year

YEARS = 20


@contextmanager
def home_with_twenty_years() -> Iterator[Home]:
    """A home whose warehouse has the marts of 20 years, with nothing published of them yet; removed on the way out."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "casa")
        publish_year(home)
        with duckdb.connect(str(home.warehouse)) as connection:
            for table, columns in _dated(connection).items():
                _repeat(connection, table, columns)
        (home.published / "actual").unlink()
        yield home


def _dated(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The tables with one row or more a month, and their columns."""
    rows = connection.execute(
        "select table_name, list(column_name) from duckdb_columns() where schema_name = 'marts' "
        "and database_name = current_database() group by table_name having list_contains(list(column_name), 'periodo')"
    ).fetchall()
    return dict(rows)


def _repeat(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    for back in range(1, YEARS):
        moved = [f"(periodo - interval {back} year)::date as periodo"]
        moved += [f"anio - {back} as anio"] if "anio" in columns else []
        connection.execute(
            f"insert into marts.{table} select * replace ({', '.join(moved)}) from marts.{table} "
            "where periodo >= date '2024-01-01'"
        )
