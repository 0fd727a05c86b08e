"""Every figure of a month's products, by centre: the only place here that asks the publication.
What is said of them belongs to the module of each report; what they mean is dbt's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from orchestration.outputs.documents.institution import Institution
from orchestration.outputs.figure_reader import FigureReader, Record, at_month, total
from orchestration.publication.editions import Edition
from orchestration.publication.manifest import Manifest

# Rows by the centre's code; None is the network.
ByCentre = Mapping[str | None, Sequence[Record]]


@dataclass(frozen=True)
class Month:
    """A month's rows, of metrics or of a mart; a centre that has none has no entry.

    `services`, `services_before`, `tasks`, `clients` and `spending` hold a metric's figure of the month
    (`servicios_mes`) and from January on (`servicios_acumulado`). `origen` says of services and clients whether a
    report or a delivery of Data Perú brought them.
    """

    first: date
    manifest: Manifest
    institution: Institution
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


def services_of(found: Iterable[Record]) -> tuple[int | None, int | None]:
    """What rows of services or tasks add up to: in the month, and from January on."""
    rows = list(found)
    return total(row["servicios_mes"] for row in rows), total(row["servicios_acumulado"] for row in rows)


def any_imported(found: Iterable[Record]) -> bool:
    """Whether a delivery of Data Perú brought a figure of these rows of services or clients."""
    names = ("servicios_acumulado", "clientes_acumulado")
    return any(row["origen"] == "data_peru" and any(row.get(name) is not None for name in names) for row in found)


def most_lacking(services: Iterable[Record]) -> int:
    """Of a centre's services in one month, how many months of the year have no report."""
    return max((row["reportes_faltantes"] or 0 for row in services), default=0)


def read_month(edition: Edition, first: date, institution: Institution | None = None) -> Month:
    """What the publication holds of the month whose first day is `first`, for an institution (else the default one).

    Raises:
        NoFigures: it does not reach that month, or is older than a table that is needed.
    """
    with at_month(edition, first, "los productos", "productos {0:%Y-%m}") as reader:
        return _read(reader, edition.manifest, institution or Institution.of())


def _read(reader: FigureReader, manifest: Manifest, institution: Institution) -> Month:
    a_year_ago = reader.month.replace(year=reader.month.year - 1)
    rows = {name: reader.rows(sql) for name, sql in _QUERIES.items()} | {
        "services": _services(reader, reader.month),
        "services_before": _services(reader, a_year_ago),
        "tasks": _tasks(reader),
        "clients": _clients(reader),
        "cost": _cost(reader),
        "spending": reader.metrics(["pia", "pim", "devengado"], _SPENDING),
    }
    return Month(
        first=reader.month,
        manifest=manifest,
        institution=institution,
        centres={row["cite_codigo"]: row for row in reader.rows(_CENTRES)},
        categories={row["categoria_presupuestal"]: row["denominacion"] for row in reader.rows(_NAMES)},
        **{name: _by_centre(found) for name, found in rows.items()},
    )


def _services(reader: FigureReader, month: date) -> list[Record]:
    found = reader.metrics(["servicios"], ["cite_codigo", "tipo_servicio_codigo", "tipo_servicio"], month)
    return _with_origin(reader, found, "servicios_por_cite", month)


def _tasks(reader: FigureReader) -> list[Record]:
    """By task in the order of the catalogue: 4.2 before 4.10."""
    found = reader.metrics(["servicios"], _TASKS)
    return sorted(found, key=lambda row: ([int(part) for part in row["tarea_codigo"].split(".")], row[_TASKS[-1]]))


def _clients(reader: FigureReader) -> list[Record]:
    """By type, and in total without one."""
    by_type = reader.metrics(["clientes"], ["cite_codigo", "tipo_cliente_codigo", "tipo_cliente"])
    totals = reader.metrics(["clientes"], ["cite_codigo"])
    found = [*by_type, *({"tipo_cliente_codigo": None, "tipo_cliente": "Total"} | row for row in totals)]
    return _with_origin(reader, found, "clientes_por_tipo_y_cite", reader.month)


def _with_origin(reader: FigureReader, found: list[Record], mart: str, month: date) -> list[Record]:
    """A centre's figures of a month are all of one origin."""
    sql = f"select distinct cite_codigo, origen from marts.{mart} where periodo = date '{month}'"
    origins = {row["cite_codigo"]: row["origen"] for row in reader.rows(sql)}
    return [row | {"origen": origins[row["cite_codigo"]]} for row in found]


def _by_centre(rows: Iterable[Record]) -> dict[str | None, list[Record]]:
    grouped: dict[str | None, list[Record]] = defaultdict(list)
    for row in rows:
        grouped[row["cite_codigo"]].append(row)
    return dict(grouped)


def _goals() -> Iterator[str]:
    """Selects of the marts' columns as a row an indicator and programming, the first one foremost."""
    for programming in ("inicial", "actualizada"):
        for indicator in ("servicios", "clientes"):
            of = f"{indicator}_{programming}"
            done, projected, tables = _GOALS[indicator]
            yield (
                f"select periodo, cite_codigo, '{indicator}' as indicador, '{programming}' as programacion, "
                f"lapso.meta_{of} as meta_mes, lapso.meta_{of}_acumulada as meta_acumulada, "
                f"anual.meta_{of} as meta_anual, {done} as ejecutado_mes, "
                f"{indicator}_acumulado as ejecutado_acumulado, avance_{of} as avance, "
                f"{projected.format(of)} as proyeccion_anual "
                f"from ({tables}) as lapso left join marts.metas_anuales as anual using (cite_codigo, anio)"
            )


def _cost(reader: FigureReader) -> list[Record]:
    """A centre's money and services of the month and to date; the month's cost is the metric's."""
    asked = reader.metrics(["costo_por_servicio"], ["cite_codigo"])
    of_month = {row["cite_codigo"]: row.get("costo_por_servicio_mes") for row in asked}
    return [row | {"costo_mes": of_month.get(row["cite_codigo"])} for row in reader.rows(_COST)]


# Of each indicator: what was done in the month, its projection, and where both lapses stand.
_GOALS = {
    "servicios": (
        "servicios",
        "proyeccion_{}",
        "from marts.avance_metas inner join marts.avance_metas_acumulado using (periodo, cite_codigo, anio, mes, cite)",
    ),
    "clientes": ("clientes_mes", "null::bigint", "from marts.clientes_frente_a_metas"),
}
_TASKS = (
    "cite_codigo",
    "tipo_servicio_codigo",
    "tipo_servicio",
    "tarea_codigo",
    "tarea",
    "complejidad",
    "categoria_presupuestal",
)
_SPENDING = ("cite_codigo", "ambito", "generica", "generica_nombre", "categoria_presupuestal")
_CENTRES = "from marts.dim_cite where cite_codigo <> 'sede' order by cite_codigo"
_NAMES = "from marts.dim_categoria_presupuestal"
_OF_THE_YEAR = "year(periodo) = year($mes::date) and periodo <= $mes::date"
_QUERIES = {
    "coverage": "from marts.cobertura_reportes where periodo = $mes",
    "versions": "from marts.versiones_recibidas where periodo = $mes order by version",
    "findings": "from marts.observaciones_por_regla where periodo = $mes order by version, nivel desc, codigo",
    "goals": f"from ({' union all by name '.join(_goals())}) where {_OF_THE_YEAR} order by periodo, programacion desc",
    "new_clients": f"from marts.clientes_nuevos_por_cite where {_OF_THE_YEAR} order by periodo",
    "departments": (
        "from marts.clientes_por_departamento_y_cite where periodo = $mes order by departamento_codigo nulls last"
    ),
    "budget": "from marts.avance_presupuestal_acumulado where periodo = $mes",
}
_COST = """
    from marts.costo_por_servicio inner join marts.costo_por_servicio_acumulado
    using (periodo, cite_codigo, anio, mes, cite) where periodo = $mes
"""
