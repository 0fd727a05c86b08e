"""The warehouse on DuckLake: tables as files that many machines read and write, told of by a catalogue in PostgreSQL.
Which homes lie there is `core/paths.py` to say; what is stored in them belongs to the modules beside this one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

import duckdb

from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import Home
from orchestration.warehouse.rows import literal

# As DuckDB calls the file of the usual engine, so that what dbt writes and reads is called the same.
NAME = "red_cite"
_EXTENSIONS = ("ducklake", "postgres_scanner")
# The number of our lock among those of the database, which holds one lake and nothing else.
_LOCK = 1228
# A machine that loses its power frees the warehouse within a minute, not within the hours that systems take.
_KEPT_ALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"


class NoExtensions(Misuse):
    """DuckDB's extensions for it are not installed."""


class LakeTrouble(Failure):
    """The catalogue cannot be reached, or is another lake's."""


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """DuckDB's extensions from the packages of the extra `lago`: nothing is downloaded.

    Raises:
        NoExtensions: they are not there.
    """
    # A bucket's address, key and region: as all of DuckDB takes them, from AWS_… or from its own persistent secrets.
    bucket = ("httpfs",) if os.environ.get("RED_CITE_LAGO_DATOS", "").startswith("s3://") else ()
    for name in (*_EXTENSIONS, *bucket):
        try:
            folder = resources.files(f"duckdb_extension_{name}")
        except ModuleNotFoundError:
            raise NoExtensions("el motor ducklake pide un complemento: instálelo con `make lago`.") from None
        file = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        connection.execute(f"load {literal(file)}")


def opened(home: Home) -> duckdb.DuckDBPyConnection:
    """A connection on which the lake's tables are called as a warehouse's are.

    Raises:
        NoExtensions: DuckDB's extensions for it are not installed.
        LakeTrouble: its catalogue cannot be reached, or its data lie elsewhere.
    """
    connection = duckdb.connect(config={"temp_directory": str(home.warehouse.with_name("temporal"))})
    try:
        load(connection)
        where = f"{literal(f'ducklake:postgres:{home.lake}')} as {NAME} (data_path {literal(home.lake_data)})"
        connection.execute(f"attach {where}")
        connection.execute(f"use {NAME}")
    except duckdb.Error as error:  # in DuckDB's own words stands the address, with its password
        connection.close()
        raise LakeTrouble(_told(home, str(error))) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _told(home: Home, said: str) -> str:
    if "DATA_PATH" in said:
        return f"Los datos de este lago no están en {home.lake_data}: diga dónde en RED_CITE_LAGO_DATOS."
    return (
        "DuckDB no puede abrir el catálogo de RED_CITE_LAGO: la dirección debe decir el servidor (en esta máquina, "
        "`?host=/var/run/postgresql`), y el usuario, poder crear tablas."
    )


@contextmanager
def session(home: Home) -> Iterator[Any]:
    """A connection to the catalogue's server.

    Raises:
        LakeTrouble: it cannot be reached.
    """
    import psycopg  # most homes have no lake

    assert home.lake is not None
    try:
        connection = psycopg.connect(home.lake, autocommit=True, connect_timeout=10, options=_KEPT_ALIVE)
    except psycopg.Error as error:
        # What libpq says of an address that it cannot read may repeat a part of it, the password too.
        said = str(error).partition("\n")[0] if isinstance(error, psycopg.OperationalError) else "no es una dirección"
        raise LakeTrouble(f"No se llega al PostgreSQL de RED_CITE_LAGO: revise dirección y clave ({said}).") from None
    with connection:
        yield connection


def taken(connection: Any) -> bool:
    """Whether this session holds the warehouse now; it is freed when the session ends, however that happens."""
    row = connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
    return bool(row[0])


def snapshot(home: Home) -> int | None:
    """The number of its last change; None where nothing was ever written."""
    with session(home) as connection:
        there = connection.execute("select to_regclass('ducklake_snapshot')").fetchone()
        if there[0] is None:
            return None
        last: int | None = connection.execute("select max(snapshot_id) from ducklake_snapshot").fetchone()[0]
        return last


def forget_the_past(connection: duckdb.DuckDBPyConnection, days: int = 0) -> None:
    """Writes anew the files that hold deleted rows, and removes what no state of the last `days` needs."""
    _call(connection, "flush_inlined_data")
    _call(connection, "rewrite_data_files", "delete_threshold => 0")
    aged = f"and snapshot_time < now() - interval {days} day" if days else ""
    # By number: a clock that was set back would keep what is to go.
    older = connection.execute(
        f"select snapshot_id from ducklake_snapshots('{NAME}') "
        f"where snapshot_id < (select max(snapshot_id) from ducklake_snapshots('{NAME}')) {aged}"
    ).fetchall()
    if older:
        _call(connection, "expire_snapshots", f"versions => {[number for (number,) in older]}")
    _call(connection, "cleanup_old_files", "cleanup_all => true")
    _call(connection, "delete_orphaned_files", "cleanup_all => true")  # of transactions that were cut


def _call(connection: duckdb.DuckDBPyConnection, what: str, *arguments: str) -> None:
    connection.execute(f"call ducklake_{what}({', '.join([literal(NAME), *arguments])})").fetchall()
