"""Brings the raw tables of an earlier program to today's, by numbered steps, each one transaction, after a copy.
What stands in the tables is `schema.sql`; what dbt makes of them is made anew after a step."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb

from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import Home
from orchestration.core.whole_files import copy_whole
from orchestration.warehouse import lake

SCHEMA = Path(__file__).with_name("schema.sql")
STEPS = {int(file.name[:4]): file for file in sorted(Path(__file__).with_name("migraciones").glob("*.sql"))}
VERSION = max(STEPS)
# The shapes of homes that had no number yet, the oldest first: what is missing (or standing) there, and their number.
_BY_SHAPE = ((("recepciones", "entregado_cite", False), 0), (("siaf_entregas", "sha256", True), 1))
_LAST_WITHOUT_NUMBER = 2


class NewerHome(Failure):
    """A later program wrote this warehouse."""


class OtherEngine(Misuse):
    """DuckDB's file was asked for where the tables lie on a lake."""


class LostWarehouse(Failure):
    """Beside receptions or a publication stands a warehouse that knows of nothing."""


def version_of(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The number of the schema that stands here; None where no table of raw stands."""
    try:  # first, for every step of a close asks: to list the columns of all tables and views takes far longer
        row = connection.execute("select max(version) from raw.esquema").fetchone()
        if row is not None and row[0] is not None:
            return int(row[0])
    except duckdb.CatalogException:
        pass
    rows = connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'raw' and database_name = current_database()"
    ).fetchall()
    columns = {(table, column) for table, column in rows}
    if ("reportes", "reporte_id") not in columns:
        return None
    for (table, column, stands), number in _BY_SHAPE:
        if ((table, column) in columns) is stands:
            return number
    return _LAST_WITHOUT_NUMBER


def copy_of(home: Home, version: int) -> Path:
    """Where the warehouse lies as it was before a step from `version`."""
    return home.warehouse.parent / "copias" / f"esquema-{version}.duckdb"


def open_warehouse(home: Home) -> duckdb.DuckDBPyConnection:
    """A connection to the warehouse with the tables of today; those of an earlier program are brought to them.

    Killed anywhere and run again it gives the same: a step is one transaction, and the copy is whole before the first.
    A lake needs none, for it keeps its earlier states.

    Raises:
        NewerHome: a later program wrote it; nothing is touched.
        LostWarehouse: it knows of nothing, and receptions or a publication say that there was more.
        OtherEngine: what there was lies on a lake.
    """
    if home.lake is None and (not home.warehouse.exists() or not home.warehouse.stat().st_size):
        _refuse_lake(home)
        _refuse_lost(home)
        home.warehouse.unlink(missing_ok=True)  # DuckDB takes a file without a byte for another program's
    connection = _opened(home)
    try:
        found = version_of(connection)
        if found is not None and found > VERSION:
            raise NewerHome(
                f"Este almacén es de una versión posterior de red-cite (esquema {found}; este programa conoce hasta el "
                f"{VERSION}): actualice el programa. No se tocó nada."
            )
        if found is not None and found < VERSION and home.lake is None:
            connection.close()  # its file is whole: the log has been written into it
            copy_whole(home.warehouse, copy_of(home, found))
            connection = _opened(home)
        bring_up(connection, found)
        if knows_nothing(connection):
            _refuse_lost(home)
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(home: Home) -> duckdb.DuckDBPyConnection:
    connection = lake.opened(home) if home.lake else duckdb.connect(str(home.warehouse))
    connection.execute("set enable_progress_bar = false")  # it would write among a command's output
    return connection


def stands(home: Home) -> bool:
    """Whether there is a warehouse, made by an earlier command.

    Raises:
        OtherEngine: there is one, on a lake.
    """
    if home.lake:
        return lake.snapshot(home) is not None
    _refuse_lake(home)
    return home.warehouse.is_file()


def bring_up(connection: duckdb.DuckDBPyConnection, found: int | None) -> None:
    """Takes the steps after `found`, each in a transaction of its own; the last one makes the tables that are new."""
    for number in [VERSION] if found is None else range(found + 1, VERSION + 1):
        parts = [] if found is None else [STEPS[number]]
        parts += [SCHEMA] if number == VERSION else []
        connection.execute("begin")
        try:
            connection.execute("create schema if not exists raw")
            # The numbers that it was made with or brought to; in force is the highest.
            connection.execute("create table if not exists raw.esquema (version integer, aplicada_en timestamp)")
            for part in parts:
                connection.execute(part.read_text(encoding="utf-8"))
            connection.execute("insert into raw.esquema values (?, now()::timestamp)", [number])
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise


def knows_nothing(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether no table of a warehouse, but that of its numbers, has a row."""
    with suppress(duckdb.CatalogException):
        if connection.execute("from raw.recepciones limit 1").fetchone():
            return False
    row = connection.execute(
        "select sum(estimated_size) from duckdb_tables() where table_name <> 'esquema' "
        "and database_name = current_database()"
    ).fetchone()
    return row is None or not row[0]


def _refuse_lake(home: Home) -> None:
    if not home.warehouse.exists() and Path(home.lake_data).is_dir():
        raise OtherEngine(
            f"el almacén de {home.root} es un lago: diga RED_CITE_MOTOR=ducklake, y en RED_CITE_LAGO su catálogo."
        )


def _refuse_lost(home: Home) -> None:
    beside = [
        said
        for said, stands in (
            ("recepciones", any(home.receptions.glob("*.json"))),
            ("una publicación", (home.published / "actual").is_symlink()),
        )
        if stands
    ]
    if beside:
        raise LostWarehouse(
            f"El almacén está vacío o no está, y en {home.root} hay {' y '.join(beside)}: cerrar ahora perdería lo que "
            "se sabía. Traiga un respaldo con `red-cite restaurar`, o use `red-cite reconstruir`."
        )
