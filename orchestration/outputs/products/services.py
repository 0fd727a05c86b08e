"""The follow-up report on a centre's services: by type and task, month and year to date, against target and last year.
Targets month by month belong to `goals.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from orchestration.outputs.documents.blocks import Block, Column, Document, Rate, Table, Value
from orchestration.outputs.documents.typeset import shown
from orchestration.outputs.figure_reader import Record
from orchestration.outputs.products.month import Month, most_lacking, services_of
from orchestration.outputs.products.parts import (
    REPORTS,
    finding,
    imported,
    month_of,
    of_centre,
    only_reported,
    rows,
    section,
    situation,
    source_of,
    span_of,
    text,
)

TITLE = "Informe de seguimiento de servicios"


def document(month: Month, centre: str) -> Document:
    """By type and by task, with the target and the same month of the year before where the publication has it."""
    opening: list[Block] = [situation(month, centre), finding(_said(month, centre))]
    sections = [
        section("Resultado del mes", [*opening, _by_type(month, centre)]),
        section("Frente a la meta", [_against_target(month, centre)]),
        section("Por tarea", [_by_task(month, centre)]),
    ]
    return of_centre(month, TITLE, centre, sections)


def target(month: Month, centre: str, indicator: str) -> Record | None:
    """The month's row of an indicator under the updated programming."""
    for row in month.of_month(month.goals.get(centre, ())):
        if row["indicador"] == indicator and row["programacion"] == "actualizada":
            return row
    return None


def _said(month: Month, centre: str) -> str:
    in_month, to_date = services_of(month.services.get(centre, ()))
    if to_date is None:
        return f"Sin dato de servicios de {span_of(month.first)}."
    first = "sin dato del mes" if in_month is None else f"{in_month:,} en el mes"
    words = f"Servicios: {first} y {to_date:,} de {span_of(month.first)}"
    goal = target(month, centre, "servicios")
    if goal is None or goal["avance"] is None:
        return f"{words}; sin una meta con la cual comparar."
    return f"{words}: {shown(Rate(goal['avance']))} de la meta actualizada del periodo ({goal['meta_acumulada']:,})."


def _by_type(month: Month, centre: str) -> Table:
    columns = [Column("Tipo de servicio", "left", 1), Column("Mes"), Column(span_of(month.first).capitalize())]
    years = [month.services.get(centre, ())]
    if before := _year_before(month, centre):
        year = month.first.year - 1
        columns += [Column(f"Mes, {year}"), Column(f"Hasta el mes, {year}")]
        years.append(before)
    # An imported year may hold fewer types than a reported one, or others: a row each, whichever year has it.
    types = {row["tipo_servicio_codigo"]: _type(row) for found in years for row in found}
    cells: list[tuple[Value, ...]] = [(name, *_by_year(years, code)) for code, name in sorted(types.items())]
    cells.append(("Total", *_by_year(years)))
    source = source_of([row for found in years for row in found])
    return Table("Tabla 1", "Servicios por tipo", tuple(columns), rows(cells, True), source, _notes(month, centre))


def _year_before(month: Month, centre: str) -> Sequence[Record]:
    """The same month a year ago, empty where nothing is known of it: a row of nulls says only that nobody reported."""
    before = month.services_before.get(centre, ())
    return before if any(row["servicios_acumulado"] is not None for row in before) else ()


def _by_year(years: Sequence[Sequence[Record]], kind: int | None = None) -> list[int | None]:
    """Month and to date of one type, or of all, year after year."""
    of_kind = ([row for row in found if kind in (None, row["tipo_servicio_codigo"])] for found in years)
    return [figure for found in of_kind for figure in services_of(found)]


def _notes(month: Month, centre: str) -> tuple[str, ...]:
    services, before = month.services.get(centre, ()), _year_before(month, centre)
    year_ago = month.first.replace(year=month.first.year - 1)
    if not before:
        absent = f"la publicación no tiene servicios del centro de {month_of(year_ago)}"
        return (f"No se compara con el año anterior: {absent}.", *_origin(month.first, services))
    return *_origin(month.first, services), *_origin(year_ago, before)


def _origin(first: date, services: Sequence[Record]) -> list[str]:
    """What a year's figures lack, and where they came from."""
    return [*only_reported(most_lacking(services), first.year), *imported(first, services)]


def _against_target(month: Month, centre: str) -> Block:
    goals = [row for row in month.of_month(month.goals.get(centre, ())) if row["indicador"] == "servicios"]
    if not any(row["meta_acumulada"] is not None for row in goals):
        return text("El plan operativo no publica metas de servicios del centro para este mes.")
    columns = (
        Column("Programación", "left", 1),
        Column("Meta del mes"),
        Column("Ejecutado del mes"),
        Column("Meta acumulada"),
        Column("Ejecutado acumulado"),
        Column("Avance"),
    )
    cells = [goal_cells(row["programacion"].capitalize(), row) for row in goals]
    notes = ("El plan programa los servicios del centro en total, no por tipo (Anexo 4 del plan operativo).",)
    return Table("Tabla 2", "Servicios ejecutados y meta física", columns, rows(cells), REPORTS, notes)


def goal_cells(name: str, row: Record) -> tuple[Value, ...]:
    """A row of targets: month, executed, both to date, and the mart's progress."""
    names = ("meta_mes", "ejecutado_mes", "meta_acumulada", "ejecutado_acumulado")
    return name, *(row[column] for column in names), None if row["avance"] is None else Rate(row["avance"])


def _by_task(month: Month, centre: str) -> Block:
    tasks: dict[tuple[str, str, str], list[Record]] = {}
    for row in month.tasks.get(centre, ()):
        tasks.setdefault((row["tarea_codigo"], row["tarea"], row["complejidad"]), []).append(row)
    if not tasks:
        return text("Sin dato por tarea: el año no tiene reportes del centro que cuenten.")
    columns = (
        Column("Tarea", "left", 1),
        Column("Complejidad", "left"),
        Column("Mes"),
        Column(span_of(month.first).capitalize()),
    )
    cells: list[tuple[Value, ...]] = [
        (f"{code} {name}", complexity, *services_of(found)) for (code, name, complexity), found in tasks.items()
    ]
    cells.append(("Total", "", *services_of(month.tasks[centre])))
    notes = ("Las tareas que el centro no brindó en el año no aparecen.",)
    return Table("Tabla 3", "Servicios por tarea", columns, rows(cells, True), REPORTS, notes)


def _type(row: Record) -> str:
    return f"{row['tipo_servicio_codigo']}. {row['tipo_servicio']}"
