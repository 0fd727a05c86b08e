"""Says what a table holds in one hash over its sorted rows, so that two publications can be compared.
DuckDB's file bytes differ from write to write; only content is hashed, wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class TableContent:
    """`rows` counted and hashed; equal hashes mean equal columns, types and rows.

    `suma` is the quick sum (`sum_of`) of the same rows, None in manifests older than this field.
    """

    rows: int
    sha256: str
    suma: str | None = None


def content_of(connection: duckdb.DuckDBPyConnection, relation: str, known: TableContent | None = None) -> TableContent:
    """The content of `relation` (a table's full name or a quoted Parquet file), whatever its row order.

    `known` is what it may hold still: where the quick sum is the same, its hash is, and nothing is sorted.
    """
    rows, suma = sum_of(connection, relation)
    if known is not None and known.suma == suma:
        return known
    found = connection.execute(
        "select sha256(coalesce(string_agg(fila, chr(10) order by fila), '')) "
        f"from (select t::varchar as fila from {relation} as t)"
    ).fetchone()
    assert found is not None
    digest = connection.execute("select sha256(?)", [f"{_shape(connection, relation)}\n{found[0]}"]).fetchone()
    assert digest is not None
    return TableContent(rows, str(digest[0]), suma)


def sum_of(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[int, str]:
    """Rows, and a sum over DuckDB's own hashes of them: it tells a copy from its original in one pass, unsorted.

    No seal: a sum can be matched on purpose, and another DuckDB may give another one; it is compared within one load.
    """
    found = connection.execute(f"select count(*), sum(hash(t)), bit_xor(hash(t)) from {relation} as t").fetchone()
    assert found is not None
    shape = connection.execute("select md5(?)", [_shape(connection, relation)]).fetchone()
    assert shape is not None
    return int(found[0]), f"{shape[0]}-{found[1]}-{found[2]}"


def _shape(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    described = connection.execute(f"describe from {relation}").fetchall()
    return ", ".join(f"{column} {kind}" for column, kind, *_ in described)
