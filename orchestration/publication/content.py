"""Says what a table holds in one hash over its sorted rows, so that two publications can be compared.
DuckDB's file bytes differ from write to write; only content is hashed, wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import duckdb

# Rows fetched at a time: some megabytes of text.
_BLOCK = 20_000


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
    digest = sha256(f"{_shape(connection, relation)}\n{_lines(connection, relation)}".encode()).hexdigest()
    return TableContent(rows, digest, suma)


def _lines(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """The digest of the rows' texts in order; fetched by blocks, for DuckDB takes twice as long to make one text."""
    digest, between = sha256(), ""
    # No cursor: on a lake it would look for the table in another catalogue.
    rows = connection.execute(f"select t::varchar as fila from {relation} as t order by fila")
    while block := rows.fetchmany(_BLOCK):
        digest.update((between + "\n".join(line for (line,) in block)).encode())
        between = "\n"
    return digest.hexdigest()


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
