"""The follow-up report on a centre's physical targets: month by month, to date, and projected to the end of the year.
How progress and projection are counted is dbt's (`int_avance_metas`)."""

from __future__ import annotations

from orchestration.outputs.documents.blocks import Block, Column, Document, Rate, Table
from orchestration.outputs.documents.typeset import shown
from orchestration.outputs.documents.wording import month_name
from orchestration.outputs.products.month import Month
from orchestration.outputs.products.parts import (
    REPORTS,
    callout,
    finding,
    note,
    of_centre,
    rows,
    section,
    situation,
    span_of,
    text,
)
from orchestration.outputs.products.services import goal_cells, target

TITLE = "Informe de avance de metas físicas"
_TARGETS = "Metas: Anexos 4 (servicios) y 6 (clientes) del plan operativo, programación actualizada."
_CLIENTS = (
    "Las metas de clientes del plan no distinguen clientes únicos y lo ejecutado sí (Cuadro 16, nota 3): su avance "
    "compara dos cosas que el plan mide distinto."
)
_METHOD = (
    "Método (supuesto): avance a la fecha por la meta del año, es decir, que el resto del año guarda el ritmo de hoy "
    "frente a lo programado. Solo servicios, porque los clientes distintos no crecen en proporción, y solo si no falta "
    "ningún reporte del año. No es un pronóstico: no mira estacionalidad ni presupuesto."
)


def document(month: Month, centre: str) -> Document:
    """Services and clients by month under the updated programming, and the projection under both."""
    sections = [
        section("Servicios", [situation(month, centre), finding(_said(month, centre)), _by_month(month, centre, 1)]),
        section("Clientes", [_by_month(month, centre, 2)]),
        section("Proyección al cierre del año", _projection(month, centre)),
    ]
    return of_centre(month, TITLE, centre, sections)


def _said(month: Month, centre: str) -> str:
    goal = target(month, centre, "servicios")
    if goal is None or goal["avance"] is None:
        return f"Sin avance de servicios que mostrar de {span_of(month.first)}: falta lo ejecutado o la meta."
    done, due = goal["ejecutado_acumulado"], goal["meta_acumulada"]
    progress = shown(Rate(goal["avance"]))
    return f"De {span_of(month.first)}: {done:,} servicios de {due:,} programados, {progress} de avance."


def _by_month(month: Month, centre: str, number: int) -> Block:
    indicator = ("servicios", "clientes")[number - 1]
    found = [
        row
        for row in month.goals.get(centre, ())
        if row["indicador"] == indicator and row["programacion"] == "actualizada"
    ]
    if not found:
        return text(f"Sin dato de {indicator}.")
    columns = (
        Column("Mes", "left", 1),
        Column("Meta del mes"),
        Column("Ejecutado del mes"),
        Column("Meta acumulada"),
        Column("Ejecutado acumulado"),
        Column("Avance"),
    )
    cells = [goal_cells(month_name(row["periodo"].month, "es").capitalize(), row) for row in found]
    notes = (_TARGETS,) if number == 1 else (_TARGETS, _CLIENTS)
    title = f"Meta y ejecución de {indicator}, por mes"
    return Table(f"Tabla {number}", title, columns, rows(cells), REPORTS, notes)


def _projection(month: Month, centre: str) -> list[Block]:
    found = [row for row in month.of_month(month.goals.get(centre, ())) if row["indicador"] == "servicios"]
    if not any(row["proyeccion_anual"] is not None for row in found):
        return [callout("Sin proyección: falta algún reporte del año, o no hay meta."), note(_METHOD)]
    columns = (
        Column("Programación", "left", 1),
        Column("Meta del año"),
        Column("Ejecutado a la fecha"),
        Column("Avance a la fecha"),
        Column("Proyección al cierre"),
    )
    cells = [
        (
            row["programacion"].capitalize(),
            row["meta_anual"],
            row["ejecutado_acumulado"],
            None if row["avance"] is None else Rate(row["avance"]),
            row["proyeccion_anual"],
        )
        for row in found
    ]
    return [Table("Tabla 3", "Servicios proyectados al cierre del año", columns, rows(cells), REPORTS, (_METHOD,))]
