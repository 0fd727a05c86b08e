"""Every figure of a month's products, read from one publication's marts: the only place here that asks the database.
What is said of them belongs to the module of each report; what they mean is dbt's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.core.errors import Misuse
from orchestration.publication.editions import Edition, reading
from orchestration.publication.manifest import Manifest
from orchestration.warehouse.rows import records

# A row of a mart, by column; amounts are Decimal, counts int, None where nobody reported.
Record = Mapping[str, Any]
# Rows by the centre's code; None is the network.
ByCentre = Mapping[str | None, Sequence[Record]]


class NoMonth(Misuse):
    """The publication does not hold the month asked for; the message says in Spanish what to do."""


@dataclass(frozen=True)
class Month:
    """A month's rows of the marts named in `_QUERIES`; a centre that has none has no entry."""

    first: date
    manifest: Manifest
    centres: Mapping[str, Record]
    categories: Mapping[str, str]
    coverage: ByCentre
    versions: ByCentre
    findings: ByCentre
    services: ByCentre
    services_before: ByCentre
    tasks: ByCentre
    goals: ByCentre
    clients: ByCentre
    new_clients: ByCentre
    departments: ByCentre
    budget: ByCentre
    spending: ByCentre
    cost: ByCentre

    @property
    def key(self) -> str:
        """`2024-09`."""
        return f"{self.first:%Y-%m}"

    def one(self, rows: ByCentre, code: str | None) -> Record | None:
        """The only row of a centre in a mart that has one a month."""
        found = rows.get(code, ())
        return found[0] if found else None

    def of_month(self, rows: Iterable[Record]) -> list[Record]:
        """Of rows of several months, those of this one."""
        return [row for row in rows if row["periodo"] == self.first]

    def reported(self, code: str) -> bool:
        """Whether a version of this month counts."""
        covered = self.one(self.coverage, code)
        return covered is not None and covered["reporte_id"] is not None

    def due(self, code: str) -> bool:
        """Whether the centre had to report this month; not so in a month that only an import brought."""
        covered = self.one(self.coverage, code)
        return covered is not None and covered["debido"]

    def imported(self, code: str) -> bool:
        """Whether some figure of this month is not from a report but from a delivery of Data Perú."""
        return any_imported([*self.services.get(code, ()), *self.clients.get(code, ())])

    def lacking(self, code: str) -> int:
        """How many reports of the year, up to this month, a centre's year to date is without."""
        return most_lacking(self.services.get(code, ()))

    def missing(self, codes: Iterable[str]) -> list[str]:
        """Those of `codes` whose report of the month is due and has not been accepted."""
        return [code for code in codes if self.due(code) and not self.reported(code)]


def total(values: Iterable[Any]) -> Any:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known[1:], start=known[0]) if known else None


def any_imported(found: Iterable[Record]) -> bool:
    """Whether a delivery of Data Perú brought a figure of these rows of `servicios_por_cite` or `clientes_por_tipo`."""
    names = ("servicios_acumulado", "clientes_acumulado")
    return any(row["origen"] == "data_peru" and any(row.get(name) is not None for name in names) for row in found)


def most_lacking(services: Iterable[Record]) -> int:
    """Of a centre's rows of `servicios_por_cite` in one month, how many months of the year have no report."""
    return max((row["meses_sin_reporte"] or 0 for row in services), default=0)


def read_month(edition: Edition, first: date) -> Month:
    """What the publication holds of the month whose first day is `first`.

    Raises:
        NoMonth: it does not reach that month, or is older than a table that is needed.
    """
    with reading(edition, "los productos", NoMonth) as connection:
        _require(connection, first)
        return _read(connection, edition.manifest, first)


def _read(connection: duckdb.DuckDBPyConnection, manifest: Manifest, first: date) -> Month:
    rows = {name: _grouped(connection, query, first) for name, query in _QUERIES.items()}
    centres = {row["cite_codigo"]: row for row in records(connection, _CENTRES)}
    names = {row["categoria_presupuestal"]: row["denominacion"] for row in records(connection, _NAMES)}
    return Month(first, manifest, centres, names, **rows)


def _require(connection: duckdb.DuckDBPyConnection, first: date) -> None:
    known = [row[0] for row in connection.execute("select periodo from marts.dim_mes order by 1").fetchall()]
    if first not in known:
        held = f"tiene de {known[0]:%Y-%m} a {known[-1]:%Y-%m}" if known else "no tiene ningún mes"
        raise NoMonth(f"{first:%Y-%m} no está publicado: la publicación {held}. Cierre antes ese mes.")


def _grouped(connection: duckdb.DuckDBPyConnection, query: str, first: date) -> dict[str | None, list[Record]]:
    grouped: dict[str | None, list[Record]] = defaultdict(list)
    for record in records(connection, query, {"mes": first}):
        grouped[record["cite_codigo"]].append(record)
    return dict(grouped)


_CENTRES = "from marts.dim_cite where cite_codigo <> 'sede' order by cite"
_NAMES = "from marts.dim_categoria_presupuestal"
_OF_THE_YEAR = "year(periodo) = year($mes::date) and periodo <= $mes::date"
_QUERIES = {
    "coverage": "from marts.cobertura_reportes where periodo = $mes",
    "versions": "from marts.versiones_recibidas where periodo = $mes order by version",
    "findings": "from marts.observaciones_por_regla where periodo = $mes order by version, nivel desc, codigo",
    "services": "from marts.servicios_por_cite where periodo = $mes order by tipo_servicio_codigo",
    "services_before": (
        "from marts.servicios_por_cite where periodo = $mes::date - interval 1 year order by tipo_servicio_codigo"
    ),
    "tasks": (
        "from marts.servicios_por_tarea where periodo = $mes "
        "order by tipo_servicio_codigo, split_part(tarea_codigo, '.', 2)::integer, categoria_presupuestal"
    ),
    "goals": f"from marts.avance_metas where {_OF_THE_YEAR} order by periodo, programacion desc",
    "clients": ("from marts.clientes_por_tipo where periodo = $mes order by tipo_cliente_codigo nulls last"),
    "new_clients": f"from marts.clientes_nuevos where {_OF_THE_YEAR} order by periodo",
    "departments": (
        "from marts.clientes_por_departamento where periodo = $mes order by departamento_codigo nulls last"
    ),
    "budget": "from marts.avance_presupuestal where periodo = $mes",
    "spending": (
        "select cite_codigo, ambito, categoria_presupuestal, generica, generica_nombre, sum(pia) as pia, "
        "sum(pim) as pim, sum(devengado_mes) as devengado_mes, sum(devengado_acumulado) as devengado_acumulado, "
        "sum(saldo) as saldo from marts.ejecucion_presupuestal "
        "where periodo = $mes and nivel_temporal = 'mensual' group by all order by generica, categoria_presupuestal"
    ),
    "cost": "from marts.costo_por_servicio where periodo = $mes",
}
