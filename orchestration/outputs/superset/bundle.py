"""The bundle that Superset imports: a zip of its own YAML files, made from the current publication.
It holds definitions and no figure; what runs Superset belongs to `serving.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import yaml

from orchestration.core.paths import Home
from orchestration.outputs.routes.tables import MartTable, published_tables
from orchestration.outputs.superset import datasets
from orchestration.outputs.superset.boards import boards, identifier
from orchestration.publication.editions import Edition
from orchestration.publication.metrics import Metric, catalogue
from orchestration.transforming import dbt

_DATABASE = "Red CITE"
_VERSION = "1.0.0"


def write(home: Home, edition: Edition, address: str, target: Path) -> None:
    """Writes the bundle of `edition` to the zip `target`; `address` is SQLAlchemy's, of what Superset reads.

    Raises:
        NoCatalogue: the publication is older than the catalogue of metrics.
    """
    with ZipFile(target, "w") as bundle:
        for name, content in files(home, edition, address).items():
            bundle.writestr(f"red_cite/{name}", yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def files(home: Home, edition: Edition, address: str) -> dict[str, Any]:
    """What the bundle holds, by path."""
    badges, metrics = declared(home), {metric.name: metric for metric in catalogue(edition.folder)}
    tables = {
        f"datasets/{table.name}.yaml": _dataset(table, metrics, badges.get(table.name, {}))
        for table in published_tables(edition)
    }
    shown = boards()
    charts = {f"charts/{chart.id}.yaml": chart.as_yaml() for board in shown for chart in board.charts}
    return {
        "metadata.yaml": {"version": _VERSION, "type": "assets"},
        "databases/red_cite.yaml": _database(address),
        **tables,
        **charts,
        **{f"dashboards/{board.name}.yaml": board.as_yaml() for board in shown},
    }


def _database(address: str) -> dict[str, Any]:
    only_read = {"allow_dml": False, "allow_ctas": False, "allow_cvas": False, "allow_csv_upload": False}
    return {
        "database_name": _DATABASE,
        "sqlalchemy_uri": address,
        "uuid": identifier("base", "red_cite"),
        "expose_in_sqllab": True,
        "extra": {},
        "version": _VERSION,
        **only_read,
    }


def _dataset(table: MartTable, metrics: Mapping[str, Metric], badges: Mapping[str, Any]) -> dict[str, Any]:
    left_out = datasets.hidden(badges)
    labels = datasets.labels_of(metrics)
    dates = [column.name for column in table.columns if column.type in ("DATE", "TIMESTAMP")]
    return {
        "table_name": table.name,
        "schema": "marts",
        "description": table.description,
        "main_dttm_col": "periodo" if "periodo" in dates else None,
        "columns": [
            {
                "column_name": column.name,
                "verbose_name": labels.get(column.name) or datasets.spoken(column.name),
                "type": column.type,
                "is_dttm": column.name in dates,
                "groupby": True,
                "filterable": True,
                "description": column.description,
            }
            for column in table.columns
            if column.name not in left_out
        ],
        "metrics": [shown.as_yaml() for shown in datasets.metrics_of(table, metrics, badges).values()],
        "uuid": identifier("tabla", table.name),
        "database_uuid": identifier("base", "red_cite"),
        "version": _VERSION,
    }


def declared(home: Home) -> dict[str, dict[str, Any]]:
    """What dbt's project says of each mart's columns (`config.meta`), by table and column."""
    manifest = json.loads(dbt.manifest_file(home).read_text(encoding="utf-8"))
    return {
        node["name"]: {name: column["config"].get("meta", {}) for name, column in node["columns"].items()}
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
