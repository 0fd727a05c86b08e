"""Appends rows to the raw tables, by the names of their columns; the transaction is the caller's.
Which rows those are belongs to each feed's own module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pandas as pd


def append_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Appends dictionaries of column to value to `raw.<table>`; no row appends nothing."""
    if rows:
        # object: a null integer stays a null integer
        append_frame(connection, table, pd.DataFrame(list(rows), dtype=object))


def append_frame(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Appends a frame whose columns are those of `raw.<table>`, or some of them."""
    connection.register("nuevas", frame)
    try:
        connection.execute(f"insert into raw.{table} by name select * from nuevas")
    finally:
        connection.unregister("nuevas")


def add_missing(connection: duckdb.DuckDBPyConnection, table: str, rows: str, values: Sequence[Any] = ()) -> None:
    """Appends the rows of the query `rows` whose first column, named as the table's, is in no row of `raw.<table>`."""
    key = connection.execute(f"describe raw.{table}").fetchall()[0][0]
    connection.execute(
        f"insert into raw.{table} select nuevas.* from ({rows}) as nuevas anti join raw.{table} using ({key})",
        list(values),
    )
