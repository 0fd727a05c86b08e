"""Stores the rows of judged reports: the accepted with their pseudonyms, the observed as they were written.
The row of the report itself is any ledger's (`intake/decisions.py`); what the rows mean belongs to dbt."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd

from orchestration.core.paths import Home
from orchestration.intake.decisions import provenance
from orchestration.intake.feed import Decision, Ledger
from orchestration.intake.reports.judging.normalize import client_identity
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.warehouse.appending import append_frame, append_rows
from orchestration.warehouse.pseudonym import Key

LEDGER = Ledger(
    "reportes",
    ("cite_codigo", "periodo"),
    "observaciones",
    ("hoja", "fila", "veces"),
    key="reporte_id",
    # The centre of the folder where the report is another's: there its bytes are refused, whatever they were elsewhere.
    scope="select entregado_cite from raw.recepciones where recepcion_id = reportes.reporte_id "
    "and entregado_cite is distinct from reportes.cite_codigo",
    receptions="recepciones",
    pending="insert into raw.periodos_por_rehacer select periodo, reporte_id from raw.reportes where reporte_id = ?",
    refusals_numbered=True,
)


def store_rows(home: Home, connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Appends the rows of new versions, and the months that the marts are to be redone for.

    Raises:
        KeyMismatch: the key at hand is not the one that the warehouse's pseudonyms were made with.
    """
    key = Key.of(home)
    key.check(connection)
    judged = [(d, d.judgement.detail) for d in decisions if d.judgement is not None and not d.repeated]
    append_rows(connection, "atenciones_observadas", [row for d, verdict in judged for row in _quarantined(d, verdict)])
    frames = [_accepted(d, verdict, key) for d, verdict in judged if len(verdict.atenciones)]
    if frames:
        append_frame(connection, "atenciones", pd.concat(frames, ignore_index=True))
    append_rows(
        connection,
        "periodos_por_rehacer",
        [
            {"periodo": d.place[1], "reporte_id": d.key}
            for d in decisions
            if d.place[1] is not None and (d.restated or not d.repeated)
        ],
    )


def same_rows(home: Home, connection: duckdb.DuckDBPyConnection, decision: Decision, verdict: Verdict) -> bool:
    """Whether the accepted rows of a verdict are those stored of a version, whatever their order."""
    connection.execute("create or replace temp table rejuzgadas as from raw.atenciones limit 0")
    if len(verdict.atenciones):
        connection.register("nuevas", _accepted(decision, verdict, Key.of(home)))
        connection.execute("insert into rejuzgadas by name select * from nuevas")
        connection.unregister("nuevas")
    kept = "(select * from raw.atenciones where reporte_id = $1)"
    differ = f"(from rejuzgadas except all {kept}) union all ({kept} except all from rejuzgadas)"
    return connection.execute(f"select 1 from ({differ}) limit 1", [decision.key]).fetchone() is None


def _provenance(decision: Decision) -> dict[str, Any]:
    return provenance(LEDGER, decision) | dict(zip(LEDGER.place, decision.place, strict=True))


def _quarantined(decision: Decision, verdict: Verdict) -> list[dict[str, Any]]:
    return [
        _provenance(decision)
        | {"hoja": row.hoja, "fila": row.fila, "celdas": _as_json(row.celdas), "motivos": _as_json(list(row.motivos))}
        for row in verdict.observadas
    ]


def _accepted(decision: Decision, verdict: Verdict, key: Key) -> pd.DataFrame:
    rows = verdict.atenciones.copy()
    code = verdict.cite_codigo
    assert code is not None  # a report without a known centre is refused, so it has no accepted rows
    rows["cliente_id"] = [
        key.pseudonym(client_identity(kind, number, code, name))
        for kind, number, name in zip(
            rows["tipo_documento"], rows["numero_documento"], rows["cliente_nombre"], strict=True
        )
    ]
    for column, value in _provenance(decision).items():
        rows[column] = value
    return rows


def _as_json(value: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
