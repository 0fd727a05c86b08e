"""The follow-up report on a centre's clients: distinct by type, new and returning by month, by department.
Departments, which nothing published tells, go through the rule of small numbers (`documents/small_numbers.py`)."""

from __future__ import annotations

from orchestration.outputs.documents.blocks import Block, Column, Document, Row, Table, Value
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.documents.wording import month_name
from orchestration.outputs.figure_reader import Record
from orchestration.outputs.products.month import Month
from orchestration.outputs.products.parts import (
    REPORTS,
    finding,
    for_internal_use,
    imported,
    of_centre,
    only_reported,
    rows,
    section,
    situation,
    source_of,
    span_of,
    text,
)

TITLE = "Informe de seguimiento de clientes"
_COUNTED = (
    "Clientes distintos: cada uno cuenta una vez en el mes y una vez en el periodo; por eso los meses no se suman, ni "
    "los centros."
)
_NEW = (
    "Supuesto: nuevo es quien no se había atendido en el centro en los meses anteriores del año; en enero todos lo "
    "son. Donde falta un reporte puede parecer nuevo quien no lo es."
)
# New of a month: to date, less to date of the month before; returning: the rest. To keep them back would hide nothing.
_FOLLOWS = (
    "No se reserva ninguna cifra: todas se obtienen restando los clientes distintos del mes y los acumulados, que la "
    "institución publica."
)
_PLACE = "Supuesto: vale el último ubigeo anotado del cliente en el periodo. Sin los departamentos en cero."


def document(month: Month, centre: str) -> Document:
    """Every number of what the institution publishes, or follows from it; by department, small ones are kept back."""
    return _document(month, centre, Rule.of_parameters())


def internal_document(month: Month, centre: str) -> Document:
    """The same report with nothing kept back, marked so that it stays in the institution."""
    return for_internal_use(_document(month, centre, Rule.off()))


def _document(month: Month, centre: str, rule: Rule) -> Document:
    opening: list[Block] = [situation(month, centre), finding(_said(month, centre))]
    sections = [
        section("Por tipo de cliente", [*opening, _by_type(month, centre)]),
        section("Nuevos y recurrentes", [_new(month, centre)]),
        section("Por departamento del cliente", [_by_department(month, centre, rule)]),
    ]
    return of_centre(month, TITLE, centre, sections)


def _held(rule: Rule) -> str:
    if rule.smallest is None:
        return "La institución no publica este corte: aquí lleva todas sus cifras, también las pequeñas."
    return (
        f"La institución no publica este corte: las cifras de 1 a {rule.smallest - 1} se reservan, y las que "
        "permitirían hallarlas restando."
    )


def _said(month: Month, centre: str) -> str:
    found = _total(month, centre)
    if found is None or found["clientes_acumulado"] is None:
        return f"Sin dato de clientes de {span_of(month.first)}."
    in_month = found["clientes_mes"]
    first = "sin dato del mes" if in_month is None else f"{in_month:,} en el mes"
    return f"Clientes distintos: {first} y {found['clientes_acumulado']:,} de {span_of(month.first)}."


def _total(month: Month, centre: str) -> Record | None:
    return next((row for row in month.clients.get(centre, ()) if row["tipo_cliente_codigo"] is None), None)


def _by_type(month: Month, centre: str) -> Block:
    found = month.clients.get(centre, ())
    if not found:
        return text("Sin dato.")
    columns = (Column("Tipo de cliente", "left", 1), Column("Mes"), Column(span_of(month.first).capitalize()))
    cells = tuple(
        Row(
            (row["tipo_cliente"], row["clientes_mes"], row["clientes_acumulado"]),
            is_total=row["tipo_cliente_codigo"] is None,
        )
        for row in found
    )
    notes = (
        _COUNTED,
        "El tipo de un cliente es el de su última atención en el mes o en el periodo.",
        *only_reported(found[0]["reportes_faltantes"] or 0),
        *imported(month.first, found),
    )
    return Table("Tabla 1", "Clientes distintos por tipo", columns, cells, source_of(found), notes, small=True)


def _new(month: Month, centre: str) -> Block:
    found = month.new_clients.get(centre, ())
    if not found:
        return text("Sin dato.")
    cells: list[tuple[Value, ...]] = []
    for row in found:
        new, returning = row["clientes_nuevos"], row["clientes_recurrentes"]
        both = None if new is None else new + returning
        cells.append((month_name(row["periodo"].month, "es").capitalize(), new, returning, both))
    columns = (Column("Mes", "left", 1), Column("Nuevos"), Column("Recurrentes"), Column("Distintos en el mes"))
    title = "Clientes nuevos y recurrentes, por mes"
    return Table("Tabla 2", title, columns, rows(cells), REPORTS, (_NEW, _FOLLOWS), small=True)


def _by_department(month: Month, centre: str, rule: Rule) -> Block:
    found = month.departments.get(centre, ())
    in_month = rule.line([row["clientes_mes"] for row in found])
    to_date = rule.line([row["clientes_acumulado"] for row in found])
    lines = zip((row["departamento"] for row in found), in_month, to_date, strict=True)
    cells: list[tuple[Value, ...]] = [
        (name, *both) for name, *both in lines if any(value not in (0, None) for value in both)
    ]
    if not cells:
        return text("Sin dato, o sin clientes en el periodo.")
    whole = _total(month, centre)
    if whole is not None:
        cells.append(("Total", whole["clientes_mes"], whole["clientes_acumulado"]))
    columns = (Column("Departamento", "left", 1), Column("Mes"), Column(span_of(month.first).capitalize()))
    title, notes = "Clientes distintos por departamento", (_PLACE, _held(rule))
    return Table("Tabla 3", title, columns, rows(cells, whole is not None), REPORTS, notes, small=True, halves=True)
