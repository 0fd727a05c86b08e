"""What the catalogue of metrics (`marts.metricas`) says, as objects: metrics, and the marts that they are asked of.
Choosing a mart for a question belongs to `asking.py`; the definitions themselves are dbt's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from orchestration.core.errors import Misuse
from orchestration.warehouse.rows import NOT_BUILT, records


@dataclass(frozen=True)
class Dimension:
    """Something to group or filter by. `key` is the key that it describes; `names` when it says the same as its key."""

    name: str
    expression: str
    label: str | None
    key: str | None
    names: bool
    internal: bool


@dataclass(frozen=True)
class MartModel:
    """A mart as a metric sees it: keys and dimensions by name, each measure's SQL.

    `primary` is the key that a catalogue is of.
    `rows` is the condition of the rows that are the model's at all (None: every one), `whole_years` that of the rows
    that hold a year and no month. `missing` is the metric that says what the figures still lack.
    """

    name: str
    table: str
    primary: str | None
    keys: Mapping[str, str]
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, str]
    rows: str | None
    whole_years: str | None
    missing: str | None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> MartModel:
        return cls(
            name=raw["nombre"],
            table=raw["tabla"],
            primary=raw["llave"],
            keys=raw["claves"],
            dimensions={name: _dimension(name, d) for name, d in raw["dimensiones"].items()},
            measures={name: f"{m['agg']}({m['expr']})" for name, m in raw["medidas"].items()},
            rows=raw["filas"],
            whole_years=raw["filas_del_anio"],
            missing=raw["faltantes"],
        )


@dataclass(frozen=True)
class Metric:
    """One metric, with what a reader needs to use it rightly.

    `additivity` is `aditiva`, `semiaditiva` or `no aditiva`; `unit` is `proporcion` for a part of one. A ratio has a
    `numerator` and a `denominator`, names of other metrics; `grains` says which of `mes`, `acumulado`, `anio` it has.
    `auxiliary` metrics are parts of others that nobody needs to ask for.
    """

    name: str
    label: str
    description: str
    reading: str
    unit: str
    additivity: str
    auxiliary: bool
    numerator: str | None
    denominator: str | None
    grains: tuple[str, ...]
    dimensions: tuple[str, ...]
    measures: Mapping[str, tuple[str, ...]] = field(repr=False)
    not_summed_over: tuple[str, ...] = field(repr=False)
    models: tuple[MartModel, ...] = field(repr=False)


class NoCatalogue(Misuse):
    """The publication carries no catalogue of metrics; the message says what to do."""


def read(connection: duckdb.DuckDBPyConnection) -> dict[str, Metric]:
    """The metrics of an open publication by name, in the order in which they are presented.

    Raises:
        NoCatalogue: it was published before metrics travelled with the figures.
    """
    try:
        rows = records(connection, "select * from marts.metricas order by orden")
        metrics = {row["metrica"]: _metric(row) for row in rows}
        return {name: _whole(metric, metrics) for name, metric in metrics.items()}
    except (*NOT_BUILT, KeyError) as error:
        raise NoCatalogue(
            "Esta publicación no trae el catálogo de métricas (`marts.metricas`), o es anterior al de este programa. "
            "Cierre un mes de nuevo y use la publicación que resulte."
        ) from error


def _metric(row: Mapping[str, Any]) -> Metric:
    definition = json.loads(row["definicion"])
    models = tuple(MartModel.of(raw) for raw in definition["modelos"])
    measures = {face: tuple(names) for face, names in definition["granos"].items()}
    return Metric(
        name=row["metrica"],
        label=row["etiqueta"],
        description=row["descripcion"],
        reading=row["lectura"],
        unit=row["unidad"],
        additivity=row["aditividad"],
        auxiliary=row["auxiliar"],
        numerator=row["numerador"],
        denominator=row["denominador"],
        grains=_grains(measures, definition["no_se_suma_entre"]),
        dimensions=tuple(dict.fromkeys(name for model in models for name in reachable(model, models))),
        measures=measures,
        not_summed_over=tuple(definition["no_se_suma_entre"]),
        models=models,
    )


def _whole(metric: Metric, metrics: Mapping[str, Metric]) -> Metric:
    """A ratio has what both of its parts have, and adds up over nothing that one of them does not."""
    if metric.numerator is None or metric.denominator is None:
        return metric
    parts = metrics[metric.numerator], metrics[metric.denominator]
    return replace(
        metric,
        grains=tuple(g for g in parts[0].grains if g in parts[1].grains),
        dimensions=tuple(d for d in parts[0].dimensions if d in parts[1].dimensions),
        not_summed_over=tuple(dict.fromkeys([*parts[0].not_summed_over, *parts[1].not_summed_over])),
    )


def _grains(measures: Mapping[str, Any], not_summed_over: list[str]) -> tuple[str, ...]:
    """What adds up over months is had from January on even where no mart keeps it so."""
    by_month = ("mes",) if "mes" in measures else ()
    to_date = "acumulado" in measures or ("mes" in measures and "periodo" not in not_summed_over)
    return by_month + (("acumulado", "anio") if to_date else ())


def reachable(model: MartModel, models: tuple[MartModel, ...]) -> dict[str, Dimension]:
    """What a mart can be grouped by: its keys, its dimensions, and those of the catalogues of its keys."""
    if not model.measures:
        return {}
    found = {key: Dimension(key, column, None, None, False, False) for key, column in model.keys.items()}
    found |= {name: d for name, d in model.dimensions.items() if not d.internal}
    for catalogue in models:
        if catalogue.primary in model.keys:
            found |= {name: d for name, d in catalogue.dimensions.items() if name not in found}
    return found


def _dimension(name: str, raw: Mapping[str, Any]) -> Dimension:
    return Dimension(name, raw["expr"], raw["etiqueta"], raw["de"], raw["nombra"], raw["interna"])
