"""A line for each centre's year in a table of counts, and for the network's: what only shows across its types.
What is promised of them stands in `expectations/data_peru.yml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from orchestration.core.catalogs import data_peru_names
from orchestration.intake.data_peru.cell_frame import carried
from orchestration.intake.data_peru.delivery import ReadDelivery, ReadRow
from orchestration.intake.data_peru.layout import CLIENTS, MONTHS

Totals = dict[str, Decimal]


def year_lines(read: ReadDelivery) -> Iterator[dict[str, Any]]:
    """Years with the judged columns of `frames.COLUMNS['data_peru_anios']`; one line more for each month that fails."""
    years = _years(read)
    by_centre: dict[int, list[Totals]] = defaultdict(list)
    for rows in years:
        if rows[0].table.name == "TABLA_02_N01":
            by_centre[rows[0].anio or 0].append(_totals(rows))
    for rows in years:
        head = _head(rows)
        yield head | _missing_types(rows)
        yield from (head | line for line in _half_filled(rows))
        if rows[0].table.folder == CLIENTS:
            yield from (head | line for line in _falling_totals(rows))
        if rows[0].table.name == "TABLA_02_N02":
            yield from (head | line for line in _out_of_bounds(rows, by_centre[rows[0].anio or 0]))


def _years(read: ReadDelivery) -> list[list[ReadRow]]:
    """The rows of each table, centre and year with a known type."""
    years: dict[tuple[str, str | None, int], list[ReadRow]] = defaultdict(list)
    for row in read.rows:
        if row.table.kind and row.anio is not None and row.tipo_codigo is not None:
            years[row.table.name, row.cite_codigo if row.table.by_centre else None, row.anio].append(row)
    return list(years.values())


def _head(rows: Sequence[ReadRow]) -> dict[str, Any]:
    first = rows[0]
    return {
        "archivo": first.table.path,
        "linea": first.linea,
        "de_quien": first.text("cite") or "la red",
        "anio": first.anio,
    }


def _missing_types(rows: Sequence[ReadRow]) -> dict[str, Any]:
    names = data_peru_names("tipo_cliente" if rows[0].table.kind == "tipo" else "tipo_servicio")
    there = {str(row.tipo_codigo) for row in rows}
    missing = [name for code, name in names.items() if code not in there]
    return {"faltan": ", ".join(f"«{name}»" for name in missing) or None}


def _half_filled(rows: Sequence[ReadRow]) -> Iterator[dict[str, Any]]:
    """Months with a figure in some types and none in others."""
    for month in MONTHS:
        filled = sum(month in row.values for row in rows)
        if filled:
            yield {
                "columna": month,
                "tipos_con_cifra": filled,
                "tipos_con_fila": len(rows),
                "valor": f"{filled} de {len(rows)}",
            }


def _totals(rows: Sequence[ReadRow]) -> Totals:
    """Of all types, month by month, an empty month keeping the one before it: within a scope the types do add up."""
    sums: Totals = defaultdict(Decimal)
    for row in rows:
        for month, number in carried(row).items():
            sums[month] += number
    return dict(sums)


def _falling_totals(rows: Sequence[ReadRow]) -> Iterator[dict[str, Any]]:
    totals = list(_totals(rows).items())
    for (_, before), (month, total) in pairwise(totals):
        yield {
            "columna": month,
            "valor": f"{total:,f}",
            "anterior": f"{before:,f}",
            "total": total,
            "total_anterior": before,
        }


def _out_of_bounds(rows: Sequence[ReadRow], centres: Sequence[Totals]) -> Iterator[dict[str, Any]]:
    """The network serves at most the sum of its centres' clients, and at least those of the largest."""
    for month, total in _totals(rows).items():
        of_each = [totals[month] for totals in centres if month in totals]
        most, least = sum(of_each, Decimal(0)), max(of_each, default=Decimal(0))
        yield {
            "columna": month,
            "valor": f"{total:,f}",
            "suma": f"{most:,f}",
            "mayor": f"{least:,f}",
            "clientes_de_la_red": total,
            "suma_de_centros": most,
            "clientes_del_mayor": least,
        }
