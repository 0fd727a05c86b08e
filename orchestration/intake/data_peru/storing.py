"""The rows of a delivery as raw keeps them, one a line of its tables.
Append-only and in the caller's transaction; what the rows mean belongs to dbt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import duckdb

from orchestration.intake.data_peru.delivery import ReadDelivery, ReadRow
from orchestration.intake.data_peru.layout import MONTHS, ROOT
from orchestration.intake.feed import Decision
from orchestration.warehouse.appending import append_rows


def store_rows(connection: duckdb.DuckDBPyConnection, decision: Decision, read: ReadDelivery) -> None:
    """Appends what the tables hold, with where it came from."""
    shared = {"entrega_id": decision.key, "recibido_en": decision.reception.recibido_en}
    append_rows(connection, "data_peru_filas", [{**shared, **row} for row in _raw_rows(read)])


def _raw_rows(read: ReadDelivery) -> Iterator[dict[str, Any]]:
    for table in read.tables:
        digest = hashlib.sha256(read.delivered.contents[table.table.name]).hexdigest()
        yield from ({"sha256": digest, **_raw_row(row)} for row in table.rows)


def _raw_row(row: ReadRow) -> dict[str, Any]:
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
