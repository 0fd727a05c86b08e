"""Answers a question about a metric from a publication: a frame of figures, with what they still lack beside them.
Which rows may answer belongs to `asking.py`, their SQL to `compiling.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from orchestration.publication.metrics import compiling
from orchestration.publication.metrics.asking import TIME, MetricError, NoSuchMonth, Plan, near, plan
from orchestration.publication.metrics.definitions import Metric, read
from orchestration.warehouse.rows import literal, records

# Values named in a message that refuses one.
_LISTED = 40

Publication = Path | duckdb.DuckDBPyConnection


def catalogue(publication: Publication) -> list[Metric]:
    """The metrics that a publication can be asked for, in the order in which they are presented.

    Raises:
        NoCatalogue: the publication is older than the catalogue of metrics.
    """
    with _opened(publication) as connection:
        return list(read(connection).values())


def query(
    publication: Publication,
    metric: str,
    by: Sequence[str] = (),
    where: Mapping[str, object] | None = None,
    *,
    grain: str = "anio",
) -> pd.DataFrame:
    """The figures of `metric`, one row per group and lapse, in order.

    `publication` is the published `red_cite.duckdb`, its folder, or an open connection to it. `grain` is `mes` (each
    month by itself), `acumulado` (January to each month) or `anio` (January to the last month that the year has).
    `where` filters by dimensions, and by `anio`, `mes` (1 to 12) and `periodo` (`2024-06`): a value or several.

    Columns: `periodo` (or `anio` and `hasta`, its last month), those of `by`, the metric, a ratio's numerator and
    denominator, and `reportes_faltantes` where the figures come from reports. Counts are Int64; a figure that nobody
    reported is missing, not zero. `attrs` holds `metrica` (the Metric) and `sql`.

    Raises:
        MetricError: the metric cannot be given so, or there is no such metric, dimension, value or month.
        NoCatalogue: the publication is older than the catalogue of metrics.
    """
    with _opened(publication) as connection:
        planned, sql = _planned(connection, metric, by, where or {}, grain)
        frame = _frame(connection, sql)
    frame.attrs.update(metrica=planned.metric, sql=sql)
    return frame


def figures(
    connection: duckdb.DuckDBPyConnection,
    metric: str,
    by: Sequence[str] = (),
    where: Mapping[str, object] | None = None,
    *,
    grain: str = "anio",
) -> list[dict[str, Any]]:
    """The rows of `query` by column, in Python's own types: amounts as Decimal, what nobody reported as None."""
    return records(connection, _planned(connection, metric, by, where or {}, grain)[1])


def _planned(
    connection: duckdb.DuckDBPyConnection, metric: str, by: Sequence[str], where: Mapping[str, object], grain: str
) -> tuple[Plan, str]:
    metrics = read(connection)
    filters = {name: _texts(values) for name, values in where.items()}
    asked = {name: values for name, values in filters.items() if name not in TIME}
    planned = plan(metrics, metric, grain, tuple(by), asked)
    _check_values(connection, planned, asked)
    months = _months(connection, planned, {n: v for n, v in filters.items() if n in TIME})
    return planned, compiling.answer(planned, months, _missing(metrics, planned))


@contextmanager
def _opened(publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    if isinstance(publication, duckdb.DuckDBPyConnection):
        with nullcontext(publication) as connection:
            yield connection
        return
    file = publication / "red_cite.duckdb" if publication.is_dir() else publication
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


def _texts(values: object) -> tuple[str, ...]:
    many = values if isinstance(values, list | tuple | set | frozenset) else [values]
    return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in many)


def _check_values(connection: duckdb.DuckDBPyConnection, planned: Plan, asked: Mapping[str, tuple[str, ...]]) -> None:
    for name, values in asked.items():
        rows = connection.execute(compiling.members(planned, name)).fetchall()
        known = sorted(value for (value,) in rows if value is not None)
        for value in values:
            if value not in known:
                listed = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
                raise MetricError(f"`{name}` no tiene el valor '{value}'.{near(value, known)} Tiene: {listed}.")


def _months(connection: duckdb.DuckDBPyConnection, planned: Plan, filters: Mapping[str, tuple[str, ...]]) -> str:
    """The condition on `periodo` of the question; every year and month asked for must be published."""
    if planned.grain == "anio" and set(filters) - {"anio"}:
        raise MetricError("Con grano `anio` solo se filtra por `anio`; hasta un mes dado, pida `--grano acumulado`.")
    published = [month for (month,) in connection.execute(compiling.months_of(planned)).fetchall()]
    for name, values in filters.items():
        there = sorted({_time_text(name, month) for month in published})
        absent = [value for value in _time_asked(name, values) if value not in there]
        if absent:
            raise NoSuchMonth(f"No hay cifras de {name} {', '.join(absent)}; hay de: {', '.join(there) or 'ninguno'}.")
    kept = [m for m in published if all(_time_text(n, m) in _time_asked(n, v) for n, v in filters.items())]
    return f"cifras.periodo in ({', '.join(literal(m) for m in sorted(kept)) or 'null'})"


def _time_text(name: str, month: date) -> str:
    return {"anio": f"{month:%Y}", "mes": f"{month.month:02d}", "periodo": f"{month:%Y-%m}"}[name]


def _time_asked(name: str, values: tuple[str, ...]) -> list[str]:
    """As `_time_text` writes them: a month's number with two digits, a date cut to its month."""
    if name == "mes":
        return [value.zfill(2) for value in values]
    return [value[:7] if name == "periodo" else value for value in values]


def _missing(metrics: Mapping[str, Metric], planned: Plan) -> Plan | None:
    """How many reports are missing, asked for the same lapse and scope; None where that says nothing of the figures."""
    missing = planned.model.missing
    if missing is None or missing == planned.metric.name:
        return None
    shared = set(metrics[missing].dimensions)
    asked = {name: values for name, values in planned.where.items() if name in shared}
    grain = "mes" if planned.grain == "mes" else "acumulado"
    return plan(metrics, missing, grain, [name for name in planned.by if name in shared], asked)


def _frame(connection: duckdb.DuckDBPyConnection, sql: str) -> pd.DataFrame:
    answered = connection.execute(sql)
    kinds = {name: str(kind) for name, kind, *_ in answered.description or []}
    counts: dict[str, Any] = {name: "Int64" for name, kind in kinds.items() if "INT" in kind}
    return answered.df().astype(counts)
