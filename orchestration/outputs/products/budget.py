"""The follow-up report on a centre's spending: opening and modified budget, accrued, progress, cost per service.
Whose each line of the budget is, and what a service is said to cost, are the marts'."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from orchestration.outputs.documents.blocks import Block, Column, Document, Rate, Table, Tiles, Value
from orchestration.outputs.figure_reader import Record, total
from orchestration.outputs.products.month import Month
from orchestration.outputs.products.parts import SPENDING, callout, of_centre, rows, section, span_of, text

TITLE = "Informe de ejecución presupuestal"
# Why a centre has money of its own is a table of the project's, and it says so.
_WHOSE = "Supuesto: qué metas presupuestales son del centro lo dice el catálogo de metas presupuestales del proyecto."
_AMOUNTS = ("pia_acumulado", "pim_acumulado", "devengado_mes", "devengado_acumulado")


def document(month: Month, centre: str) -> Document:
    """All sources and kinds of spending of the centre's lines; nothing of the head office's."""
    budget = month.one(month.budget, centre)
    if budget is None:
        absent = callout("Sin dato: la publicación no tiene la ejecución mensual del centro en el SIAF para este mes.")
        return of_centre(month, TITLE, centre, [section("Ejecución del mes", [absent])])
    sections = [
        section("Ejecución del mes", [*_tiles(budget), _summary(month, centre, budget)]),
        section("En qué se gasta", _detail(month, centre)),
        section("Costo por servicio", [_cost(month, centre)]),
    ]
    return of_centre(month, TITLE, centre, sections)


def _tiles(budget: Record) -> list[Block]:
    items: tuple[tuple[str, Value, str], ...] = (
        ("PIM", _thousands(budget["pim"]), "miles de soles"),
        ("Devengado", _thousands(budget["devengado_acumulado"]), "miles de soles, a la fecha"),
        ("Avance", _rate(budget["avance"]), "devengado entre PIM"),
    )
    return [Tiles(items)]


def _thousands(amount: Decimal) -> str:
    return f"{amount / 1000:,.1f}"


def _rate(value: float | None) -> Rate | None:
    return None if value is None else Rate(value)


def _summary(month: Month, centre: str, budget: Record) -> Table:
    at = f"al {budget['pim_al']:%d/%m/%Y}" if budget["pim_al"] else "del año"
    cells: list[tuple[Value, ...]] = [
        ("Presupuesto institucional de apertura (PIA), soles", budget["pia"]),
        (f"Presupuesto institucional modificado (PIM) {at}, soles", budget["pim"]),
        ("Devengado del mes, soles", total(row.get("devengado_mes") for row in month.spending.get(centre, ()))),
        (f"Devengado de {span_of(month.first)}, soles", budget["devengado_acumulado"]),
        ("Saldo: PIM menos devengado, soles", budget["saldo"]),
        ("Avance: devengado entre PIM", _rate(budget["avance"])),
        ("Parte del año transcurrida", _rate(budget["parte_del_anio"])),
    ]
    notes = [_WHOSE, "El PIM es el de la última entrega del SIAF, no el que había en el mes."]
    if budget["alerta"]:
        least = f"{budget['avance_minimo']:.0%}"
        notes.append(
            f"Alerta: avance {budget['alerta']}, menor que {least} (mínimo supuesto por el proyecto para el mes)."
        )
    columns = (Column("Concepto", "left", 1), Column("Valor"))
    return Table("Tabla 1", "Presupuesto y ejecución del centro", columns, rows(cells), SPENDING, tuple(notes))


def _detail(month: Month, centre: str) -> list[Block]:
    spending = month.spending.get(centre, ())
    if not spending:
        return [text("Sin dato: la publicación no tiene el gasto del centro por genérica en el SIAF para este mes.")]
    kinds = {row["generica"]: f"{row['generica']} {row['generica_nombre'].capitalize()}" for row in spending}
    categories = {row["categoria_presupuestal"]: row["categoria_presupuestal"] for row in spending}
    return [
        _grouped("Tabla 2", "Por genérica de gasto, soles", "Genérica", spending, "generica", kinds),
        _grouped(
            "Tabla 3", "Por categoría presupuestal, soles", "Categoría", spending, "categoria_presupuestal", categories
        ),
    ]


def _grouped(label: str, title: str, name: str, spending: Sequence[Record], key: str, names: dict[str, str]) -> Table:
    groups = [(names[code], [row for row in spending if row[key] == code]) for code in sorted(names)]
    cells: list[tuple[Value, ...]] = [(group, *amounts(found)) for group, found in groups]
    cells.append(("Total", *amounts(spending)))
    return Table(label, title, amount_columns(name), rows(cells, True), SPENDING, small=True)


def amount_columns(name: str) -> tuple[Column, ...]:
    """The head of a table of amounts: opening, modified, accrued in the month and to date, balance."""
    titles = ("PIA", "PIM", "Devengado del mes", "Devengado a la fecha", "Saldo")
    return (Column(name, "left", 1), *(Column(title) for title in titles))


def amounts(spending: Sequence[Record]) -> tuple[Value, ...]:
    """Their sums, in soles."""
    pia, pim, in_month, to_date = (total(row.get(column) for row in spending) for column in _AMOUNTS)
    return pia, pim, in_month, to_date, None if pim is None or to_date is None else pim - to_date


def _cost(month: Month, centre: str) -> Block:
    cost = month.one(month.cost, centre)
    if cost is None:
        return text("Sin dato: falta el gasto o los servicios del centro.")
    cells: list[tuple[Value, ...]] = [
        ("Devengado, soles", cost["devengado_mes"], cost["devengado_acumulado"]),
        ("De ello, inversión (genérica 2.6), soles", cost["inversion_mes"], cost["inversion_acumulado"]),
        ("Servicios", cost["servicios_mes"], cost["servicios_acumulado"]),
        ("Devengado por servicio, soles", _soles(cost["costo_mes"]), _soles(cost["costo_acumulado"])),
    ]
    span, notes = span_of(month.first), [cost["advertencia"]]
    if (without := _soles(cost["costo_acumulado_sin_inversion"])) is not None and cost["inversion_acumulado"]:
        notes.append(f"Sin la inversión, de {span}, cada servicio cuesta {without:,.2f} soles.")
    columns = (Column("Concepto", "left", 1), Column("Mes"), Column(span.capitalize()))
    source = "Fuente: SIAF y reportes mensuales de atenciones. Elaboración: ITP-DSE."
    return Table("Tabla 4", "Devengado por servicio brindado", columns, rows(cells), source, tuple(notes))


def _soles(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))
