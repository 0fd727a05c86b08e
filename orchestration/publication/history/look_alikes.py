"""Points out rows that people should look at together: possibly one client twice, or one attention twice.
Nothing is merged or corrected here; both sides are named by file, sheet and row, never by document or name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
from rapidfuzz import fuzz, process

from orchestration.gates.suites import limits
from orchestration.intake.reports.judging.normalize import identity_name

# Rows whose names were erased resemble nothing any more.
_CURRENT = """
    select filas.*, day(filas.fecha) as dia
    from raw.atenciones as filas
    semi join intermediate.int_reportes_vigentes as vigentes on filas.reporte_id = vigentes.reporte_id
    where filas.cliente_nombre is not null
"""
_PLACE = "{{'archivo': {t}.archivo, 'hoja': {t}.hoja, 'fila': {t}.fila, 'cite_codigo': {t}.cite_codigo, "
_PLACE += "'periodo': {t}.periodo}}"
# The latest row of each side stands for its client.
_DNI_IN_RUC = f"""
    with vigentes as ({_CURRENT}),
    dni as (
        select numero_documento, arg_max({_PLACE.format(t="vigentes")}, (fecha, cite_codigo, fila)) as lugar
        from vigentes where tipo_documento = 'DNI' group by all
    ),
    ruc as (
        select numero_documento, arg_max({_PLACE.format(t="vigentes")}, (fecha, cite_codigo, fila)) as lugar
        from vigentes where tipo_documento = 'RUC' and starts_with(numero_documento, '10') group by all
    )
    select dni.lugar, ruc.lugar
    from dni inner join ruc on substr(ruc.numero_documento, 3, 8) = dni.numero_documento
    order by all
"""
_NAMES = f"""
    with vigentes as ({_CURRENT})
    select
        cite_codigo, cliente_nombre, tipo_documento = 'SIN DOCUMENTO' as sin_documento,
        arg_max({_PLACE.format(t="vigentes")}, (fecha, fila)) as lugar
    from vigentes group by all order by all
"""
# What a copied row keeps: everything but its month (from one month to another) or its centre (between centres).
_SAME = """
    a.cliente_id = b.cliente_id and a.tarea_codigo = b.tarea_codigo and a.cantidad = b.cantidad
    and a.categoria_presupuestal = b.categoria_presupuestal and a.dia = b.dia
    and a.importe is not distinct from b.importe
"""
_BETWEEN_MONTHS = f"""
    with vigentes as ({_CURRENT})
    select {_PLACE.format(t="a")}, {_PLACE.format(t="b")}
    from vigentes as a inner join vigentes as b
        on {_SAME} and a.cite_codigo = b.cite_codigo and a.periodo < b.periodo
        and a.medio_verificacion is not distinct from b.medio_verificacion
    order by all
"""
_BETWEEN_CENTRES = f"""
    with vigentes as ({_CURRENT})
    select {_PLACE.format(t="a")}, {_PLACE.format(t="b")}
    from vigentes as a inner join vigentes as b
        on {_SAME} and a.periodo = b.periodo and a.cite_codigo < b.cite_codigo
    order by all
"""


@dataclass(frozen=True)
class FoundRow:
    """One row of a report in force, as a person finds it."""

    archivo: str
    hoja: str | None
    fila: int
    cite_codigo: str
    periodo: date


@dataclass(frozen=True)
class Pair:
    """Two rows to look at together. `parecido` (0 to 100) is given for names alone."""

    motivo: str
    uno: FoundRow
    otro: FoundRow
    parecido: float | None = None


def pairs(connection: duckdb.DuckDBPyConnection) -> list[Pair]:
    """All pairs over the reports in force, by reason (`dni_en_ruc`, `nombre_parecido`, `fila_repetida_...`)."""
    exact = {
        "dni_en_ruc": _DNI_IN_RUC,
        "fila_repetida_entre_meses": _BETWEEN_MONTHS,
        "fila_repetida_entre_centros": _BETWEEN_CENTRES,
    }
    found = [
        Pair(reason, FoundRow(**one), FoundRow(**other))
        for reason, query in exact.items()
        for one, other in connection.execute(query).fetchall()
    ]
    return [*found, *_resembling_names(connection.execute(_NAMES).fetchall())]


def _resembling_names(clients: list[tuple[Any, ...]]) -> list[Pair]:
    """Names without document against those of documented clients of the same centre: the nearest, if near enough."""
    documented: dict[str, dict[str, FoundRow]] = defaultdict(dict)
    for centre, name, without, place in clients:
        if not without:
            documented[centre][bare_name(name)] = FoundRow(**place)
    found = []
    for centre, name, without, place in clients:
        known, written = documented[centre], bare_name(name)
        if not without or len(written) < limits()["largo_minimo_de_nombre"]:
            continue
        best = process.extractOne(
            written, list(known), scorer=fuzz.token_sort_ratio, score_cutoff=limits()["parecido_de_nombres"]
        )
        if best:
            found.append(Pair("nombre_parecido", FoundRow(**place), known[best[0]], round(best[1], 1)))
    return found


def bare_name(name: str) -> str:
    """As names are compared: no accents or marks, upper case, without what stands in brackets."""
    return " ".join(re.sub(r"[^A-Z0-9 ]+", " ", re.sub(r"\([^()]*\)", " ", identity_name(name))).split())
