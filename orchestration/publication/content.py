"""Says what a table holds in one hash over its sorted rows, so that two publications can be compared.
DuckDB's file bytes differ from write to write; only content is hashed, wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class TableContent:
    """`rows` counted and hashed; equal hashes mean equal columns, types and rows."""

    rows: int
    sha256: str


def content_of(connection: duckdb.DuckDBPyConnection, relation: str) -> TableContent:
    """The content of `relation` (a table's full name or a quoted Parquet file), whatever its row order."""
    shape = connection.execute(
        f"select string_agg(column_name || ' ' || column_type, ', ') from (describe from {relation})"
    ).fetchone()
    rows = connection.execute(
        f"select count(*), sha256(coalesce(string_agg(fila, chr(10) order by fila), '')) "
        f"from (select t::varchar as fila from {relation} as t)"
    ).fetchone()
    assert shape is not None and rows is not None
    digest = connection.execute("select sha256(?)", [f"{shape[0]}\n{rows[1]}"]).fetchone()
    assert digest is not None
    return TableContent(int(rows[0]), str(digest[0]))
