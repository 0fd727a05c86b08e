"""Takes recorded deliveries into raw: each is read, judged with the others of its batch, and stored with its verdict.
What a rule says belongs to `expectations/`; what the rows mean belongs to dbt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from orchestration.core.paths import Home
from orchestration.core.targets import monthly_service_targets
from orchestration.intake.reception import Reception, content, receptions
from orchestration.intake.reports.judging import verdict as judging
from orchestration.intake.reports.judging.normalize import client_identity
from orchestration.intake.reports.judging.verdict import Evaluate, History, Verdict
from orchestration.intake.reports.reading.report import read_report
from orchestration.warehouse.appending import append_frame, append_rows
from orchestration.warehouse.pseudonym import Key

PROVENANCE = ("reporte_id", "cite_codigo", "periodo", "version", "archivo", "sha256", "recibido_en")


@dataclass(frozen=True)
class Entry:
    """One delivery's outcome; `version` is None for repeated bytes and where centre or month are unknown."""

    reception: Reception
    verdict: Verdict
    reporte_id: str
    version: int | None
    repeated: bool


def pending(home: Home, connection: duckdb.DuckDBPyConnection) -> list[Reception]:
    """Deliveries on record that raw does not hold yet, oldest first."""
    known = {row[0] for row in connection.execute("select recepcion_id from raw.recepciones").fetchall()}
    return [reception for reception in receptions(home) if reception.id not in known]


def take_in(
    home: Home, connection: duckdb.DuckDBPyConnection, waiting: list[Reception], evaluate: Evaluate
) -> list[Entry]:
    """Judges `waiting` as one frame and stores versions, rows, quarantine and findings in one transaction.

    The same bytes for the same centre and month are no new version, unless what refused them then
    (a month that had not begun, say) does not refuse them now.
    """
    if not waiting:
        return []
    key = Key.of(home)
    key.check(connection)
    handed = [
        judging.Reception(read_report(content(home, r.sha256), r.archivo), r.recibido_en, r.entregado_cite)
        for r in waiting
    ]
    verdicts = judging.judge(handed, _history(connection), evaluate)
    entries = _number(connection, list(zip(waiting, verdicts, strict=True)))
    connection.execute("begin")
    try:
        _store(connection, entries, key)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return entries


def _history(connection: duckdb.DuckDBPyConnection) -> History:
    received: dict[str, set[tuple[str | None, date | None]]] = {}
    for sha256, code, month in connection.execute("select sha256, cite_codigo, periodo from raw.reportes").fetchall():
        received.setdefault(sha256, set()).add((code, month))
    in_force = connection.execute(
        "select cite_codigo, periodo, arg_max(filas_aceptadas, version) from raw.reportes "
        "where estado <> 'rechazado' group by all"
    ).fetchall()
    return History(received, monthly_service_targets(), {(code, month): rows for code, month, rows in in_force})


def _number(connection: duckdb.DuckDBPyConnection, judged: list[tuple[Reception, Verdict]]) -> list[Entry]:
    """Gives each delivery its version, by order of reception within its centre and month."""
    stored = connection.execute(
        "select p.sha256, p.cite_codigo, p.periodo, p.version, p.estado, p.reporte_id, r.entregado_cite "
        "from raw.reportes p left join raw.recepciones r on r.recepcion_id = p.reporte_id order by p.version"
    ).fetchall()
    latest: dict[tuple[str | None, date | None], int] = {}
    known: dict[tuple[str, str | None, date | None, str | None], tuple[str, str]] = {}
    for sha256, code, month, version, state, reporte_id, handed in stored:
        latest[code, month] = version or 0
        known[sha256, code, month, _misplaced(code, handed)] = (state, reporte_id)
    entries = []
    for reception, verdict in judged:
        place = (verdict.cite_codigo, verdict.periodo)
        same = (reception.sha256, *place, _misplaced(verdict.cite_codigo, reception.entregado_cite))
        state, reporte_id = known.get(same, (None, reception.id))
        repeated = state is not None and not (state == "rechazado" and verdict.estado != "rechazado")
        version = None
        if not repeated:
            reporte_id = reception.id
            known[same] = (verdict.estado, reporte_id)
            if None not in place:
                version = latest[place] = latest.get(place, 0) + 1
        entries.append(Entry(reception, verdict, reporte_id, version, repeated))
    return entries


def _misplaced(code: str | None, handed: str | None) -> str | None:
    """The folder's centre where the report is another's: there its bytes are refused, whatever they were elsewhere."""
    return handed if handed != code else None


def _store(connection: duckdb.DuckDBPyConnection, entries: list[Entry], key: Key) -> None:
    fresh = [entry for entry in entries if not entry.repeated]
    append_rows(connection, "recepciones", [_reception_row(entry) for entry in entries])
    append_rows(connection, "reportes", [_report_row(entry) for entry in fresh])
    append_rows(connection, "atenciones_observadas", [row for entry in fresh for row in _quarantined(entry)])
    append_rows(connection, "observaciones", [row for entry in fresh for row in _findings(entry)])
    append_rows(
        connection,
        "periodos_por_rehacer",
        [
            {"periodo": entry.verdict.periodo, "reporte_id": entry.reporte_id}
            for entry in fresh
            if entry.verdict.periodo is not None
        ],
    )
    frames = [_accepted(entry, key) for entry in fresh if len(entry.verdict.atenciones)]
    if frames:
        append_frame(connection, "atenciones", pd.concat(frames, ignore_index=True))


def _provenance(entry: Entry) -> dict[str, Any]:
    return {
        "reporte_id": entry.reporte_id,
        "cite_codigo": entry.verdict.cite_codigo,
        "periodo": entry.verdict.periodo,
        "version": entry.version,
        "archivo": entry.reception.archivo,
        "sha256": entry.reception.sha256,
        "recibido_en": entry.reception.recibido_en,
    }


def _reception_row(entry: Entry) -> dict[str, Any]:
    return {
        "recepcion_id": entry.reception.id,
        "archivo": entry.reception.archivo,
        "sha256": entry.reception.sha256,
        "bytes": entry.reception.bytes,
        "recibido_en": entry.reception.recibido_en,
        "entregado_cite": entry.reception.entregado_cite,
        "resultado": "repetido" if entry.repeated else "version",
        "reporte_id": entry.reporte_id,
    }


def _report_row(entry: Entry) -> dict[str, Any]:
    verdict = entry.verdict
    return _provenance(entry) | {
        "bytes": entry.reception.bytes,
        "estado": verdict.estado,
        "filas": verdict.filas,
        "filas_aceptadas": verdict.filas_aceptadas,
        "filas_observadas": verdict.filas_observadas,
        "filas_rechazadas": verdict.filas_rechazadas,
        "servicios": verdict.servicios,
        "clientes": verdict.clientes,
        "importe": verdict.importe,
        "servicios_declarados": verdict.servicios_declarados,
        "clientes_declarados": verdict.clientes_declarados,
        "responsable": verdict.responsable,
        "fecha_envio": verdict.fecha_envio,
    }


def _quarantined(entry: Entry) -> list[dict[str, Any]]:
    return [
        _provenance(entry)
        | {"hoja": row.hoja, "fila": row.fila, "celdas": _as_json(row.celdas), "motivos": _as_json(list(row.motivos))}
        for row in entry.verdict.observadas
    ]


def _findings(entry: Entry) -> list[dict[str, Any]]:
    return [
        {
            "reporte_id": entry.reporte_id,
            "nivel": finding.nivel,
            "codigo": finding.codigo,
            "hoja": finding.hoja,
            "fila": finding.fila,
            "columna": finding.columna,
            "valor": finding.valor,
            "mensaje": finding.mensaje,
        }
        for finding in (*entry.verdict.motivos, *entry.verdict.advertencias)
    ]


def _accepted(entry: Entry, key: Key) -> pd.DataFrame:
    rows = entry.verdict.atenciones.copy()
    code = entry.verdict.cite_codigo
    assert code is not None  # a report without a known centre is refused, so it has no accepted rows
    rows["cliente_id"] = [
        key.pseudonym(client_identity(kind, number, code, name))
        for kind, number, name in zip(
            rows["tipo_documento"], rows["numero_documento"], rows["cliente_nombre"], strict=True
        )
    ]
    for column, value in _provenance(entry).items():
        rows[column] = value
    return rows


def _as_json(value: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
