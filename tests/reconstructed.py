"""Publishes the reconstructed 2024 (synthetic, calibrated to the bulletin) straight from its records, for tests that
need a whole year. Writing its files, reading and judging them is not tested with it: it starts where raw begins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd

from orchestration.catalogs import tasks
from orchestration.paths import Home
from orchestration.publishing import snapshot
from orchestration.publishing.editions import CURRENT, Edition, edition
from orchestration.synthetic.records import Attention, Reports
from orchestration.synthetic.year import build_records
from orchestration.transforming import dbt
from tests.raw_fixture import RawWarehouse

PUBLISHED_AT = datetime(2025, 2, 13, 7)


def publish_reconstruction(home: Home) -> Edition:
    """The clean year, loaded whole, built by dbt and published."""
    raw = RawWarehouse(home.warehouse)
    load(raw, build_records())
    return publish(home, PUBLISHED_AT)


def publish(home: Home, at: datetime) -> Edition:
    """Builds what raw holds and makes it what readers see."""
    for selector in ("catalogos_y_publicado", "staging", "marts"):
        broken = [node for node in dbt.build(home, selector, full_refresh=True) if not node.ok]
        assert not broken, broken
    with duckdb.connect(str(home.warehouse)) as connection:
        snapshot.swap_in(home, snapshot.draft(home, connection, at, dbt.fingerprint()))
    return edition(home, CURRENT)


def load(raw: RawWarehouse, records: Reports) -> None:
    """One accepted version a centre and month, received on the fifth of the next month."""
    reports = pd.DataFrame([_report(centre, period, rows) for (centre, period), rows in records.items()])
    attentions = pd.DataFrame(
        [
            _row(centre, period, number, row)
            for (centre, period), rows in records.items()
            for number, row in _numbered(rows)
        ]
    )
    with duckdb.connect(str(raw.file)) as connection:
        connection.register("reports", reports)
        connection.register("attentions", attentions)
        connection.execute("insert into raw.reportes by name from reports")
        connection.execute("insert into raw.atenciones by name from attentions")
        connection.execute("insert into raw.periodos_por_rehacer select periodo, reporte_id from raw.reportes")


def _numbered(rows: list[Attention]) -> list[tuple[int, Attention]]:
    return list(enumerate(rows, start=2))


def _origin(centre: str, period: str) -> dict[str, Any]:
    year, month = (int(part) for part in period.split("-"))
    received = datetime(year + month // 12, month % 12 + 1, 5, 9)
    key = f"{centre}-{period}"
    place = {"reporte_id": key, "cite_codigo": centre, "periodo": date(year, month, 1), "version": 1}
    return {**place, "archivo": f"{key}.xlsx", "sha256": key, "recibido_en": received}


def _report(centre: str, period: str, rows: list[Attention]) -> dict[str, Any]:
    origin = _origin(centre, period)
    counted = {"filas": len(rows), "filas_aceptadas": len(rows), "filas_observadas": 0, "filas_rechazadas": 0}
    totals = {"servicios": sum(row.quantity for row in rows), "clientes": len({_client(centre, row) for row in rows})}
    sender = {"responsable": f"Responsable (sintético) de {centre}", "fecha_envio": origin["recibido_en"].date()}
    return {**origin, "bytes": 1000, "estado": "aceptado", **counted, **totals, **sender}


def _row(centre: str, period: str, number: int, row: Attention) -> dict[str, Any]:
    return {
        **_origin(centre, period),
        "hoja": "Atenciones",
        "fila": number,
        "fecha": row.day,
        "tipo_documento": row.client.document_type,
        "numero_documento": row.client.document_number,
        "cliente_nombre": row.client.name,
        "cliente_id": _client(centre, row),
        "tipo_cliente_codigo": row.client_type,
        "sexo": row.client.sex or None,
        "ubigeo": row.client.ubigeo or None,
        "tipo_servicio_codigo": tasks()[row.task].service_code,
        "tarea_codigo": row.task,
        "categoria_presupuestal": row.category,
        "focalizado": row.focused,
        "cantidad": row.quantity,
        "importe": row.amount,
        "medio_verificacion": row.evidence,
    }


def _client(centre: str, row: Attention) -> str:
    """A client by the counting rules: the document, or without one the centre and the name."""
    known = (row.client.document_type, row.client.document_number)
    return "|".join(known if row.client.document_number else (centre, row.client.name))
