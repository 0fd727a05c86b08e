"""Writes a judged delivery into raw: its verdict, its findings and, if it was accepted, its rows.
Append-only and in the caller's transaction; what the rows mean belongs to dbt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb

from orchestration.intake.data_peru.delivery import ReadDelivery, Row
from orchestration.intake.data_peru.layout import MONTHS, ROOT
from orchestration.intake.data_peru.verdict import Observation, refuses
from orchestration.intake.reception import delivery_id
from orchestration.warehouse.appending import append_rows


@dataclass(frozen=True)
class Stored:
    """A delivery as raw has it. `version` and `filas` are None when it was refused; `repeated` bytes were there before,
    under this `entrega_id`."""

    entrega_id: str
    archivo: str
    estado: str
    version: int | None
    filas: int | None
    observaciones: tuple[Observation, ...]
    repeated: bool = False


def known(connection: duckdb.DuckDBPyConnection, sha256: str) -> Stored | None:
    """The delivery of these bytes that raw has: the accepted one, else the last refused."""
    row = connection.execute(
        "select entrega_id, archivo, estado, version, filas from raw.data_peru_entregas where sha256 = ? "
        "order by estado = 'rechazado', recibido_en desc limit 1",
        [sha256],
    ).fetchone()
    if row is None:
        return None
    found = connection.execute(
        "select nivel, codigo, archivo, linea, columna, valor, mensaje from raw.data_peru_observaciones "
        "where entrega_id = ? order by rowid",
        [row[0]],
    ).fetchall()
    key, archivo, state, version, rows = row
    return Stored(key, archivo, state, version, rows, tuple(Observation(*o) for o in found), repeated=True)


def store(
    connection: duckdb.DuckDBPyConnection, read: ReadDelivery, found: Sequence[Observation], received_at: datetime
) -> Stored:
    """Appends the delivery, refused or not; an accepted one becomes due to the marts."""
    delivered, refused = read.delivered, refuses(found)
    key = delivery_id(delivered.sha256, delivered.archivo, received_at)
    shared = {"entrega_id": key, "recibido_en": received_at}
    rows = [] if refused else [{**shared, **row} for row in _raw_rows(read)]
    state, count = ("rechazado", None) if refused else ("aceptado", len(rows))
    version = None if refused else _next_version(connection)
    entrega = {
        "entrega_id": key,
        "version": version,
        "archivo": delivered.archivo,
        "sha256": delivered.sha256,
        "bytes": delivered.bytes,
        "recibido_en": received_at,
        "estado": state,
        "filas": count,
    }
    append_rows(connection, "data_peru_entregas", [entrega])
    append_rows(connection, "data_peru_observaciones", [{"entrega_id": key, **asdict(o)} for o in found])
    append_rows(connection, "data_peru_filas", rows)
    if not refused:
        append_rows(connection, "entregas_por_rehacer", [{"entrega_id": key}])
    return Stored(key, delivered.archivo, state, version, count, tuple(found))


def _next_version(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select coalesce(max(version), 0) + 1 from raw.data_peru_entregas").fetchone()
    assert row is not None
    return int(row[0])


def _raw_rows(read: ReadDelivery) -> Iterator[dict[str, Any]]:
    for table in read.tables:
        digest = hashlib.sha256(read.delivered.contents[table.table.name]).hexdigest()
        yield from ({"sha256": digest, **_raw_row(row)} for row in table.rows)


def _raw_row(row: Row) -> dict[str, Any]:
    return {
        "tabla": row.table.name,
        "archivo": f"{ROOT}/{row.table.path}",
        "linea": row.linea,
        "cite_codigo": row.cite_codigo,
        "anio": row.anio,
        "tipo_codigo": row.tipo_codigo,
        **{column: row.values.get(column) for column in (*MONTHS, "pim")},
        "fecha": row.fecha,
        "fuente": row.text("fuente"),
    }
