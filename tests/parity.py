"""Holds the marts of two stores against each other by content, whatever engine made them: names, columns, types, rows.
How a store is built and opened belongs to the test that compares; both are attached to one connection of DuckDB."""

from __future__ import annotations

from collections.abc import Collection

import duckdb


def differences(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, schema: str = "marts", apart: Collection[str] = ()
) -> dict[str, str]:
    """What differs between the tables of `schema` in two attached catalogues, by table; those in `apart` are left out.

    A table without a row differs, too: two empty ones say nothing of what makes them.
    """
    there = {catalogue: tables(connection, catalogue, schema) for catalogue in (one, other)}
    found = {}
    for table in sorted({*there[one], *there[other]} - {*apart}):
        lacking = [catalogue for catalogue in (one, other) if table not in there[catalogue]]
        if told := f"no está en {lacking[0]}" if lacking else _told(connection, one, other, f'{schema}."{table}"'):
            found[table] = told
    return found if any(there.values()) else {schema: f"no hay tablas en {one} ni en {other}"}


def tables(connection: duckdb.DuckDBPyConnection, catalogue: str, schema: str) -> set[str]:
    """The names of what stands in a schema, views too."""
    rows = connection.execute(
        "select table_name from information_schema.tables where table_catalog = ? and table_schema = ?",
        [catalogue, schema],
    ).fetchall()
    return {name for (name,) in rows}


def _told(connection: duckdb.DuckDBPyConnection, one: str, other: str, table: str) -> str:
    shapes = [_shape(connection, f"{catalogue}.{table}") for catalogue in (one, other)]
    if shapes[0] != shapes[1]:
        return f"columnas: {sorted({*shapes[0]} ^ {*shapes[1]}) or 'en otro orden'}"
    counted = f"select count(*) from {one}.{table}"
    more, fewer = (
        f"select count(*) from (from {a}.{table} except all from {b}.{table})" for a, b in ((one, other), (other, one))
    )
    row = connection.execute(f"select ({counted}), ({more}), ({fewer})").fetchone()
    assert row is not None
    if row[1] or row[2]:
        return f"{row[1]} filas solo en {one}, {row[2]} solo en {other}"
    return "" if row[0] else "sin filas en los dos"


def _shape(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in connection.execute(f"describe {relation}").fetchall()]
