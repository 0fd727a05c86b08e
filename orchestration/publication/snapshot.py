"""Writes the marts aside as a DuckDB file and Parquet, then swaps them in with one rename.
Whether they may be swapped in is the publication gate's to say; what they mean is dbt's."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole, point
from orchestration.publication.content import TableContent, content_of, sum_of
from orchestration.publication.manifest import DamagedManifest, Manifest, fingerprint
from orchestration.publication.soundness import sound
from orchestration.publication.stamp import stamp
from orchestration.warehouse.connection import transaction
from orchestration.warehouse.rows import records

# Columns that would carry a person out of raw, whatever the table.
PERSONAL_COLUMNS = frozenset(
    {"numero_documento", "cliente_nombre", "cliente", "cliente_id", "responsable", "valor_celda", "celdas"}
)
LINKS = ("red_cite.duckdb", "parquet", "manifiesto.json")


@dataclass(frozen=True)
class Draft:
    """A publication written aside: nobody reads it until `swap_in`."""

    folder: Path
    manifest: Manifest
    checks: pd.DataFrame


def current(home: Home) -> Manifest | None:
    """The manifest that readers see now, None before the first publication and where it cannot be read."""
    file = home.published / "actual" / "manifiesto.json"
    try:
        return Manifest.read(file) if file.exists() else None
    except DamagedManifest:
        return None


def draft(home: Home, connection: duckdb.DuckDBPyConnection, published_at: datetime, project: str) -> Draft:
    """Copies every table of schema `marts` aside and compares each copy with the warehouse.

    `project` is the fingerprint of the dbt project that built them.

    `checks` has one row a table: tabla, filas, filas_en_almacen, suma, suma_en_duckdb,
    suma_en_parquet, columnas_personales; the publication suite judges it.
    """
    folder = home.published / "versiones" / ".borrador"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "parquet").mkdir(parents=True)
    previous = sound(home)
    known = previous.tablas if previous else {}
    contents = {table: content_of(connection, f"marts.{table}", known.get(table)) for table in _marts(connection)}
    same = {table for table, content in contents.items() if known.get(table) == content}
    _copy(connection, contents, folder, {t: home.published / "actual" / "parquet" / f"{t}.parquet" for t in same})
    checks = _compare(connection, contents, folder)  # before the card is stamped, which the warehouse does not hold
    huella = fingerprint(contents)
    number, at = _number(home, connection, previous, huella)
    manifest = Manifest(
        version=number,
        huella=huella,
        publicado_en=at or published_at.isoformat(timespec="seconds"),
        tablas=contents,
        fuentes=_sources(connection),
        entregas=_deliveries(connection),
        faltan=_missing(connection),
        proyecto=project,
        sinteticos=_synthetic(connection),
    )
    seen = previous if previous is not None and previous.huella == manifest.huella else None
    manifest = seen or stamp(folder, manifest)
    manifest.write(folder / "manifiesto.json")
    return Draft(folder, manifest, checks)


def _number(
    home: Home, connection: duckdb.DuckDBPyConnection, previous: Manifest | None, huella: str
) -> tuple[int, str | None]:
    """The next number, or that which these very figures bore where their files were lost, with their moment."""
    if previous is not None:
        return previous.version + 1, None
    folders = [f.name.partition("-") for f in (home.published / "versiones").glob("[0-9]*-*")]
    seen = [(int(number), begun, None) for number, _, begun in folders if number.isdecimal()]
    told = "select version, huella, publicado_en from raw.publicaciones order by version desc limit 1"
    last = max([*seen, *connection.execute(told).fetchall()], key=lambda one: (one[0], one[1]), default=(0, "", None))
    if last[1] and huella.startswith(last[1]):
        return last[0], last[2]
    return last[0] + 1, None


def swap_in(home: Home, made: Draft) -> bool:
    """Makes the draft what readers see; False when it holds just what they see already.

    A reader that holds the old file open goes on reading it: versions are folders of their own.
    """
    seen = sound(home)
    if seen is not None and seen.huella == made.manifest.huella:
        shutil.rmtree(made.folder)
        return False
    target = home.published / "versiones" / made.manifest.name
    for orphan in _from_version(home, made.manifest.version):  # of a run killed between the two renames
        shutil.rmtree(orphan)
    for file in (made.folder / "red_cite.duckdb", *(made.folder / "parquet").iterdir()):
        file.chmod(0o444)  # a tool that opens them to write would lock the other readers out
    move_whole(made.folder, target)  # before the months that it holds are told as done
    point(home.published / "actual", Path("versiones") / target.name)
    for name in LINKS:
        point(home.published / name, Path("actual") / name)
    return True


def _marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        row[0]
        for row in connection.execute(
            "select table_name from duckdb_tables() "
            "where schema_name = 'marts' and database_name = current_database() order by 1"
        ).fetchall()
    ]


def _copy(
    connection: duckdb.DuckDBPyConnection, contents: Mapping[str, TableContent], folder: Path, written: dict[str, Path]
) -> None:
    """`written` are the Parquet files of the tables that have not changed since: the same file serves both versions."""
    comments = _comments(connection)
    files = {table: folder / "parquet" / f"{table}.parquet" for table in contents}
    shared = {table for table, seen in written.items() if _shared(connection, seen, files[table], contents[table])}
    connection.execute(f"attach '{folder / 'red_cite.duckdb'}' as publicacion")
    try:
        with transaction(connection):  # one, for DuckDB waits for the disk at the end of each
            connection.execute("create schema publicacion.marts")
            for table, parquet in files.items():
                # In order already: sorting is what a publication of many years costs.
                source = f"'{parquet}'" if table in shared else f"marts.{table} order by all"
                connection.execute(f"create table publicacion.marts.{table} as from {source}")
                connection.execute(";".join(comments[table]))
                if table not in shared:
                    connection.execute(f"copy (from publicacion.marts.{table}) to '{parquet}' (format parquet)")
    finally:
        connection.execute("detach publicacion")


def _shared(connection: duckdb.DuckDBPyConnection, seen: Path, parquet: Path, content: TableContent) -> bool:
    """Links `parquet` to the file that readers see; False where it is damaged, or the disk has no such links."""
    try:
        os.link(seen, parquet)
        if sum_of(connection, f"'{parquet}'") == (content.rows, content.suma):
            return True
    except (OSError, duckdb.Error):
        pass
    parquet.unlink(missing_ok=True)
    return False


def _comments(connection: duckdb.DuckDBPyConnection) -> defaultdict[str, list[str]]:
    """The dictionary goes along: dbt's descriptions as comments on each copy's table and columns."""
    where = "where schema_name = 'marts' and database_name = current_database() and comment is not null"
    rows = connection.execute(
        f"select table_name, 'table', '', comment from duckdb_tables() {where} "
        f"union all select table_name, 'column', '.\"' || column_name || '\"', comment from duckdb_columns() {where}"
    ).fetchall()
    statements: defaultdict[str, list[str]] = defaultdict(list)
    for table, kind, column, comment in rows:
        text = comment.replace("'", "''")
        statements[table].append(f"comment on {kind} publicacion.marts.{table}{column} is '{text}'")
    return statements


def _compare(connection: duckdb.DuckDBPyConnection, contents: Mapping[str, TableContent], folder: Path) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    connection.execute(f"attach '{folder / 'red_cite.duckdb'}' as publicacion (read_only)")
    try:
        for table, ours in contents.items():
            copied, suma = sum_of(connection, f"publicacion.marts.{table}")
            _, in_parquet = sum_of(connection, f"'{folder / 'parquet' / f'{table}.parquet'}'")
            columns = {r[0] for r in connection.execute(f"describe marts.{table}").fetchall()}
            rows.append(
                {
                    "tabla": table,
                    "filas": copied,
                    "filas_en_almacen": ours.rows,
                    "suma": ours.suma,
                    "suma_en_duckdb": suma,
                    "suma_en_parquet": in_parquet,
                    "columnas_personales": ", ".join(sorted(columns & PERSONAL_COLUMNS)),
                }
            )
    finally:
        connection.execute("detach publicacion")
    return pd.DataFrame(rows)


def _from_version(home: Home, version: int) -> list[Path]:
    """Folders of this version or a later one: never seen by a reader, who sees an earlier one still."""
    folders = (home.published / "versiones").glob("[0-9]*-*")
    return [f for f in folders if int(f.name.split("-")[0]) >= version]


def _sources(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The versions that the figures were counted from, in centre and month order."""
    columns = ("reporte_id", "cite_codigo", "periodo", "version", "sha256", "recibido_en")
    query = f"select {', '.join(columns)} from intermediate.int_reportes_vigentes order by periodo, cite_codigo"
    return [_plain(row) for row in records(connection, query)]


def _deliveries(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The other feeds' deliveries in force: of a year of the SIAF, and of a table and year of Data Perú, the newest."""
    query = """
        from (
            select entrega_id, 'siaf' as feed, anio, version, corte, archivo, 'blake3:' || blake3 as huella, recibido_en
            from raw.siaf_entregas
            where estado = 'aceptado' and entrega_id not in (select clave from raw.retiros)
            qualify version = max(version) over (partition by anio)
            union all
            select entrega_id, 'data_peru', null, version, null, archivo, 'sha256:' || sha256, recibido_en
            from raw.data_peru_entregas where entrega_id in (
                select arg_max(filas.entrega_id, entregas.version)
                from raw.data_peru_filas as filas join raw.data_peru_entregas as entregas using (entrega_id)
                where entrega_id not in (select clave from raw.retiros)
                group by filas.tabla, filas.anio
            )
        ) order by feed, anio, version
    """
    return [_plain(row) for row in records(connection, query)]


def _synthetic(connection: duckdb.DuckDBPyConnection) -> int:
    """Reports that count and whose cover says that a generator wrote them; the name of who sent it stays in raw."""
    row = connection.execute(
        "select count(*) from raw.reportes where responsable ilike '%(sintético)%' "
        "and reporte_id in (select reporte_id from intermediate.int_reportes_vigentes)"
    ).fetchone()
    assert row is not None
    return int(row[0])


def _missing(connection: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    """Centres and months that are due and have no report that counts."""
    rows = connection.execute(
        "select cite_codigo, strftime(periodo, '%Y-%m') from marts.cobertura_reportes "
        "where debido and reporte_id is null order by 2, 1"
    ).fetchall()
    return [{"cite_codigo": code, "periodo": month} for code, month in rows]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """As JSON writes it: dates and times as ISO text."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
