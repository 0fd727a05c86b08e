"""Writes the dictionary: one HTML file in Spanish, from the dbt project's own descriptions and a publication.
What the project says is read by `project.py`; nothing about a table is written here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup, escape

from orchestration.core.paths import SUITES
from orchestration.outputs.dictionary import project, promises
from orchestration.outputs.dictionary.project import LAYERS, Node
from orchestration.outputs.html import template
from orchestration.outputs.neighbours import DICTIONARY, neighbours
from orchestration.publication.editions import Edition
from orchestration.publication.metrics import Metric, catalogue, wording

_CODE = re.compile(r"`([^`]+)`")
# What people query comes first; what it is made of comes after, folded.
_BEFORE = ("intermediate", "staging", "raw", "catalogos", "publicado")


@dataclass(frozen=True)
class _PublicationFacts:
    """What a publication says of its own tables: the columns' types, the rows, the metrics."""

    types: dict[tuple[str, str], str]
    rows: dict[str, int]
    metrics: list[Metric]


def write(edition: Edition, manifest: dict[str, Any], same_project: bool, target: Path) -> None:
    """Writes the dictionary of `edition` to the file `target`.

    `manifest` is dbt's; `same_project` says whether the publication was built by the project that it describes.

    Raises:
        NoCatalogue: the publication is older than the catalogue of metrics.
    """
    published = _published(edition)
    entries = project.entries(manifest, published.types, promises.of_gates(SUITES))
    text = template(Path(__file__).with_name("page.html.j2"), _FILTERS).render(
        nav=neighbours(DICTIONARY),
        edition=edition.manifest,
        same_project=same_project,
        entries=entries,
        layers=LAYERS,
        marts=_of_layer(entries, "marts"),
        exposures=_of_layer(entries, "salidas"),
        before=[(LAYERS[layer], _of_layer(entries, layer)) for layer in _BEFORE],
        rows=published.rows,
        metrics=published.metrics,
        metrics_of=_metrics_by_table(published.metrics),
        labels=_labels(published.metrics),
    )
    target.write_text(text, encoding="utf-8")  # the route swaps it in (`publication.derivation`)


def _published(edition: Edition) -> _PublicationFacts:
    with duckdb.connect(str(edition.database), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
        rows = {name: table.rows for name, table in edition.manifest.tablas.items()}
        return _PublicationFacts(
            {(table, column): kind for table, column, kind in columns}, rows, catalogue(connection)
        )


def _of_layer(entries: dict[str, Node], layer: str) -> list[Node]:
    return [entry for entry in entries.values() if entry.layer == layer]


def _metrics_by_table(metrics: list[Metric]) -> dict[str, list[Metric]]:
    """The metrics that read each mart by a measure, by themselves or by a part; catalogues only group."""
    named = {metric.name: metric for metric in metrics}
    found: dict[str, list[Metric]] = {}
    for metric in (m for m in metrics if not m.auxiliary):
        parts = [named[name] for name in (metric.numerator, metric.denominator) if name] or [metric]
        for table in dict.fromkeys(model.table for part in parts for model in part.models if model.measures):
            found.setdefault(table, []).append(metric)
    return found


def _labels(metrics: list[Metric]) -> dict[str, str]:
    """What people call each dimension that has words of its own."""
    dimensions = (d for metric in metrics for model in metric.models for d in model.dimensions.values())
    return {dimension.name: dimension.label for dimension in dimensions if dimension.label}


def _prose(text: str) -> Markup:
    """Names between backticks as code; everything else is text."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


_FILTERS = {
    "prosa": _prose,
    "ancla": lambda id: re.sub(r"\W+", "-", id),
    "unidad": wording.unit,
    "grano": wording.grain,
    "miles": lambda number: f"{number:,}",
}
