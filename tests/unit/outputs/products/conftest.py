"""A month of a small invented network, of which a test states what it needs."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from orchestration.outputs.documents.blocks import Document, Paragraph, Strong, Table
from orchestration.outputs.documents.institution import Institution
from orchestration.outputs.products.month import Month
from orchestration.publication.manifest import Manifest

SEPTEMBER = date(2024, 9, 1)
PROGRAMME = "PP0095"
ILO, LIMA = "cite-inventado-ilo", "cite-inventado-lima"
CENTRES = {
    ILO: {"cite": "CITE inventado Ilo", "departamento": "Moquegua"},
    LIMA: {"cite": "CITE inventado Lima", "departamento": "Lima"},
}


def month_of(**stated: Any) -> Month:
    """September of 2024, with the marts' rows in `stated` and nothing else."""
    empty: dict[str, Any] = {field.name: {} for field in fields(Month)}
    known = {
        "first": SEPTEMBER,
        "institution": Institution.of(),
        "manifest": Manifest(1, "0" * 64, "2024-10-14T07:00:00", {}, [], []),
        "centres": CENTRES,
        "categories": {PROGRAMME: "Programa inventado"},
    }
    return Month(**(empty | known | stated))


def accepted(**other: Any) -> dict[str, Any]:
    """A row of `marts.cobertura_reportes`: due, received in time and counted."""
    row = {
        "estado": "aceptado",
        "debido": True,
        "reporte_id": "r",
        "version": 1,
        "versiones_recibidas": 1,
        "recibido_en": date(2024, 10, 4),
        "vence_el": None,
        "dias_retraso": None,
    }
    return row | other


def tasks(in_month: int | None, to_date: int) -> list[dict[str, Any]]:
    """Rows of `Month.tasks`."""
    kind = {"tipo_servicio_codigo": 4, "tipo_servicio": "Ensayos", "categoria_presupuestal": PROGRAMME}
    return [kind | {"servicios_mes": in_month, "servicios_acumulado": to_date}]


def services(lacking: int | None = 0, origin: str = "reporte") -> list[dict[str, Any]]:
    """Rows of `Month.services`; their figures are invented."""
    kind = {"tipo_servicio_codigo": 4, "tipo_servicio": "Ensayos", "servicios_mes": 7, "servicios_acumulado": 70}
    return [kind | {"reportes_faltantes": lacking, "origen": origin}]


def table(document: Document, label: str) -> Table:
    blocks = [block for part in document.sections for block in part.blocks]
    return next(block for block in blocks if isinstance(block, Table) and block.label == label)


def said(document: Document) -> str:
    """Every paragraph of the document."""
    blocks = [block for part in document.sections for block in part.blocks if isinstance(block, Paragraph)]
    return " ".join(run.text if isinstance(run, Strong) else run for block in blocks for run in block.runs)
