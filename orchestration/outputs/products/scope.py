"""The scope report of a budget programme: which centres work under it, who reported, services and money in the network.
Which centres those are belongs to the catalogue (`cites.csv`)."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.outputs.documents.blocks import Block, Column, Document, Table, Value
from orchestration.outputs.documents.wording import listed, plural
from orchestration.outputs.figure_reader import Record
from orchestration.outputs.products.budget import amount_columns, amounts
from orchestration.outputs.products.month import Month, services_of
from orchestration.outputs.products.parts import (
    ASSUMED,
    REPORTS,
    SPENDING,
    callout,
    finding,
    only_reported,
    report,
    rows,
    section,
    span_of,
    text,
)

_SITES = {"cite": "Centros", "sede": "Sede central"}


def document(month: Month, programme: str, centres: Sequence[str]) -> Document:
    """What the network did under `programme`, whose centres are `centres`."""
    ordered = sorted(centres, key=lambda code: month.centres[code]["cite"])
    opening: list[Block] = [finding(_said(month, programme, ordered)), *_missing(month, ordered)]
    if programme in ASSUMED:
        opening.append(callout(ASSUMED[programme]))
    sections = [
        section("Alcance", [*opening, _by_centre(month, programme, ordered)]),
        section("Por tipo de servicio", [_by_type(month, programme, ordered)]),
        section("Presupuesto del programa", [_money(month, programme)]),
    ]
    about = [("Ámbito", "Red CITE"), ("Programa", f"{programme}, {month.categories[programme]}")]
    return report(month, f"Informe de alcance del {programme}", about, sections, "alcance")


def _under(month: Month, programme: str, centre: str | None = None) -> list[Record]:
    codes = list(month.tasks) if centre is None else [centre]
    return [row for code in codes for row in month.tasks.get(code, ()) if row["categoria_presupuestal"] == programme]


def _said(month: Month, programme: str, centres: Sequence[str]) -> str:
    tasks = _under(month, programme)
    in_month, to_date = services_of(tasks)
    places = {month.centres[code]["departamento"] for code in centres} - {None}
    reach = f"{len(centres)} centros de {len(places)} departamentos"
    if to_date is None:
        return f"{reach}. Sin dato de servicios de {span_of(month.first)}."
    first = "sin dato del mes" if in_month is None else f"{in_month:,} servicios en el mes"
    return f"{reach}: {first} y {to_date:,} de {span_of(month.first)}."


def _missing(month: Month, centres: Sequence[str]) -> list[Block]:
    owing = month.missing(centres)
    if not owing:
        return [text(_none_owing(month, centres)), *_imported(month, centres)]
    names = listed([month.centres[code]["cite"] for code in owing], "es")
    verb = plural(len(owing), "Falta el reporte del mes de", "Faltan los reportes del mes de")
    said = callout(f"{verb} {names}. Sus servicios del mes no están en estas cifras.")
    return [said, *_imported(month, centres)]


def _none_owing(month: Month, centres: Sequence[str]) -> str:
    reported = sum(month.reported(code) for code in centres)
    if reported == len(centres):
        return "Todos los centros del programa tienen un reporte del mes que cuenta."
    if not reported:
        return "Ningún centro del programa debía reportar este mes, y ninguno tiene un reporte que cuente."
    return "Todos los centros del programa que debían reportar este mes tienen un reporte que cuenta."


def _imported(month: Month, centres: Sequence[str]) -> list[Block]:
    """A delivery of Data Perú counts services by type and centre, not by programme."""
    if not any(month.imported(code) for code in centres):
        return []
    return [
        callout(
            "Hay cifras de este mes importadas de una entrega de Data Perú, que no dice la categoría presupuestal: "
            "no están en este informe."
        )
    ]


def _by_centre(month: Month, programme: str, centres: Sequence[str]) -> Table:
    cells: list[tuple[Value, ...]] = []
    others = _others(month, programme, centres)
    for code in [*centres, *others]:
        cells.append((month.centres[code]["cite"], _state(month, code), *_counts(month, programme, code)))
    found = _under(month, programme)
    cells.append(("Total", "", *services_of(found)))
    columns = (
        Column("Centro", "left", 1),
        Column("Reporte del mes", "left"),
        Column("Servicios del mes"),
        Column(span_of(month.first).capitalize()),
    )
    lacking = _lacking(month, [*centres, *others])
    notes = [
        "Servicios que los centros reportaron con esta categoría presupuestal.",
        *only_reported(sum(lacking.values())),
    ]
    if lacking:
        notes.append("Faltan de " + listed([f"{name} ({count})" for name, count in lacking.items()], "es") + ".")
    if others:
        names = listed([month.centres[code]["cite"] for code in others], "es")
        notes.append(f"Reportan servicios del programa sin figurar en él en el catálogo: {names}.")
    return Table(
        "Tabla 1", f"Centros y servicios, {programme}", columns, rows(cells, True), REPORTS, tuple(notes), True
    )


def _state(month: Month, code: str) -> str:
    covered = month.one(month.coverage, code)
    state = "sin reporte" if covered is None else str(covered["estado"])
    return "no debía reportar" if state == "sin reporte" and not month.due(code) else state


def _others(month: Month, programme: str, centres: Sequence[str]) -> list[str]:
    """Centres that report services of the programme without being among those it is known to have."""
    return sorted(code for code in month.tasks if code and code not in centres and _under(month, programme, code))


def _lacking(month: Month, centres: Sequence[str]) -> dict[str, int]:
    """By name, those whose year to date is without some month, and without how many."""
    return {month.centres[code]["cite"]: count for code in centres if (count := month.lacking(code))}


def _counts(month: Month, programme: str, code: str) -> tuple[Value, Value]:
    """Zero where the centre has reported and gave none under the programme; None where it has not."""
    found = _under(month, programme, code)
    in_month, to_date = services_of(found)
    year_known = bool(month.tasks.get(code))
    first = (in_month or 0) if month.reported(code) else None
    return first, (to_date or 0) if year_known else None


def _by_type(month: Month, programme: str, centres: Sequence[str]) -> Block:
    types: dict[tuple[int, str], list[Record]] = {}
    for row in _under(month, programme):
        types.setdefault((row["tipo_servicio_codigo"], row["tipo_servicio"]), []).append(row)
    if not types:
        return text(f"Sin servicios reportados en el {programme} en el año.")
    cells: list[tuple[Value, ...]] = [
        (
            f"{code}. {name}",
            *services_of(found),
        )
        for (code, name), found in sorted(types.items())
    ]
    found = _under(month, programme)
    cells.append(("Total", *services_of(found)))
    columns = (Column("Tipo de servicio", "left", 1), Column("Mes"), Column(span_of(month.first).capitalize()))
    lacking = _lacking(month, [*centres, *_others(month, programme, centres)])
    notes = (
        "Los tipos que nadie brindó en el programa este año no aparecen.",
        *only_reported(sum(lacking.values())),
    )
    return Table("Tabla 2", f"Servicios por tipo, {programme}", columns, rows(cells, True), REPORTS, notes)


def _money(month: Month, programme: str) -> Block:
    spending = [row for found in month.spending.values() for row in found if row["categoria_presupuestal"] == programme]
    if not spending:
        return text("Sin dato: la publicación no tiene la ejecución mensual del programa en el SIAF para este mes.")
    groups = {name: [row for row in spending if row["ambito"] == site] for site, name in _SITES.items()}
    cells: list[tuple[Value, ...]] = [(name, *amounts(found)) for name, found in groups.items()]
    cells.append(("Total", *amounts(spending)))
    title = f"Presupuesto y ejecución del {programme}, soles"
    return Table("Tabla 3", title, amount_columns("Ámbito"), rows(cells, True), SPENDING, small=True)
