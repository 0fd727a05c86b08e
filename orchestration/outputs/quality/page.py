"""The quality page: who has reported, what each gate said, which rules were broken; one HTML file in Spanish.
It shows stored verdicts and never judges; cells' values and people's data stay out of it."""

from __future__ import annotations

import json
from collections import Counter
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
from orchestration.outputs.documents.wording import integer, plural
from orchestration.outputs.html import template
from orchestration.outputs.neighbours import QUALITY, neighbours
from orchestration.publication.history.open_items import open_reports
from orchestration.publication.manifest import Manifest
from orchestration.warehouse.rows import NOT_BUILT, records

SIAF_SHOWN = 12


@dataclass(frozen=True)
class Cell:
    """One centre and month on the board: the sign of what came last, its state (a class of the page), and the story."""

    sign: str
    state: str
    title: str


def write_page(home: Home, connection: duckdb.DuckDBPyConnection, manifest: Manifest | None) -> Path:
    """Renders `calidad/index.html` from the warehouse's stored verdicts and swaps it in."""
    months, board = _board(connection)
    text = template(Path(__file__).with_name("page.html.j2")).render(
        nav=neighbours(QUALITY),
        manifest=manifest,
        months=[(month, format_date(month, "MMM yy", locale="es_PE")) for month in months],
        board=board,
        gates=_gates(connection),
        open_reports=_open_reports(connection),
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
            count(retirado_en) as retiradas,
            -- A refusal stays open until a version replaces it, also while an earlier one is in force.
            coalesce(arg_max(estado, version) filter (where retirado_en is null), 'retirado') as estado,
            max(version) filter (where estado <> 'rechazado' and retirado_en is null) as vigente,
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
    late = _days_late(connection)
    places = [(row["cite_codigo"], row["periodo"]) for row in rows]
    cells = {place: _cell(row, late.get(place, 0)) for place, row in zip(places, rows, strict=True)}
    return months, [
        (centre.name, [cells.get((centre.code, month)) or _empty(centre, month) for month in months])
        for centre in centres().values()
        if centre.reports_since
    ]


def _days_late(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, date], int]:
    """By centre and month, as the mart counts them; none before the first build."""
    try:
        found = records(
            connection, "select cite_codigo, periodo, dias_retraso from marts.cobertura_reportes where dias_retraso > 0"
        )
    except NOT_BUILT:
        return {}
    return {(row["cite_codigo"], row["periodo"]): row["dias_retraso"] for row in found}


def _empty(centre: Centre, month: date) -> Cell:
    """A cell without a report: missing in the months that the catalogue says, else not due."""
    if centre.is_due(month):
        return Cell("–", "falta", "sin reporte")
    closed = centre.closed_by(month)
    why = f"reportó hasta {centre.reports_until}" if closed else f"reporta desde {centre.reports_since}"
    return Cell("·", "nada", why)


def _cell(row: dict[str, Any], days_late: int) -> Cell:
    state, in_force = row["estado"], row["vigente"]
    parts = ["sin reporte: lo recibido se retiró" if state == "retirado" else state]
    if state == "rechazado":
        parts.append(f"rige la versión {in_force}" if in_force else "nada se cargó")
    if days_late:
        parts.append(f"llegó {_counted(days_late, 'día', 'días')} después de su plazo")
    if row["observadas"]:
        parts.append(_counted(row["observadas"], "fila observada", "filas observadas"))
    if row["versiones"] > 1:
        parts.append(f"{row['versiones']} versiones")
    if row["retiradas"]:
        parts.append(_counted(row["retiradas"], "retirada", "retiradas"))
    parts.append(f"última recepción {row['ultima']:%d/%m/%Y}")
    letter = "–" if state == "retirado" else str(state)[0].upper()
    return Cell(letter + "+" * bool(days_late), "falta" if state == "retirado" else str(state), "; ".join(parts))


def _counted(number: int, one: str, many: str) -> str:
    return f"{integer(number)} {plural(number, one, many)}"


def _open_reports(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Versions with something to correct, newest month first: where and which rules, without cells or people."""
    try:
        found = open_reports(connection, None, None, settled_too=False)
    except NOT_BUILT:
        return []
    return [
        {
            "periodo": report.periodo,
            "centro": centres()[report.cite_codigo].name if report.cite_codigo else None,
            "version": report.version,
            "estado": report.estado,
            "recibido_en": report.recibido_en,
            "reglas": Counter(title_of("reporte", item.codigo) for item in report.observaciones).most_common(),
        }
        for report in sorted(found, key=lambda report: report.periodo or date.max, reverse=True)
    ]


def _gates(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The newest verdict of each gate, with its expectations."""
    stored = {
        row["puerta"]: row
        for row in records(connection, "select puerta, aprobada, resultados from raw.puertas order by rowid")
    }
    return [
        {
            "name": name,
            "title": gate.title,
            "passed": stored[name]["aprobada"],
            "results": json.loads(stored[name]["resultados"]),
        }
        for name, gate in GATES.items()
        if name in stored
    ]


def _findings(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rules broken, over every version received; titles and counts alone, for a message may name a person."""
    found = records(
        connection,
        """
        select nivel, codigo, sum(veces)::bigint as hallazgos, count(distinct reporte_id) as reportes
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
