"""The quality page: who has reported, what each gate said, which rules were broken; one HTML file in Spanish.
It shows stored verdicts and never judges; cells' values and people's data stay out of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from babel.dates import format_date

from orchestration.core.catalogs import Centre, centres
from orchestration.core.paths import Home
from orchestration.core.whole_files import write_whole
from orchestration.gates.loads import GATES
from orchestration.gates.suites import title_of
from orchestration.outputs.html import template
from orchestration.publication.manifest import Manifest
from orchestration.warehouse.rows import records

SIAF_SHOWN = 12


@dataclass(frozen=True)
class Cell:
    """One centre and month on the board: the state that holds, and what came before it."""

    state: str
    title: str


def write_page(home: Home, connection: duckdb.DuckDBPyConnection, manifest: Manifest | None) -> Path:
    """Renders `calidad/index.html` from the warehouse's stored verdicts and swaps it in."""
    months, board = _board(connection)
    text = template(Path(__file__).with_name("page.html.j2")).render(
        manifest=manifest,
        months=[(month, format_date(month, "MMM yy", locale="es_PE")) for month in months],
        board=board,
        gates=_gates(connection),
        findings=_findings(connection),
        totals=_totals(connection),
        siaf=_siaf(connection),
    )
    target = home.quality / "index.html"
    write_whole(target, text, durable=False)
    return target


def _board(connection: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[tuple[str, list[Cell]]]]:
    """Months seen, and per centre that reports a cell a month."""
    rows = records(
        connection,
        """
        select
            cite_codigo,
            periodo,
            count(*) as versiones,
            count(*) filter (where estado = 'rechazado') as rechazadas,
            count(retirado_en) as retiradas,
            coalesce(
                arg_max(estado, version) filter (where estado <> 'rechazado' and retirado_en is null),
                if(rechazadas > 0, 'rechazado', 'falta')
            ) as estado,
            max(recibido_en) as ultima,
            arg_max(filas_observadas, version) filter (
                where estado <> 'rechazado' and retirado_en is null
            ) as observadas
        from raw.reportes left join raw.retiros on reporte_id = clave
        where version is not null
        group by all
        """,
    )
    months = sorted({row["periodo"] for row in rows})
    cells = {(row["cite_codigo"], row["periodo"]): _cell(row) for row in rows}
    return months, [
        (centre.name, [cells.get((centre.code, month)) or _empty(centre, month) for month in months])
        for centre in centres().values()
        if centre.reports_since
    ]


def _empty(centre: Centre, month: date) -> Cell:
    """A cell without a report: missing in the months that the catalogue says, else not due."""
    if centre.is_due(month):
        return Cell("falta", "sin reporte")
    closed = centre.closed_by(month)
    return Cell("nada", f"reportó hasta {centre.reports_until}" if closed else f"reporta desde {centre.reports_since}")


def _cell(row: dict[str, Any]) -> Cell:
    parts = [f"{row['estado']}, {row['versiones']} versiones" if row["versiones"] > 1 else str(row["estado"])]
    if row["rechazadas"] and row["estado"] != "rechazado":
        parts.append(f"{row['rechazadas']} rechazadas antes")
    if row["retiradas"]:
        parts.append(f"{row['retiradas']} retiradas")
    if row["observadas"]:
        parts.append(f"{row['observadas']} filas observadas")
    parts.append(f"última recepción {row['ultima']:%d/%m/%Y}")
    return Cell(row["estado"], "; ".join(parts))


def _gates(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The newest verdict of each gate, with its expectations."""
    stored = {
        row["puerta"]: row
        for row in records(connection, "select puerta, aprobada, resultados from raw.puertas order by rowid")
    }
    return [
        {"name": name, "passed": stored[name]["aprobada"], "results": json.loads(stored[name]["resultados"])}
        for name in GATES
        if name in stored
    ]


def _findings(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rules broken, over every version received; titles and counts alone, for a message may name a person."""
    found = records(
        connection,
        """
        select nivel, codigo, count(*) as hallazgos, count(distinct reporte_id) as reportes
        from raw.observaciones group by all order by hallazgos desc, codigo
        """,
    )
    return [{**row, "titulo": title_of("reporte", row["codigo"])} for row in found]


def _siaf(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The newest deliveries of the MEF's file, with the titles of what was found in each."""
    found = records(
        connection,
        f"""
        select
            recibido_en, anio, estado, version, corte, nivel_temporal, filas, pim, devengado,
            array(
                select distinct codigo from raw.siaf_observaciones
                where siaf_observaciones.entrega_id = siaf_entregas.entrega_id order by codigo
            ) as hallazgos
        from raw.siaf_entregas
        order by recibido_en desc
        limit {SIAF_SHOWN}
        """,
    )
    return [{**row, "hallazgos": [title_of("siaf", code) for code in row["hallazgos"]]} for row in found]


def _totals(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    [totals] = records(
        connection,
        """
        select
            count(*) as versiones,
            count(*) filter (where estado = 'rechazado') as rechazadas,
            coalesce(sum(filas), 0)::bigint as filas,
            coalesce(sum(filas_aceptadas), 0)::bigint as aceptadas,
            coalesce(sum(filas_observadas), 0)::bigint as observadas,
            coalesce(sum(filas_rechazadas), 0)::bigint as en_rechazados
        from raw.reportes
        """,
    )
    return totals
