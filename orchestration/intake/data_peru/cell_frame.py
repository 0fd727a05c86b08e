"""A line for each filled cell of a delivery, beside the cell before it and what its centres add up to.
What is promised of them stands in `expectations/data_peru.yml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from orchestration.intake.data_peru.cells import decimals
from orchestration.intake.data_peru.delivery import ReadDelivery, ReadRow
from orchestration.intake.data_peru.layout import CLIENTS, MONTHS, SERVICES

Sums = dict[tuple[int, int, str], Decimal]


def cell_lines(read: ReadDelivery) -> Iterator[dict[str, Any]]:
    """Cells as written, with the judged columns of `frames.COLUMNS['data_peru_celdas']`."""
    centres = _sum_of_centres(row for row in read.rows if row.table.name == "TABLA_03_N01")
    for row in read.rows:
        last_month = min(row.fecha or read.received_on, read.received_on)
        before: tuple[str, Decimal] | None = None
        for column, number in row.values.items():
            yield _cell(row, column, last_month) | _after(row, column, before) | _beside(row, column, centres)
            before = before if number is None else (column, number)


def carried(row: ReadRow) -> dict[str, Decimal]:
    """The row's count since January in every month from its first: an empty month keeps the one before it."""
    known: dict[str, Decimal] = {}
    last: Decimal | None = None
    for month in MONTHS:
        number = row.values.get(month)
        last = last if number is None else number
        if last is not None:
            known[month] = last
    return known


def _cell(row: ReadRow, column: str, last_month: date) -> dict[str, Any]:
    number, table = row.values[column], row.table
    return {
        "archivo": table.path,
        "linea": row.linea,
        "columna": column,
        "valor": row.written[column],
        "limite": f"{last_month:%d/%m/%Y}",
        "numero": number,
        "decimales": None if number is None else decimals(number),
        "decimales_admitidos": 2 if table.amounts else 0,
        # A month's own spending may be negative: reversals are.
        "minimo": None if table.name == "TABLA_05_N02" else 0,
        "mes": row.anio * 100 + int(column[-2:]) if column in MONTHS and row.anio is not None else None,
        "ultimo_mes": last_month.year * 100 + last_month.month,
    }


def _after(row: ReadRow, column: str, before: tuple[str, Decimal] | None) -> dict[str, Any]:
    """The cell against the last filled one of its row, where both count from January."""
    number = row.values[column]
    if before is None or number is None or not row.table.since_january:
        return {}
    counted = {CLIENTS: "clientes", SERVICES: "servicios"}[row.table.folder]
    return {
        counted: number,
        f"{counted}_anteriores": before[1],
        "anterior": row.written[before[0]],
        "columna_anterior": before[0],
        "meses_desde_el_anterior": MONTHS.index(column) - MONTHS.index(before[0]),
    }


def _beside(row: ReadRow, column: str, centres: Sums) -> dict[str, Any]:
    """A service count of the network against its centres'."""
    number = row.values[column]
    if row.table.name != "TABLA_03_N02" or number is None or row.anio is None or row.tipo_codigo is None:
        return {}
    together = centres.get((row.anio, row.tipo_codigo, column))
    return {
        "servicios_de_la_red": number,
        "servicios_de_los_centros": together,
        "suma": "nada" if together is None else f"{together:,f}",
    }


def _sum_of_centres(rows: Iterable[ReadRow]) -> Sums:
    sums: Sums = defaultdict(Decimal)
    for row in rows:
        if row.anio is not None and row.tipo_codigo is not None:
            for month, number in carried(row).items():
                sums[row.anio, row.tipo_codigo, month] += number
    return dict(sums)
