"""The reconstructed 2024 (synthetic) published from rows written straight into raw, in the versions that count.
That its figures are those of the files received, read and judged is held by `lento/test_written_year.py`."""

from __future__ import annotations

from datetime import date

import pandas as pd

from orchestration.core.catalogs import tasks
from orchestration.core.paths import Home
from orchestration.intake.reports.judging.normalize import client_identity
from orchestration.synthetic.receptions import Fault, Sending
from orchestration.synthetic.records import Attention
from orchestration.synthetic.year import build_records, planned
from orchestration.warehouse.appending import append_frame, append_rows
from orchestration.warehouse.connection import connect
from orchestration.warehouse.pseudonym import Key
from tests.demo_year import publish_once


def publish_written(home: Home) -> None:
    """Leaves the year published in `home`, from its rows."""
    publish_once(home, "escrito", _write)


def _write(home: Home) -> None:
    records, key = build_records(), Key.of(home)
    counting = [sending for sending in planned(records) if sending.fault is Fault.NONE]
    stored = [(_provenance(sending), records[sending.centre, sending.period]) for sending in counting]
    lines = [
        place | _cells(number, row, str(place["cite_codigo"]), key)
        for place, rows in stored
        for number, row in enumerate(rows, 3)
    ]
    with connect(home) as connection:
        key.check(connection)
        append_rows(connection, "reportes", [place | _told(place, rows) for place, rows in stored])
        append_frame(connection, "atenciones", pd.DataFrame(lines, dtype=object))
        append_rows(
            connection,
            "periodos_por_rehacer",
            [{name: place[name] for name in ("periodo", "reporte_id")} for place, _ in stored],
        )


def _provenance(sending: Sending) -> dict[str, object]:
    name = sending.file_stem()
    place = {"cite_codigo": sending.centre, "periodo": date.fromisoformat(f"{sending.period}-01")}
    return (
        {"reporte_id": name, "archivo": f"{name}.xlsx", "sha256": name, "recibido_en": sending.received_at}
        | place
        | {"version": 1}
    )


def _told(place: dict[str, object], rows: list[Attention]) -> dict[str, object]:
    amounts = [row.amount for row in rows if row.amount is not None]
    services = sum(row.quantity for row in rows)
    clients = len({_identity(row, str(place["cite_codigo"])) for row in rows})
    return {
        "bytes": 1000,
        "estado": "aceptado",
        "filas": len(rows),
        "filas_aceptadas": len(rows),
        "filas_observadas": 0,
        "filas_rechazadas": 0,
        "servicios": services,
        "clientes": clients,
        "importe": round(sum(amounts), 2),
        "servicios_declarados": services,
        "clientes_declarados": clients,
        "responsable": f"Responsable (sintético) de {place['cite_codigo']}",
    }


def _cells(number: int, row: Attention, cite: str, key: Key) -> dict[str, object]:
    return {
        "hoja": "Atenciones",
        "fila": number,
        "fecha": row.day,
        "tipo_documento": row.client.document_type,
        "numero_documento": row.client.document_number or None,
        "cliente_nombre": row.client.name,
        "cliente_id": key.pseudonym(_identity(row, cite)),
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


def _identity(row: Attention, cite: str) -> str:
    return client_identity(row.client.document_type, row.client.document_number, cite, row.client.name)
