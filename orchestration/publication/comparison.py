"""Says which figures differ between two publications, and which reports stand between them.
A figure is a numeric column that is no key; what it means is dbt's, and so is which columns are a table's key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from orchestration.publication import stamp
from orchestration.publication.editions import Edition
from orchestration.publication.manifest import Manifest

Keys = Mapping[str, tuple[str, ...]]
_NUMERIC = ("INT", "DECIMAL", "DOUBLE", "FLOAT")
# A figure is of a month or a year: a table keyed by neither (a list of findings, a dimension) is named, not compared.
_MONTHS_OR_YEARS = frozenset({"periodo", "anio"})
# The year and month that stand beside a period say nothing that it does not.
_SAID_TWICE = frozenset({"anio", "mes"})
# Tables whose figures come from the SIAF's deliveries: by them alone, or by them and the reports.
SIAF_ALONE = frozenset(
    {
        "ejecucion_presupuestal",
        "devengado_mensual",
        "ejecucion_acumulada",
        "avance_presupuestal_acumulado",
        "metas_presupuestales",
    }
)
_SIAF_TOO = frozenset({"costo_por_servicio", "costo_por_servicio_acumulado", "medianas_acumuladas", "conciliacion"})


@dataclass(frozen=True)
class ReportChange:
    """The report that counts for a centre and month (`AAAA-MM`) before and after; a version is None where none did."""

    cite_codigo: str
    periodo: str
    version_antes: int | None
    version_despues: int | None
    reporte_id: str | None
    recibido_en: str | None

    def __str__(self) -> str:
        before, after = (f"v{v}" if v else "sin reporte" for v in (self.version_antes, self.version_despues))
        return f"{self.cite_codigo} {self.periodo} ({before} → {after})"


@dataclass(frozen=True)
class DeliveryChange:
    """The SIAF's delivery in force for a year before and after; a version is None where there was none."""

    anio: int
    version_antes: int | None
    version_despues: int | None

    def __str__(self) -> str:
        before, after = (f"v{v}" if v else "sin entrega" for v in (self.version_antes, self.version_despues))
        return f"SIAF {self.anio} ({before} → {after})"


@dataclass(frozen=True)
class Moved:
    """One figure that differs; None is no figure there. `reportes` are the reports and deliveries that can have moved
    it, as texts."""

    tabla: str
    clave: dict[str, Any]
    columna: str
    antes: Any
    despues: Any
    reportes: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """From `antes` to `despues`. Months that only one of them has did not move: they are named in `meses_nuevos`.

    `otras_tablas` hold different content without a figure that moved (new months, texts, lists and dimensions).
    """

    antes: Manifest
    despues: Manifest
    reportes: tuple[ReportChange, ...]
    entregas: tuple[DeliveryChange, ...]
    cifras: tuple[Moved, ...]
    meses_nuevos: tuple[str, ...]
    otras_tablas: tuple[str, ...]

    @property
    def project_changed(self) -> bool | None:
        """Whether another state of the dbt project built them; None when a manifest is too old to say."""
        if self.antes.proyecto is None or self.despues.proyecto is None:
            return None
        return self.antes.proyecto != self.despues.proyecto


def compare(before: Edition, after: Edition, keys: Keys) -> Comparison:
    """Compares every table that both hold and whose content differs; `keys` are its key columns by table."""
    reports = report_changes(before.manifest, after.manifest)
    deliveries = delivery_changes(before.manifest, after.manifest)
    old, new = before.manifest.tablas, after.manifest.tablas
    # A publication's own card differs by nature.
    differing = [name for name in sorted((old.keys() | new.keys()) - {stamp.TABLE}) if old.get(name) != new.get(name)]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before.database}' as antes (read_only)")
        connection.execute(f"attach '{after.database}' as despues (read_only)")
        months = _months(connection, "antes") ^ _months(connection, "despues")
        moved = [
            figure
            for table in differing
            if _MONTHS_OR_YEARS & set(keys.get(table, ())) and table in old and table in new
            for figure in _moved(connection, table, keys[table], months, (*reports, *deliveries))
        ]
    tables = {figure.tabla for figure in moved}
    return Comparison(
        before.manifest,
        after.manifest,
        reports,
        deliveries,
        tuple(moved),
        tuple(f"{month:%Y-%m}" for month in sorted(months)),
        tuple(name for name in differing if name not in tables),
    )


def report_changes(before: Manifest, after: Manifest) -> tuple[ReportChange, ...]:
    """Centres and months whose report in force is not the same one, by month and centre."""
    old, new = (_in_force(manifest) for manifest in (before, after))
    changed = [place for place in old.keys() | new.keys() if _id(old.get(place)) != _id(new.get(place))]
    return tuple(
        ReportChange(
            code,
            month,
            old.get((month, code), {}).get("version"),
            new.get((month, code), {}).get("version"),
            _id(new.get((month, code))),
            new.get((month, code), {}).get("recibido_en"),
        )
        for month, code in sorted(changed)
    )


def delivery_changes(before: Manifest, after: Manifest) -> tuple[DeliveryChange, ...]:
    """Years whose SIAF delivery in force is not the same one, in their order."""
    old, new = (
        {d["anio"]: d["version"] for d in manifest.entregas if d["feed"] == "siaf"} for manifest in (before, after)
    )
    years = sorted(year for year in old.keys() | new.keys() if old.get(year) != new.get(year))
    return tuple(DeliveryChange(year, old.get(year), new.get(year)) for year in years)


def _in_force(manifest: Manifest) -> dict[tuple[str, str], dict[str, Any]]:
    return {(source["periodo"][:7], source["cite_codigo"]): source for source in manifest.fuentes}


def _id(source: dict[str, Any] | None) -> str | None:
    return source["reporte_id"] if source else None


def _months(connection: duckdb.DuckDBPyConnection, edition: str) -> set[date]:
    return {row[0] for row in connection.execute(f"select periodo from {edition}.marts.dim_mes").fetchall()}


def _moved(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    key: tuple[str, ...],
    new_months: set[date],
    changes: tuple[ReportChange | DeliveryChange, ...],
) -> Iterator[Moved]:
    for place, figures in _differing_rows(connection, table, key):
        if place.get("periodo") in new_months:
            continue
        able = tuple(str(change) for change in changes if _able_to_move(change, table, place))
        written = {column: _plain(value) for column, value in place.items()}
        for column, (before, after) in figures.items():
            if before != after:
                yield Moved(table, written, column, _plain(before), _plain(after), able)


def _differing_rows(
    connection: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], dict[str, tuple[Any, Any]]]]:
    """Key and figures (before, after) of the rows that differ in a figure or are in one edition alone."""
    figures = [column for column in _figures(connection, table) if column not in key]
    same_key = " and ".join(f'a."{column}" is not distinct from d."{column}"' for column in key)
    differs = " or ".join(f'a."{column}" is distinct from d."{column}"' for column in figures) or "false"
    columns = [f'coalesce(a."{column}", d."{column}")' for column in key]
    columns += [f'{edition}."{column}"' for column in figures for edition in ("a", "d")]
    result = connection.execute(
        f"select {', '.join(columns)} from antes.marts.{table} as a full join despues.marts.{table} as d "
        f"on {same_key} where {differs} order by {', '.join(str(n + 1) for n in range(len(key)))}"
    )
    for row in result.fetchall():
        values = row[len(key) :]
        yield (
            dict(zip(key, row, strict=False)),
            {column: (values[2 * n], values[2 * n + 1]) for n, column in enumerate(figures)},
        )


def _figures(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Numeric columns that both editions have, in the later one's order."""
    types = [
        dict(
            connection.execute(
                "select column_name, data_type from duckdb_columns() "
                "where database_name = ? and schema_name = 'marts' and table_name = ? order by column_index",
                [edition, table],
            ).fetchall()
        )
        for edition in ("antes", "despues")
    ]
    both = types[1].keys() & types[0].keys() - _SAID_TWICE
    return [c for c, kind in types[1].items() if c in both and any(n in kind for n in _NUMERIC)]


def _able_to_move(change: ReportChange | DeliveryChange, table: str, place: Mapping[str, Any]) -> bool:
    """Whether it is of the figure's year, up to its month and, being a report, of its centre (of any, without one)."""
    month, year = place.get("periodo"), place.get("anio")
    if month is None and year is None:
        return False
    if isinstance(change, DeliveryChange):
        return table in SIAF_ALONE | _SIAF_TOO and change.anio == (year if month is None else month.year)
    first, last = (f"{year}-01", f"{year}-12") if month is None else (f"{month:%Y}-01", f"{month:%Y-%m}")
    of_place = place.get("cite_codigo") in (None, change.cite_codigo)
    return table not in SIAF_ALONE and of_place and first <= change.periodo <= last


def _plain(value: Any) -> Any:
    """As JSON writes it: dates in ISO form, decimals as numbers."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
