"""What raw holds of each delivery, written down beside the receptions: a lost warehouse is rebuilt with its verdicts.
Reading them back belongs here, too; what else a rebuilt home needs, to `closing/recovery.py`."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole
from orchestration.intake.feed import Feed
from orchestration.warehouse.connection import transaction
from orchestration.warehouse.rows import literal

SUFFIX = ".filas.json.gz"
STATE = f"estado{SUFFIX}"
# What people decided and what was done about deliveries, whole at each writing: a few rows a month.
_OF_STATE = (
    *("retiros", "rejuicios", "periodos_congelados", "constancias", "correos", "correos_de_retiro"),
    *("clave", "publicaciones", "borrados"),
)
_LINE = "{clave: 'varchar', tabla: 'varchar', fila: 'json'}"


def journals(home: Home) -> list[Path]:
    """The files of deliveries, in the order of their writing."""
    return sorted(home.receptions.glob(f"[0-9]*{SUFFIX}"))


def note(home: Home, connection: duckdb.DuckDBPyConnection, feed: Feed) -> None:
    """Writes the rows of the feed's deliveries that no file holds into one more file, before their originals go.

    A line is `{"clave", "tabla", "fila"}`; of a delivery in two files (a kill came between writing and marking, or its
    reasons were restated) the later one holds. Files that went away are written anew.
    """
    files = {int(file.name.partition(".")[0]) for file in journals(home)}
    kept = ", ".join(map(str, sorted(files))) or "-1"
    connection.execute(f"delete from raw.anotadas where diario not in ({kept})")
    key, source = _deliveries(feed)
    connection.execute(
        f"create or replace temp table por_anotar as select {key} as clave from raw.{source} "
        f"where {key} not in (select clave from raw.anotadas)"
    )
    if connection.execute("from por_anotar limit 1").fetchone() is None:
        return
    number = max(files, default=0) + 1
    lines = [
        f"select {column} as clave, '{table}' as tabla, to_json(t) as fila from raw.{table} as t "
        f"where {column} in (from por_anotar)"
        for table, column in _tables(feed)
    ]
    _write(connection, " union all ".join(lines), home.receptions / f"{number:06d}{SUFFIX}")
    connection.execute("insert into raw.anotadas select clave, ? from por_anotar", [number])


def write_anew(home: Home, connection: duckdb.DuckDBPyConnection, feed: Feed) -> None:
    """Writes the rows of all the feed's deliveries as they are now, then removes the files that held them before.

    A file stays that holds anything else: a delivery that raw does not know, or another feed's.
    """
    key, source = _deliveries(feed)
    connection.execute(f"delete from raw.anotadas where clave in (select {key} from raw.{source})")
    note(home, connection, feed)
    for file in journals(home):
        if whole(file) and not _holds_more(connection, file):
            file.unlink()


def _holds_more(connection: duckdb.DuckDBPyConnection, file: Path) -> bool:
    later = f"select clave from raw.anotadas where diario > {int(file.name.partition('.')[0])}"
    return (
        connection.execute(f"select 1 from {_lines_of(file)} where clave not in ({later}) limit 1").fetchone()
        is not None
    )


def note_state(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Writes what stands beside the deliveries: withdrawals, freezes, answers, numbers of publications."""
    lines = [
        f"select null as clave, '{table}' as tabla, to_json(t) as fila from raw.{table} as t" for table in _OF_STATE
    ]
    # In an order of their own: which row came in first may be a matter of where a run was killed.
    _write(connection, f"{' union all '.join(lines)} order by tabla, fila", home.receptions / STATE)


def _deliveries(feed: Feed) -> tuple[str, str]:
    """The column that names a delivery, repeated bytes included, and its table."""
    ledger = feed.ledger
    return ("recepcion_id", ledger.receptions) if ledger.receptions else (ledger.key, ledger.table)


def _tables(feed: Feed) -> Iterator[tuple[str, str]]:
    ledger = feed.ledger
    for table in dict.fromkeys([ledger.table, ledger.findings, *feed.tables]):
        if not table.endswith("_por_rehacer"):
            yield table, ledger.key
    if ledger.receptions:
        yield ledger.receptions, "recepcion_id"
    yield "puertas", "carga"


def _write(connection: duckdb.DuckDBPyConnection, lines: str, file: Path) -> None:
    draft = file.with_name(f".{file.name}")
    connection.execute(f"copy ({lines}) to {literal(draft)} (format json, compression gzip)")
    move_whole(draft, file)


def read_back(home: Home, connection: duckdb.DuckDBPyConnection) -> list[Path]:
    """Fills the empty raw tables from the files; returns those that cannot be read, whose deliveries are left out.

    Tables and columns that this program does not know are passed over.
    """
    connection.execute("create or replace temp table diario (clave varchar, tabla varchar, fila json, diario integer)")
    damaged = [file for file in [*journals(home), home.receptions / STATE] if not _gather(connection, file)]
    connection.execute(
        "delete from diario where clave is not null and diario < "
        "(select max(otro.diario) from diario as otro where otro.clave = diario.clave)"
    )
    with transaction(connection):
        tables = connection.execute("select distinct tabla from diario order by 1").fetchall()
        for (table,) in tables:
            _fill(connection, table)
        connection.execute(
            "insert into raw.anotadas select clave, max(diario) from diario where clave is not null group by clave"
        )
    return damaged


def _gather(connection: duckdb.DuckDBPyConnection, file: Path) -> bool:
    number = file.name.partition(".")[0]
    if not file.exists():
        return True
    if not whole(file):
        return False
    try:
        connection.execute(
            f"insert into diario select *, ? from {_lines_of(file)}",
            [int(number) if number.isdecimal() else 0],
        )
    except duckdb.Error:
        return False
    return True


def _lines_of(file: Path) -> str:
    return (
        f"read_json({literal(file)}, format = 'newline_delimited', compression = 'gzip', columns = {_LINE}, "
        "maximum_object_size = 268435456)"
    )


def whole(file: Path) -> bool:
    """Whether it is read to its end: DuckDB takes one that was cut for one that ends there."""
    try:
        with gzip.open(file) as handle:
            while handle.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return True


def _fill(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where schema_name = 'raw' and table_name = ? "
        "and database_name = current_database()",
        [table],
    ).fetchall()
    if not columns:
        return
    shape = {name: [kind.removesuffix("[]")] if kind.endswith("[]") else kind for name, kind in columns}
    connection.execute(
        f"insert into raw.{table} by name select unnest(from_json(fila, '{json.dumps(shape)}')) from diario "
        "where tabla = ?",
        [table],
    )
