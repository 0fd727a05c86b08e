"""Reads from a publication the rows of each table of a delivery, as the marts say them.
How they are spelled and written belongs to `export.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from orchestration.core.catalogs import centres
from orchestration.intake.data_peru.layout import DataPeruTable

# Each query gives one row a cell: centre, year, type, month, value. A month that its centre did not report has no
# data, though the count since January stands in the mart.
_CLIENTS = """
    select
        {centre} as cite_codigo, year(periodo) as anio, tipo_cliente_codigo as tipo, month(periodo) as mes,
        case when origen = 'data_peru' or clientes_mes is not null then clientes_acumulado end as valor
    from marts.{mart}
"""
_SERVICES = """
    select
        cite_codigo, year(periodo) as anio, tipo_servicio_codigo as tipo, month(periodo) as mes,
        case when origen = 'data_peru' or servicios is not null then servicios_acumulado end as valor
    from marts.servicios_por_cite
    inner join marts.servicios_acumulados_por_cite using (periodo, cite_codigo, tipo_servicio_codigo, origen)
"""
# A centre that skips a month has still given what it reported before: the network's count since January keeps it.
_SERVICES_OF_ALL = f"""
    select
        null as cite_codigo, anio, tipo, mes, if(count(valor) > 0, sum(hasta_el_mes), null) as valor
    from (
        select *, last_value(valor ignore nulls) over (
            partition by cite_codigo, anio, tipo order by mes
        ) as hasta_el_mes
        from ({_SERVICES})
    )
    group by all
"""
# Of a centre's year the mart holds the SIAF's figure, or an import's where it is silent; else the plan as printed.
_PIM = """
    select cite_codigo, anio, null as tipo, 1 as mes, sum(pim) as valor
    from (
        select cite_codigo, anio, pim, 1 as rango from marts.ejecucion_presupuestal
        union all
        select cite_codigo, anio, pim, 2 from marts.presupuesto_publicado where cuadro = 'Cuadro 25'
    )
    where list_contains($centros, cite_codigo) and pim is not null
    group by cite_codigo, anio, rango
    qualify rango = min(rango) over (partition by cite_codigo, anio)
"""
_SPENT = """
    select cite_codigo, year(periodo) as anio, null as tipo, month(periodo) as mes, sum(devengado) as valor
    from marts.devengado_mensual
    where list_contains($centros, cite_codigo) and devengado is not null
    group by all
"""
_QUERIES = {
    "TABLA_02_N01": (_CLIENTS, {"mart": "clientes_por_tipo_y_cite", "centre": "cite_codigo"}),
    "TABLA_02_N02": (_CLIENTS, {"mart": "clientes_por_tipo", "centre": "null"}),
    "TABLA_03_N01": (_SERVICES, {}),
    "TABLA_03_N02": (_SERVICES_OF_ALL, {}),
    "TABLA_05_N01": (_PIM, {}),
    "TABLA_05_N02": (_SPENT, {}),
}


@dataclass(frozen=True)
class TableRow:
    """One line of a table; `values` are its months, or its single figure; None is an empty cell."""

    cite_codigo: str | None
    anio: int
    tipo_codigo: int | None
    values: tuple[Decimal | None, ...]


def rows_of(reader: duckdb.DuckDBPyConnection, table: DataPeruTable) -> list[TableRow]:
    """The table's rows in the order of the catalogue's centres, the years and the types."""
    query, names = _QUERIES[table.name]
    parameters = {"centros": list(centres())} if "$centros" in query else {}
    return _rows(reader.execute(query.format(**names), parameters).fetchall(), len(table.values))


def _rows(cells: Iterable[tuple[Any, ...]], width: int) -> list[TableRow]:
    place = {code: number for number, code in enumerate(centres())}
    lines: dict[tuple[str | None, int, int | None], list[Decimal | None]] = {}
    for code, year, kind, month, value in cells:
        line = lines.setdefault((code, year, kind), [None] * width)
        line[month - 1] = None if value is None else Decimal(value)
    in_order = sorted(lines, key=lambda key: (place.get(key[0] or "", len(place)), key[0] or "", key[1], key[2] or 0))
    return [TableRow(code, year, kind, tuple(lines[code, year, kind])) for code, year, kind in in_order]
