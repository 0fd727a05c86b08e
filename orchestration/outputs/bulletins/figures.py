"""Every figure of a bulletin, asked of one publication: its metrics, and its marts where no metric says it.
What is said of the figures belongs to the modules of each bulletin; what they mean is dbt's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from orchestration.core.errors import Misuse
from orchestration.publication.editions import Edition, reading
from orchestration.publication.manifest import Manifest
from orchestration.publication.metrics import query

SEXES = ("F", "M", "sin dato")
Count = int | None
_CENTRE, _SERVICE_TYPE, _CLIENT_TYPE = "cite_codigo", "tipo_servicio_codigo", "tipo_cliente_codigo"


@dataclass(frozen=True)
class Span:
    """From January to `month` of `year`."""

    year: int
    month: int

    @property
    def last(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def whole_year(self) -> bool:
        return self.month == 12


@dataclass(frozen=True)
class Centre:
    """As `dim_cite` has it; `department` is None where the centre spans several."""

    code: str
    name: str
    department: str | None
    chain: str | None
    scope: str | None


@dataclass(frozen=True)
class Counts:
    """Year to date and the last month alone; None where nobody of the scope reported, zero where there were none."""

    to_date: Count
    month: Count


@dataclass(frozen=True)
class Figures:
    """A span's figures. Keys: centre's code, service type, client type, sex; None stands for the network or the total.

    `services` add up over centres and types; `clients` are distinct and never do. `missing` are the reports due and
    not in the figures, as (month, centre's code). `imported` are the centres whose figures to date a delivery of Data
    Perú brought; a delivery carries no sex, so that they have no key in the figures by sex.
    """

    span: Span
    manifest: Manifest
    centres: dict[str, Centre]
    service_types: dict[int, str]
    client_types: dict[int, str]
    categories: dict[str, Count]
    chains: tuple[str, ...]
    missing: tuple[tuple[date, str], ...]
    services: dict[tuple[str, int], Counts]
    services_by_month: dict[tuple[int, int], Count]
    clients: dict[tuple[str | None, int | None], Counts]
    services_by_sex: dict[tuple[int, str], Counts]
    clients_by_sex: dict[tuple[str | None, int | None, str], Counts]
    clients_by_month_and_sex: dict[tuple[int, str], Count]
    imported: tuple[str, ...] = ()

    @property
    def reporting(self) -> list[str]:
        """Centres with at least one report in the span."""
        return [code for code in self.centres if self.clients[code, None].to_date is not None]

    def services_of(self, service_type: int | None = None, centre: str | None = None) -> Counts:
        """Services of a type or of all, of a centre or of the network."""
        chosen = [
            counts
            for (code, kind), counts in self.services.items()
            if centre in (None, code) and service_type in (None, kind)
        ]
        return Counts(add(c.to_date for c in chosen), add(c.month for c in chosen))

    def services_in(self, department: str | None) -> Count:
        """Services of the centres of a department; None as department: of those that belong to none."""
        codes = {code for code, centre in self.centres.items() if centre.department == department}
        return add(counts.to_date for (code, _), counts in self.services.items() if code in codes)


class NoFigures(Misuse):
    """The publication does not hold the span asked for; the message says in Spanish what it holds."""


def add(counts: Iterable[Count]) -> Count:
    """The sum of what was reported; None when nothing was."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def read_figures(edition: Edition, span: Span) -> Figures:
    """Everything that the bulletins say of `span`.

    Raises:
        NoFigures: its last month is not published, or the publication is older than a table that is needed.
    """
    with reading(edition, "los boletines", NoFigures) as connection:
        _require(connection, span)
        return _read(connection, edition.manifest, span)


def _read(connection: duckdb.DuckDBPyConnection, manifest: Manifest, span: Span) -> Figures:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql, {"mes": span.last} if "$mes" in sql else {}).fetchall()

    def asked(metric: str, *by: str) -> dict[Any, Counts]:
        return _asked(connection, span, metric, by)

    centres = {row[0]: Centre(*row) for row in rows(_CENTRES)}
    clients = {(code, kind): counts for (code, kind), counts in asked("clientes", _CENTRE, _CLIENT_TYPE).items()}
    clients |= {(code, None): counts for (code,), counts in asked("clientes", _CENTRE).items()}
    clients |= {(None, kind): counts for (kind,), counts in asked("clientes", _CLIENT_TYPE).items()}
    clients |= {(None, None): asked("clientes")[()]}
    # A delivery of Data Perú carries no budget category: a month that it brought alone has none.
    by_category = asked("servicios", "categoria_presupuestal") if rows(_HAS_TASKS) else {}
    categories = {name: counts.to_date for (name,), counts in by_category.items()}
    return Figures(
        span=span,
        manifest=manifest,
        centres=centres,
        service_types=dict(rows(_SERVICE_TYPES)),
        client_types=dict(rows(_CLIENT_TYPES)),
        categories=categories,
        chains=tuple(row[0] for row in rows(_CHAINS)),
        missing=tuple((month, code) for month, code in rows(_MISSING)),
        services=asked("servicios", _CENTRE, _SERVICE_TYPE),
        services_by_month=_by_month(connection, span),
        imported=tuple(row[0] for row in rows(_IMPORTED)),
        clients=clients,
        services_by_sex=_counts(rows(_SERVICES_BY_SEX)),
        clients_by_sex=_counts(rows(_CLIENTS_BY_SEX)),
        clients_by_month_and_sex={(month, sex): count for month, sex, count in rows(_CLIENTS_BY_MONTH)},
    )


def _asked(
    connection: duckdb.DuckDBPyConnection, span: Span, metric: str, by: tuple[str, ...]
) -> dict[tuple[Any, ...], Counts]:
    """A metric at the span's last month, by the members of `by`."""
    faces = []
    for grain in ("acumulado", "mes"):
        frame = query(connection, metric, by, {"periodo": f"{span.last:%Y-%m}"}, grain=grain)
        members = zip(*(frame[name].tolist() for name in by), strict=True) if by else [()]
        faces.append(dict(zip(members, map(_count, frame[metric]), strict=True)))
    return {member: Counts(to_date, faces[1].get(member)) for member, to_date in faces[0].items()}


def _by_month(connection: duckdb.DuckDBPyConnection, span: Span) -> dict[tuple[int, int], Count]:
    """The network's services of each month of the span, by service type."""
    months = [f"{span.year}-{month:02d}" for month in range(1, span.month + 1)]
    frame = query(connection, "servicios", [_SERVICE_TYPE], {"periodo": months}, grain="mes")
    keys = zip(frame["periodo"].dt.month.tolist(), frame[_SERVICE_TYPE].tolist(), strict=True)
    return dict(zip(keys, map(_count, frame["servicios"]), strict=True))


def _count(value: Any) -> Count:
    return None if pd.isna(value) else int(value)


def _counts(rows: Iterable[tuple[Any, ...]]) -> dict[Any, Counts]:
    """By all columns but the last two, which are the year to date and the month."""
    return {tuple(key): Counts(to_date, month) for *key, to_date, month in rows}


def _require(connection: duckdb.DuckDBPyConnection, span: Span) -> None:
    row = connection.execute(_MONTHS, [span.year]).fetchone()
    assert row is not None
    last = row[0]
    if last is None:
        raise NoFigures(f"la publicación no tiene ningún mes de {span.year}; cierre antes sus meses.")
    if last < span.month:
        raise NoFigures(
            f"{span.year} está publicado hasta el mes {last:02d}; pida la edición de ese mes "
            f"(`red-cite boletin {span.year} --mes {last:02d}`) o cierre antes los que faltan."
        )


_MONTHS = "select max(mes) from marts.dim_mes where anio = ?"
# The centres of the grid of that month: those that were due or reported by then.
_HAS_TASKS = "select 1 from marts.servicios_por_tarea where periodo = $mes limit 1"
_CENTRES = """
    select cite_codigo, cite, departamento, cadena_productiva, ambito_intervencion
    from marts.dim_cite
    semi join (select distinct cite_codigo from marts.servicios_por_cite where periodo = $mes) using (cite_codigo)
    order by cite
"""
_SERVICE_TYPES = "select distinct tipo_servicio_codigo, tipo_servicio from marts.dim_tarea order by 1"
_CLIENT_TYPES = "select tipo_cliente_codigo, tipo_cliente from marts.dim_tipo_cliente order by 1"
_CHAINS = "select cadena_productiva from marts.dim_cadena_productiva order by cadena_codigo"
_MISSING = """
    select periodo, cite_codigo from marts.cobertura_reportes
    where year(periodo) = year($mes::date) and periodo <= $mes and debido and version is null order by 1, 2
"""
# A delivery's row without a figure brings nothing.
_IMPORTED = """
    select cite_codigo from marts.servicios_por_cite
    where periodo = $mes and origen = 'data_peru' and servicios_acumulado is not null
    union
    select cite_codigo from marts.clientes_por_tipo
    where periodo = $mes and origen = 'data_peru' and clientes_acumulado is not null
        and cite_codigo in (select cite_codigo from marts.servicios_por_cite where periodo = $mes)
    order by 1
"""
_SERVICES_BY_SEX = """
    select tipo_servicio_codigo, sexo, sum(servicios_acumulado)::bigint, sum(servicios)::bigint
    from marts.servicios_por_sexo where periodo = $mes group by all
"""
# By type and, without one, of all types: within a scope they add up.
_CLIENTS_BY_SEX = """
    select
        cite_codigo, tipo_cliente_codigo, sexo, sum(clientes_acumulado)::bigint, sum(clientes_mes)::bigint
    from marts.clientes_por_sexo where periodo = $mes and tipo_cliente_codigo is not null
    group by grouping sets ((ambito, cite_codigo, sexo, tipo_cliente_codigo), (ambito, cite_codigo, sexo))
"""
_CLIENTS_BY_MONTH = """
    select month(periodo), sexo, sum(clientes_mes)::bigint
    from marts.clientes_por_sexo
    where year(periodo) = year($mes::date) and periodo <= $mes and ambito = 'red'
        and tipo_cliente_codigo is not null
    group by all
"""
