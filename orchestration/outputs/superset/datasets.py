"""Each published table as a dataset of Superset: its columns with their descriptions, and its metrics.
A metric's words and SQL are dbt's (`models/metricas`, `aditividad`); where they are shown belongs to `boards.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.outputs.routes.tables import MartTable
from orchestration.publication.metrics import MartModel, Metric

_FORMATS = {"proporcion": ".1%", "soles": ",.2f", "soles por servicio": ",.2f"}
_LAPSES = {"mes": "del mes", "acumulado": "de enero al mes"}


@dataclass(frozen=True)
class Shown:
    """One metric of a dataset. `name` is what a chart asks for; `of` and `face` say which of dbt's metrics it is, and
    whether of a month or to date (both empty where it is a column's own sum)."""

    name: str
    label: str
    sql: str
    description: str
    unit: str
    of: str = ""
    face: str = ""

    def as_yaml(self) -> dict[str, Any]:
        return {
            "metric_name": self.name,
            "verbose_name": self.label,
            "expression": self.sql,
            "description": self.description,
            "d3format": _FORMATS.get(self.unit, ",d"),
        }


def metrics_of(table: MartTable, metrics: Mapping[str, Metric], declared: Mapping[str, Any]) -> dict[str, Shown]:
    """The metrics of a table by name: those of the catalogue, then the sum of each column that has none.

    `declared` is the `meta` of the table's columns in dbt's project, by name. What does not add up over a key is empty
    wherever a chart holds more than one value of it: wrong sums cannot be asked for.
    """
    found = {shown.name: shown for metric in metrics.values() for shown in _of_metric(metric, metrics, table.name)}
    summed = {shown.sql for shown in found.values()}
    of_columns = (
        _of_column(column.name, column.description, declared.get(column.name, {})) for column in table.columns
    )
    return found | {s.name: s for s in of_columns if s and s.sql not in summed and s.name not in found}


def hidden(declared: Mapping[str, Any]) -> set[str]:
    """The columns that nobody may sum by hand: their figures are asked of the metrics."""
    return {name for name, meta in declared.items() if meta.get("aditividad", "suma") != "suma"}


def labels_of(metrics: Mapping[str, Metric]) -> dict[str, str]:
    """What dbt calls the dimensions of its metrics, by column."""
    models = (model for metric in metrics.values() for model in metric.models)
    return {name: d.label for model in models for name, d in model.dimensions.items() if d.label}


def spoken(name: str) -> str:
    """A column's name as words, where nothing better was declared."""
    return name.replace("_", " ").capitalize()


def _of_metric(metric: Metric, metrics: Mapping[str, Metric], table: str) -> Iterator[Shown]:
    names = [n for n in (metric.numerator, metric.denominator) if n] or [metric.name]
    parts = [metrics[name] for name in names]
    faces = [face for face in parts[0].measures if all(face in part.measures for part in parts)]
    for face in faces:
        for model in (m for m in parts[0].models if m.table == table and m.measures):
            sums = [_measure(part, face, model) for part in parts]
            if all(sums):
                yield _shown(metric, face, model, [s for s in sums if s], len(faces) > 1)


def _measure(metric: Metric, face: str, model: MartModel) -> str | None:
    """The SQL of a metric's measure over the mart's rows that are meant."""
    sql = next((model.measures[name] for name in metric.measures.get(face, ()) if name in model.measures), None)
    return f"{sql} filter (where {model.rows})" if sql and model.rows else sql


def _shown(metric: Metric, face: str, model: MartModel, sums: list[str], several: bool) -> Shown:
    keys = [key for key in metric.not_summed_over if key == "periodo" or key in model.keys]
    if face == "acumulado" and "periodo" not in keys:
        keys.insert(0, "periodo")
    suffixed = several and (face == "acumulado" or keys)
    sql = sums[0] if len(sums) == 1 else f"1.0 * {sums[0]} / nullif({sums[1]}, 0)"
    return Shown(
        name=f"{metric.name}_{face}" if suffixed else metric.name,
        label=f"{metric.label}, {_LAPSES[face]}" if suffixed else metric.label,
        sql=_one_of_each(keys, sql),
        description=" ".join([metric.description, metric.reading, *_asks(keys)]),
        unit=metric.unit,
        of=metric.name,
        face=face,
    )


def _of_column(name: str, description: str, meta: Mapping[str, str]) -> Shown | None:
    """The sum of a column, by its badge; None where the column measures nothing or never adds up."""
    additivity = meta.get("aditividad", "no_suma")
    if additivity == "no_suma":
        return None
    keys = additivity.removeprefix("por_").split("_y_") if additivity.startswith("por_") else []
    sentence = " ".join(description.split())
    return Shown(
        name,
        spoken(name),
        _one_of_each(keys, f"sum({name})"),
        " ".join([sentence, *_asks(keys)]),
        meta.get("unidad", ""),
    )


def _one_of_each(keys: list[str], sql: str) -> str:
    """The figure where each key has one value among the rows, and nothing elsewhere."""
    if not keys:
        return sql
    return f"case when {' and '.join(f'count(distinct {key}) = 1' for key in keys)} then {sql} end"


def _asks(keys: list[str]) -> list[str]:
    return (
        [f"Sale vacía si lo elegido tiene más de un valor de {' o de '.join(f'`{key}`' for key in keys)}."]
        if keys
        else []
    )
