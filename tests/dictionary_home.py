"""The dictionary of the real project over a publication that has every table's shape and no row.
For tests of the page; what the project says is read from dbt's own manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.paths import Home
from orchestration.outputs.dictionary import page
from orchestration.publication.content import TableContent
from orchestration.publication.editions import Edition
from orchestration.publication.manifest import Manifest
from orchestration.transforming import dbt

ROWS = 1234


def parsed(home: Home) -> dict[str, Any]:
    return json.loads(dbt.manifest_file(home).read_text(encoding="utf-8"))


def marts(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    models = (node for node in manifest["nodes"].values() if node["resource_type"] == "model")
    return {node["name"]: node for node in models if node["schema"] == "marts"}


def write_page(manifest: dict[str, Any], folder: Path) -> Path:
    """The page, written into `folder` beside an empty publication."""
    with duckdb.connect(str(folder / "red_cite.duckdb")) as connection:
        connection.execute("create schema marts")
        for name, mart in marts(manifest).items():
            columns = ", ".join(f'"{c["name"]}" {c["data_type"] or "varchar"}' for c in mart["columns"].values())
            connection.execute(f"create table marts.{name} ({columns})")
    content = {name: TableContent(ROWS, "x") for name in marts(manifest)}
    edition = Edition(folder, Manifest(7, "abcdef", "2024-09-09T10:00:00", content, [], []))
    page.write(edition, manifest, True, folder / "index.html")
    return folder / "index.html"
