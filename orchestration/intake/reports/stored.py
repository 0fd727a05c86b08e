"""A version's verdict as raw keeps it, for whoever must say again what was decided.
Judging anew belongs to `judging/`: rules and history may have moved on, what was decided has not."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from orchestration.gates.findings import Finding
from orchestration.intake.reception import Reception
from orchestration.intake.reports.judging.columns import ATENCIONES
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.intake.reports.storing import Entry

_SCALARS = (
    *("archivo", "sha256", "bytes", "estado", "cite_codigo", "periodo"),
    *("filas", "filas_aceptadas", "filas_observadas", "filas_rechazadas", "servicios", "clientes", "importe"),
    *("servicios_declarados", "clientes_declarados", "responsable", "fecha_envio"),
)
_OF_A_FINDING = ("nivel", "codigo", "hoja", "fila", "columna", "valor", "mensaje")


def stored_verdict(connection: duckdb.DuckDBPyConnection, reporte_id: str) -> Verdict:
    """Counts and findings of a version, in their order; its rows stay in their tables, so both kinds come empty.

    Raises:
        KeyError: raw holds no such version.
    """
    row = connection.execute(
        f"select {', '.join(_SCALARS)} from raw.reportes where reporte_id = ?", [reporte_id]
    ).fetchone()
    if row is None:
        raise KeyError(reporte_id)
    scalars: dict[str, Any] = dict(zip(_SCALARS, row, strict=True))
    findings = _findings(connection, reporte_id)
    return Verdict(
        **scalars,
        motivos=tuple(f for f in findings if f.nivel != "advertencia"),
        advertencias=tuple(f for f in findings if f.nivel == "advertencia"),
        atenciones=pd.DataFrame(columns=list(ATENCIONES)),
        observadas=(),
    )


def stored_entry(connection: duckdb.DuckDBPyConnection, reporte_id: str) -> Entry:
    """A version as the load that stored it told of it.

    Raises:
        KeyError: raw holds no such version.
    """
    verdict = stored_verdict(connection, reporte_id)
    row = connection.execute(
        "select p.recibido_en, r.entregado_cite, p.version from raw.reportes p "
        "left join raw.recepciones r on r.recepcion_id = p.reporte_id where p.reporte_id = ?",
        [reporte_id],
    ).fetchone()
    assert row is not None
    received_at, handed_in_for, version = row
    reception = Reception(verdict.archivo, verdict.sha256, verdict.bytes, received_at, handed_in_for)
    return Entry(reception, verdict, reporte_id, version, repeated=False)


def _findings(connection: duckdb.DuckDBPyConnection, reporte_id: str) -> list[Finding]:
    rows = connection.execute(
        f"select {', '.join(_OF_A_FINDING)} from raw.observaciones where reporte_id = ? order by rowid", [reporte_id]
    ).fetchall()
    return [Finding(**dict(zip(_OF_A_FINDING, row, strict=True))) for row in rows]
