"""Lists the rows of the reports that a published figure was counted from, and holds their sum to the figure.
What a row adds to which figure is dbt's to say (`int_aportes`); the figure is read where readers read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.core.errors import Failure, Misuse
from orchestration.core.row_runs import row_runs
from orchestration.publication.editions import both_scopes

# Mart -> where its figure of the month is, and that from January to the month: table and column, or column alone.
FIGURES = {
    "servicios_por_cite": ("servicios_por_cite.servicios", "servicios_acumulados_por_cite.servicios_acumulado"),
    "clientes_por_tipo": ("clientes_mes", "clientes_acumulado"),
}
# Services add up over centres; clients do not, so that the network has rows of its own. Types add up within a scope.
_CLIENTS = f"""
    {both_scopes("clientes_por_tipo", "clientes_por_tipo_y_cite")}
    where periodo = $periodo and cite_codigo is not distinct from $cite
        and ($tipo is null or tipo_cliente_codigo = $tipo)
"""
_FIGURE = {
    "servicios_por_cite": """
        select sum({column})::bigint from marts.servicios_por_cite
        inner join marts.servicios_acumulados_por_cite using (periodo, cite_codigo, tipo_servicio_codigo)
        where periodo = $periodo and ($cite is null or cite_codigo = $cite)
            and ($tipo is null or tipo_servicio_codigo = $tipo)
    """,
    "clientes_por_tipo": "select sum({column})::bigint from " + _CLIENTS,
}
_IMPORTED = {
    "servicios_por_cite": """
        select count(*) from marts.servicios_acumulados_por_cite
        where origen = 'data_peru' and servicios_acumulado is not null and periodo = $periodo
            and ($cite is null or cite_codigo = $cite) and ($tipo is null or tipo_servicio_codigo = $tipo)
    """,
    "clientes_por_tipo": (
        f"select count(*) from {_CLIENTS} and origen = 'data_peru' and clientes_acumulado is not null"
    ),
}
_ROWS = """
    select
        reportes.archivo, reportes.sha256, reportes.cite_codigo, reportes.periodo, reportes.version,
        reportes.recibido_en, filas.hoja, list(aportes.fila order by aportes.fila), sum(aportes.aporte)::bigint
    from intermediate.int_aportes as aportes
    inner join raw.reportes as reportes on aportes.reporte_id = reportes.reporte_id
    inner join raw.atenciones as filas on aportes.reporte_id = filas.reporte_id and aportes.fila = filas.fila
    where
        aportes.mart = $mart and aportes.ventana = $ventana and aportes.periodo = $periodo
        and ($tipo is null or aportes.tipo_codigo = $tipo)
        and aportes.ambito = if($mart = 'clientes_por_tipo' and $cite is null, 'red', 'cite')
        and ($cite is null or aportes.cite_codigo = $cite)
    group by all
    order by reportes.periodo, reportes.cite_codigo, filas.hoja
"""


class DoesNotAddUp(Failure):
    """The rows in the warehouse are not those that the publication was counted from."""


class ImportedFigure(Misuse):
    """The figure comes, in part at least, from a delivery of Data Perú: no rows of reports stand behind it."""


@dataclass(frozen=True)
class TracedFigure:
    """One figure: None for `cite_codigo` is the network; for `tipo_codigo`, all types."""

    mart: str
    periodo: date
    cite_codigo: str | None
    tipo_codigo: int | None
    acumulado: bool

    @property
    def column(self) -> str:
        return FIGURES[self.mart][int(self.acumulado)]


@dataclass(frozen=True)
class Contribution:
    """What the rows of one sheet of one version add; `filas` as Excel numbers them (`2-14, 17`)."""

    archivo: str
    sha256: str
    cite_codigo: str
    periodo: date
    version: int
    recibido_en: datetime
    hoja: str | None
    filas: str
    aporte: int


@dataclass(frozen=True)
class Trace:
    """`cifra` is None where the mart has none: nobody reported; `aportes` add up to it."""

    asked: TracedFigure
    cifra: int | None
    aportes: tuple[Contribution, ...]


def trace(connection: duckdb.DuckDBPyConnection, published: Path, asked: TracedFigure) -> Trace:
    """The figure as published in the DuckDB file `published`, and the rows behind it in the warehouse.

    Raises:
        DoesNotAddUp: the warehouse holds a load that is not published yet.
        ImportedFigure: a delivery of Data Perú brought it.
    """
    where = {"periodo": asked.periodo, "cite": asked.cite_codigo, "tipo": asked.tipo_codigo}
    with duckdb.connect(str(published), read_only=True) as reader:
        row = reader.execute(_FIGURE[asked.mart].format(column=asked.column), where).fetchone()
        imported = reader.execute(_IMPORTED[asked.mart], where).fetchone()
    if imported and imported[0]:
        raise ImportedFigure(
            "esa cifra viene, entera o en parte, de una entrega de Data Perú (`origen` = `data_peru`): no tiene detrás "
            "filas de reportes. Su tabla y su línea están en `raw.data_peru_filas`."
        )
    figure = row[0] if row else None
    window = "acumulado" if asked.acumulado else "mes"
    rows = connection.execute(_ROWS, where | {"mart": asked.mart, "ventana": window}).fetchall()
    parts = tuple(Contribution(*(*said, row_ranges(numbers), added)) for *said, numbers, added in rows)
    if sum(part.aporte for part in parts) != (figure or 0):
        raise DoesNotAddUp(
            f"lo publicado dice {figure} y el almacén suma {sum(part.aporte for part in parts)}: hay una carga sin "
            "publicar. Cierre el mes con `red-cite cerrar` y vuelva a preguntar."
        )
    return Trace(asked, figure, parts)


def row_ranges(numbers: Iterable[int]) -> str:
    """Ascending row numbers as ranges: 2, 3, 4, 7 is `2-4, 7`."""
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in row_runs(numbers))
