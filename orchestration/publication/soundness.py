"""Whether a publication still is what its manifest says: by names and counts at each close, by content where asked to.
What to do about one that is damaged belongs to `closing/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from orchestration.core.paths import Home
from orchestration.publication.content import content_of
from orchestration.publication.editions import CURRENT
from orchestration.publication.manifest import DamagedManifest, Manifest
from orchestration.warehouse.rows import literal


def sound(home: Home) -> Manifest | None:
    """The manifest that readers see; None before the first publication, and where what they see is damaged."""
    folder = home.published / CURRENT
    if next(damage(folder), None) is not None:
        return None
    return Manifest.read(folder / "manifiesto.json")


def damage(folder: Path, whole: bool = False) -> Iterator[str]:
    """What is wrong with a version, a sentence each; `whole` reads every row, else files are opened and counted."""
    try:
        manifest = Manifest.read(folder / "manifiesto.json")
    except DamagedManifest as error:
        yield str(error)
        return
    except FileNotFoundError:
        yield f"{folder / 'manifiesto.json'}: no está."
        return
    parquet = {name: folder / "parquet" / f"{name}.parquet" for name in manifest.tablas}
    with duckdb.connect(config={"threads": 1}) as reader:  # more would only wait for each other
        yield from _of_database(reader, folder / "red_cite.duckdb", manifest, whole)
        if whole or not _counted(reader, parquet, manifest):
            for name, file in parquet.items():
                yield from _of_parquet(reader, file, manifest, name, whole)


def _of_database(reader: duckdb.DuckDBPyConnection, file: Path, manifest: Manifest, whole: bool) -> Iterator[str]:
    try:
        reader.execute(f"attach {literal(file)} as vista (read_only)")
        rows = dict(
            reader.execute(
                "select table_name, estimated_size from duckdb_tables() where database_name = 'vista'"
            ).fetchall()
        )
        wrong = [name for name, table in manifest.tablas.items() if rows.get(name) != table.rows]
        unlike = [name for name in manifest.tablas if whole and name not in wrong]
        wrong += [name for name in unlike if _other(reader, f"vista.marts.{name}", manifest, name)]
    except duckdb.Error:
        yield f"{file}: no está o no se puede leer."
        return
    if wrong:
        yield f"{file}: no es lo que dice su manifiesto en {', '.join(wrong)}."


def _counted(reader: duckdb.DuckDBPyConnection, files: Mapping[str, Path], manifest: Manifest) -> bool:
    """Whether every file's own count is the manifest's, asked at once; which is not, is asked one by one."""
    try:
        rows = reader.execute(
            "select parse_filename(file_name, true), num_rows from parquet_file_metadata(?)",
            [[*map(str, files.values())]],
        ).fetchall()
    except duckdb.Error:
        return False
    return dict(rows) == {name: table.rows for name, table in manifest.tablas.items()}


def _of_parquet(
    reader: duckdb.DuckDBPyConnection, file: Path, manifest: Manifest, name: str, whole: bool
) -> Iterator[str]:
    quoted = literal(file)
    try:
        row = reader.execute(f"select num_rows from parquet_file_metadata({quoted})").fetchone()
        if row is None or row[0] != manifest.tablas[name].rows or (whole and _other(reader, quoted, manifest, name)):
            yield f"{file}: no es lo que dice su manifiesto."
    except duckdb.Error:
        yield f"{file}: no está o no se puede leer."


def _other(reader: duckdb.DuckDBPyConnection, relation: str, manifest: Manifest, name: str) -> bool:
    return content_of(reader, relation).sha256 != manifest.tablas[name].sha256
