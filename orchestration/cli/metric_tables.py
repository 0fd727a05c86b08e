"""Shows the catalogue of metrics, or the figures of one: a table in Spanish, JSON, a CSV, or its SQL.
What the figures are belongs to `metrics/`; which publication they come from, to `publication/`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from orchestration.cli.arguments import writing_to
from orchestration.cli.shell import say
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.publication.editions import Edition, edition
from orchestration.publication.metrics import Metric, catalogue, query
from orchestration.publication.metrics.wording import UNKNOWN, figure, month, unit

_TIMES = ("periodo", "hasta")
# Where only the year's figure is known, no month is its last.
_WHOLE_YEAR = "año entero"


@dataclass(frozen=True)
class MetricQuestion:
    """A question as typed."""

    metric: str
    by: tuple[str, ...]
    where: dict[str, list[str]]
    grain: str


def filters(typed: Sequence[str]) -> dict[str, list[str]]:
    """`dimension=value` by dimension; one that is repeated has several values.

    Raises:
        Misuse: one has no `=`.
    """
    found: dict[str, list[str]] = {}
    for text in typed:
        name, equals, value = text.partition("=")
        if not equals:
            raise Misuse(f"'{text}' no es un filtro; escríbalo como dimension=valor, por ejemplo anio=2024.")
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def list_metrics(name: str, as_json: bool) -> None:
    """Prints every metric of the publication called `name`, with its unit, whether it adds up and what it is had by.

    Raises:
        Misuse: no such publication, or it carries no catalogue.
    """
    metrics = catalogue(edition(Home.current(), name).database)
    if as_json:
        print(json.dumps([_as_record(metric) for metric in metrics]))
        return
    console = Console()
    for metric in metrics:
        if not metric.auxiliary:
            _describe(metric, console)


def show(name: str, asked: MetricQuestion, csv_file: Path | None, *, as_json: bool, as_sql: bool) -> None:
    """Prints the figures asked of the publication called `name`; `csv_file` gets them too.

    Raises:
        Misuse: no such publication, the metric cannot be given so, or the file cannot be written.
    """
    source = edition(Home.current(), name)
    frame = query(source.database, asked.metric, asked.by, asked.where, grain=asked.grain)
    if csv_file is not None:
        with writing_to(csv_file):
            frame.to_csv(csv_file, index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")
    if as_sql:
        print(frame.attrs["sql"])
    elif as_json:
        print(json.dumps(_answer(source, frame)))
    else:
        _show_table(source, frame, Console())


def _as_record(metric: Metric) -> dict[str, Any]:
    return {
        "metrica": metric.name,
        "etiqueta": metric.label,
        "descripcion": metric.description,
        "lectura": metric.reading,
        "unidad": metric.unit,
        "aditividad": metric.additivity,
        "granos": metric.grains,
        "dimensiones": metric.dimensions,
        "auxiliar": metric.auxiliary,
    }


def _answer(source: Edition, frame: pd.DataFrame) -> dict[str, Any]:
    return {
        "publicacion": source.manifest.version,
        "huella": source.manifest.huella,
        "aviso": source.manifest.notice,
        "metrica": _as_record(frame.attrs["metrica"]),
        "cifras": [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")],
    }


def _plain(value: Any) -> Any:
    """A value that JSON knows: dates as `2024-09-01`, what is missing as null."""
    if pd.isna(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value


def _describe(metric: Metric, console: Console) -> None:
    say(console, f"{metric.name} · {metric.label} · {unit(metric.unit)} · {metric.additivity}", "bold")
    say(console, f"  {metric.description} {metric.reading}")
    say(console, f"  Granos: {', '.join(metric.grains)}. Por: {', '.join(metric.dimensions)}.", "dim")
    say(console)


def _show_table(source: Edition, frame: pd.DataFrame, console: Console) -> None:
    metric: Metric = frame.attrs["metrica"]
    say(console, f"{metric.label} · {unit(metric.unit)} · versión {source.manifest.version}", "bold")
    if source.manifest.notice:
        say(console, source.manifest.notice, "yellow")
    table = Table()
    for column in frame:
        table.add_column(str(column), justify="right" if _is_figure(frame, str(column)) else "left", overflow="fold")
    for row in frame.to_dict("records"):
        table.add_row(*(_cell(metric, str(column), value) for column, value in row.items()))
    console.print(table, markup=False, highlight=False)
    say(console, f"{metric.description} {metric.reading}", "dim")


def _is_figure(frame: pd.DataFrame, column: str) -> bool:
    return pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_bool_dtype(frame[column])


def _cell(metric: Metric, column: str, value: Any) -> str:
    if column in _TIMES:
        return _WHOLE_YEAR if pd.isna(value) else month(value)
    if column == metric.name:
        return figure(value, metric.unit)
    if isinstance(value, bool):
        return "sí" if value else "no"
    if pd.isna(value):
        return UNKNOWN
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) and column != "anio" else str(value)
