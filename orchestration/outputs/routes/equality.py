"""Holds what a route gives back against the publication, table by table; the suite `rutas_tablas` judges the result.
How a route is written and read back belongs to its own module."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import pandas as pd

from orchestration.outputs.routes.tables import MartColumn, MartTable
from orchestration.publication.editions import Edition

# Puts what the route holds of a table into `leido.<title>`, whose columns and types are the publication's; returns
# how many of the dictionary's sentences (the table's and its columns') the route lacks.
ReadBack = Callable[[duckdb.DuckDBPyConnection, MartTable], int]
Approve = Callable[[pd.DataFrame], None]
# A column of the publication as a route can hold it, in SQL.
Held = Callable[[MartColumn], str]


def whole(column: MartColumn) -> str:
    """As it is published."""
    return f'"{column.name}"'


def checks(
    source: Edition, tables: Iterable[MartTable], route: str, read_back: ReadBack, held: Held = whole
) -> pd.DataFrame:
    """One row a table: ruta, tabla, filas, filas_publicadas, filas_distintas, descripciones_que_faltan.

    `filas_distintas` counts the rows that only one side has, every value compared in the mart's own type and scale.
    """
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")  # it would write among a command's output
        connection.execute(f"attach '{source.database}' as publicacion (read_only)")
        connection.execute("create schema leido")
        return pd.DataFrame([_check(connection, table, route, read_back, held) for table in tables])


def selected(columns: Iterable[MartColumn], held: Held = whole) -> str:
    """The columns as a select list."""
    return ", ".join(held(column) for column in columns)


def _check(
    connection: duckdb.DuckDBPyConnection, table: MartTable, route: str, read_back: ReadBack, held: Held
) -> dict[str, Any]:
    published, read = f"publicacion.marts.{table.name} where {table.where}", f"leido.{table.title}"
    connection.execute(f"create table {read} as from publicacion.marts.{table.name} limit 0")
    missing = read_back(connection, table)
    both = f"select 1 as __lado, {selected(table.columns, held)} from {published} union all select -1, * from {read}"
    # Rows weighed against each other: a fifth of what `except all` takes both ways.
    weighed = f"select * exclude (__lado), sum(__lado) as __veces from ({both}) group by all"
    return {
        "ruta": route,
        "tabla": table.title,
        "filas": _count(connection, f"select count(*) from {read}"),
        "filas_publicadas": _count(connection, f"select count(*) from {published}"),
        "filas_distintas": _count(connection, f"select coalesce(sum(abs(__veces)), 0) from ({weighed})"),
        "descripciones_que_faltan": missing,
    }


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
