"""The validation record of a centre under a programme: what came in, what rules found, what was loaded, what is open.
Judging a report belongs to `judging/`; this tells what the publication kept of it, and names no person."""

from __future__ import annotations

from orchestration.gates.suites import rules_of, title_of
from orchestration.outputs.documents.blocks import Block, Column, Document, Table, Value
from orchestration.outputs.documents.wording import plural
from orchestration.outputs.figure_reader import Record
from orchestration.outputs.products.month import Month, services_of
from orchestration.outputs.products.parts import (
    ASSUMED,
    REPORTS,
    callout,
    moment_of,
    only_reported,
    report,
    rows,
    section,
    situation,
    span_of,
    text,
)

_EFFECTS = {"observa": "Retiene la fila", "rechaza": "Rechaza el reporte", "advierte": "Solo advierte"}
_LEVELS = {"fila": "observa", "reporte": "rechaza", "advertencia": "advierte"}


def document(month: Month, centre: str, programme: str) -> Document:
    """The record of one centre's month under one programme."""
    about = [("Centro", month.centres[centre]["cite"]), ("Programa", f"{programme}, {month.categories[programme]}")]
    opening: list[Block] = [situation(month, centre)]
    if programme in ASSUMED:
        opening.append(callout(ASSUMED[programme]))
    sections = [
        section("Qué se recibió", [*opening, *_received(month, centre)]),
        section("Totales de control", _totals(month, centre)),
        section("Observaciones por regla", _findings(month, centre)),
        section(f"Servicios cargados en el {programme}", _loaded(month, centre, programme)),
        section("Pendientes", [_open(month, centre)]),
    ]
    return report(month, f"Acta de validación de datos, {programme}", about, sections, "validacion", centre)


def _received(month: Month, centre: str) -> list[Block]:
    versions = month.versions.get(centre, ())
    if not versions:
        return [text("No se ha recibido ninguna versión.")]
    columns = (
        Column("Versión"),
        Column("Recibida (hora de Lima)", "left", 1),
        Column("Resultado", "left"),
        Column("Situación", "left"),
        Column("Filas"),
        Column("Cargadas"),
        Column("Observadas"),
        Column("Rechazadas"),
    )
    cells = [
        (
            str(row["version"]),
            moment_of(row["recibido_en"]),
            row["estado"],
            row["situacion"],
            row["filas"],
            row["filas_cargadas"],
            row["filas_observadas"],
            row["filas_rechazadas"],
        )
        for row in versions
    ]
    notes = (
        "El reporte trae las atenciones de todas las categorías presupuestales del centro; se juzga entero.",
        "Filas de la hoja = cargadas + observadas (retenidas, fuera de toda cifra) + rechazadas.",
    )
    return [Table("Tabla 1", "Versiones recibidas y destino de sus filas", columns, rows(cells), REPORTS, notes)]


def _totals(month: Month, centre: str) -> list[Block]:
    counted = [row for row in month.versions.get(centre, ()) if row["situacion"] == "vigente"]
    if not counted:
        return [text("Sin dato: no hay una versión que cuente.")]
    version = counted[0]
    columns = (
        Column("Total", "left", 1),
        Column("Declarado en la carátula"),
        Column("Cargado"),
        Column("Solo en filas observadas"),
    )
    cells = [_total(name, version) for name in ("servicios", "clientes")]
    notes = (
        f"De la versión {version['version']}, la vigente. Un total declarado que no coincide con las filas leídas "
        "rechaza el reporte; lo que falta para llegar a él está en las filas observadas.",
    )
    return [Table("Tabla 2", "Lo declarado y lo cargado", columns, rows(cells), REPORTS, notes)]


def _total(name: str, version: Record) -> tuple[Value, ...]:
    declared, loaded = version[f"{name}_declarados"], version[f"{name}_cargados"]
    rest = declared - loaded if declared is not None and loaded is not None else None
    return name.capitalize(), declared, loaded, rest


def _findings(month: Month, centre: str) -> list[Block]:
    found = month.findings.get(centre, ())
    if not found:
        none = (
            "Ninguna regla encontró nada." if month.versions.get(centre) else "Sin dato: no se recibió nada que juzgar."
        )
        return [text(none)]
    columns = (
        Column("Versión"),
        Column("Regla", "left"),
        Column("Efecto", "left"),
        Column("Hallazgos"),
        Column("Por qué existe la regla", "left", 1),
    )
    cells = [_finding(row) for row in found]
    return [Table("Tabla 3", "Hallazgos de cada versión", columns, rows(cells), REPORTS, small=True)]


def _finding(row: Record) -> tuple[Value, ...]:
    rule = rules_of("reporte").get(row["codigo"])
    effect = rule.meta["efecto"] if rule else _LEVELS[row["nivel"]]
    title = title_of("reporte", row["codigo"])
    return str(row["version"]), title, _EFFECTS[effect], row["hallazgos"], rule.meta["razon"] if rule else ""


def _loaded(month: Month, centre: str, programme: str) -> list[Block]:
    if not month.reported(centre):
        return [text("Sin dato: el mes no tiene un reporte que cuente.")]
    types = {(row["tipo_servicio_codigo"], row["tipo_servicio"]) for row in month.services.get(centre, ())}
    mine = [row for row in month.tasks.get(centre, ()) if row["categoria_presupuestal"] == programme]
    cells: list[tuple[Value, ...]] = []
    for code, name in sorted(types):
        of_type = [row for row in mine if row["tipo_servicio_codigo"] == code]
        cells.append((f"{code}. {name}", *_sums(of_type)))
    cells.append(("Total", *_sums(mine)))
    columns = (Column("Tipo de servicio", "left", 1), Column("Mes"), Column(span_of(month.first).capitalize()))
    title = f"Servicios por tipo, {programme}"
    notes = only_reported(month.lacking(centre))
    return [Table("Tabla 4", title, columns, rows(cells, last_is_total=True), REPORTS, notes)]


def _sums(found: list[Record]) -> tuple[int, int]:
    """Of a centre that has reported: a type that it never gave under the programme is zero."""
    in_month, to_date = services_of(found)
    return in_month or 0, to_date or 0


def _open(month: Month, centre: str) -> Block:
    covered = month.one(month.coverage, centre)
    owed = [row for row in month.versions.get(centre, ()) if row["abierto"]]
    if covered is not None and covered["debido"] and covered["versiones_recibidas"] == 0:
        return callout("Falta el reporte del mes: el centro debe enviarlo.")
    if not owed:
        return text("No queda nada pendiente de este mes.")
    said = [_owed(row) for row in owed]
    return callout(" ".join(said) + " El detalle, fila por fila, está en la constancia que el centro recibió.")


def _owed(row: Record) -> str:
    if row["estado"] == "rechazado":
        return f"La versión {row['version']} se rechazó y espera una corrección."
    held = row["filas_observadas"]
    return (
        f"La versión {row['version']} tiene {held} {plural(held, 'fila observada', 'filas observadas')} por corregir."
    )
