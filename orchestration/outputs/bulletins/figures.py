"""Every figure of a bulletin, by what it is asked for: centre, type of service or client, sex, month.
What is said of the figures belongs to the modules of each bulletin; what they mean is dbt's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestration.outputs.figure_reader import FigureReader, at_month, total
from orchestration.publication.editions import Edition, both_scopes
from orchestration.publication.manifest import Manifest

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
class ListedCentre:
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
    centres: dict[str, ListedCentre]
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
        return Counts(total(c.to_date for c in chosen), total(c.month for c in chosen))

    def services_in(self, department: str | None) -> Count:
        """Services of the centres of a department; None as department: of those that belong to none."""
        codes = {code for code, centre in self.centres.items() if centre.department == department}
        return total(counts.to_date for (code, _), counts in self.services.items() if code in codes)


def read_figures(edition: Edition, span: Span) -> Figures:
    """Everything that the bulletins say of `span`.

    Raises:
        NoFigures: its last month is not published, or the publication is older than a table that is needed.
    """
    with at_month(edition, span.last, "los boletines", "boletin {0:%Y} --mes {0:%m}") as reader:
        return _read(reader, edition.manifest, span)


def _read(reader: FigureReader, manifest: Manifest, span: Span) -> Figures:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in reader.rows(sql)]

    def asked(metric: str, *by: str) -> dict[Any, Counts]:
        names = [*by, f"{metric}_acumulado", f"{metric}_mes"]
        return _counts(tuple(row.get(name) for name in names) for row in reader.metrics([metric], by))

    centres = {row[0]: ListedCentre(*row) for row in rows(_CENTRES)}
    clients = asked("clientes", _CENTRE, _CLIENT_TYPE)
    clients |= {(code, None): counts for (code,), counts in asked("clientes", _CENTRE).items()}
    clients |= {(None, kind): counts for (kind,), counts in asked("clientes", _CLIENT_TYPE).items()}
    clients |= {(None, None): asked("clientes")[()]}
    return Figures(
        span=span,
        manifest=manifest,
        centres=centres,
        service_types=dict(rows(_SERVICE_TYPES)),
        client_types=dict(rows(_CLIENT_TYPES)),
        # None where Data Perú alone brought the month: its deliveries carry no budget category.
        categories={name: counts.to_date for (name,), counts in asked("servicios", "categoria_presupuestal").items()},
        chains=tuple(row[0] for row in rows(_CHAINS)),
        missing=tuple((month, code) for month, code in rows(_MISSING)),
        services=asked("servicios", _CENTRE, _SERVICE_TYPE),
        services_by_month={
            (row["periodo"].month, row[_SERVICE_TYPE]): row["servicios"]
            for row in reader.by_month("servicios", [_SERVICE_TYPE])
        },
        imported=tuple(row[0] for row in rows(_IMPORTED)),
        clients=clients,
        services_by_sex=_counts(rows(_SERVICES_BY_SEX)),
        clients_by_sex=_counts(rows(_CLIENTS_BY_SEX)),
        clients_by_month_and_sex={(month, sex): count for month, sex, count in rows(_CLIENTS_BY_MONTH)},
    )


def _counts(rows: Iterable[tuple[Any, ...]]) -> dict[Any, Counts]:
    """By all columns but the last two, which are the year to date and the month."""
    return {tuple(key): Counts(to_date, month) for *key, to_date, month in rows}


# The centres of the grid of that month: those that were due or reported by then.
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
    select cite_codigo from marts.servicios_acumulados_por_cite
    where periodo = $mes and origen = 'data_peru' and servicios_acumulado is not null
    union
    select cite_codigo from marts.clientes_por_tipo_y_cite
    where periodo = $mes and origen = 'data_peru' and clientes_acumulado is not null
        and cite_codigo in (select cite_codigo from marts.servicios_por_cite where periodo = $mes)
    order by 1
"""
_SERVICES_BY_SEX = """
    select
        tipo_servicio_codigo, sexo, sum(servicios)::bigint, sum(servicios) filter (where periodo = $mes)::bigint
    from marts.servicios_por_sexo where year(periodo) = year($mes::date) and periodo <= $mes group by all
"""
# By type and, without one, of all types: within a scope they add up.
_CLIENTS_BY_SEX = f"""
    select
        cite_codigo, tipo_cliente_codigo, sexo, sum(clientes_acumulado)::bigint, sum(clientes_mes)::bigint
    from {both_scopes("clientes_por_sexo", "clientes_por_sexo_y_cite")} where periodo = $mes
    group by grouping sets ((cite_codigo, sexo, tipo_cliente_codigo), (cite_codigo, sexo))
"""
_CLIENTS_BY_MONTH = """
    select month(periodo), sexo, sum(clientes_mes)::bigint
    from marts.clientes_por_sexo
    where year(periodo) = year($mes::date) and periodo <= $mes
    group by all
"""
