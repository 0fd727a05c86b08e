"""Writes into a publication's files the one row of `marts.publicacion`: which one it is and what it was made from.
What is said there comes from the manifest; the table and its descriptions are dbt's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.publication.content import content_of
from orchestration.publication.manifest import Manifest

TABLE = "publicacion"


def stamp(folder: Path, manifest: Manifest) -> Manifest:
    """The row in `red_cite.duckdb` and in Parquet; the manifest with that table's content.

    The row is no part of `huella`: two publications of the same figures do not differ by when they were made. A
    publication without the table stays as it is.
    """
    if TABLE not in manifest.tablas:
        return manifest
    database, parquet = folder / "red_cite.duckdb", folder / "parquet" / f"{TABLE}.parquet"
    modes = [(file, file.stat().st_mode) for file in (database, parquet)]
    for file, mode in modes:
        file.chmod(mode | 0o200)
    with duckdb.connect(str(database)) as connection:
        last = "(select max(periodo) from marts.dim_mes)"
        connection.execute(f"delete from marts.{TABLE}")
        connection.execute(f"insert into marts.{TABLE} select ?, ?, ?, {last}, ?, ?, ?, ?, ?", _said(manifest))
        connection.execute(f"copy marts.{TABLE} to '{parquet}' (format parquet)")
        content = content_of(connection, f"marts.{TABLE}")
    for file, mode in modes:
        file.chmod(mode)
    return replace(manifest, tablas=manifest.tablas | {TABLE: content})


def _said(manifest: Manifest) -> list[object]:
    """In the order of the table's columns, without the last month, which the publication's own calendar says."""
    return [
        manifest.version,
        manifest.al or manifest.publicado_en,
        manifest.huella,
        len(manifest.fuentes),
        len(manifest.faltan),
        _deliveries(manifest, "siaf"),
        _deliveries(manifest, "data_peru"),
        manifest.notice,
    ]


def _deliveries(manifest: Manifest, feed: str) -> str | None:
    """As `2023 (v1), 2024 (v2)`; a delivery of many years goes by its file."""
    told = [f"{d['anio'] or d['archivo']} (v{d['version']})" for d in manifest.entregas if d["feed"] == feed]
    return ", ".join(told) or None
