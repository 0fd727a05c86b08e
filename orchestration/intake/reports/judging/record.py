"""A verdict as the record that leaves the house, for the command line and for receipts alike.
Judging belongs to `verdict`; the raw tables' own columns belong to `warehouse/`."""

from __future__ import annotations

from typing import Any

from orchestration.intake.reports.judging.cover import month_text
from orchestration.intake.reports.judging.verdict import Verdict


def as_record(verdict: Verdict) -> dict[str, Any]:
    """The verdict as `red-cite validar --json` prints it and a receipt keeps it; what cannot be known is null."""
    return {
        "archivo": verdict.archivo,
        "estado": verdict.estado,
        "cite_codigo": verdict.cite_codigo,
        "periodo": month_text(verdict.periodo),
        "filas": verdict.filas,
        "filas_aceptadas": verdict.filas_aceptadas,
        "filas_observadas": verdict.filas_observadas,
        "servicios": verdict.servicios,
        "clientes": verdict.clientes,
        "importe": None if verdict.importe is None else float(verdict.importe),
        "advertencias": [{"codigo": f.codigo, "mensaje": f.mensaje} for f in verdict.advertencias],
        "motivos": [
            {
                "codigo": f.codigo,
                "hoja": f.hoja,
                "fila": f.fila,
                "columna": f.columna,
                "valor": f.valor,
                "mensaje": f.mensaje,
            }
            for f in verdict.motivos
        ],
    }
