"""The PostgreSQL route: writes the publication aside on the server and, judged, puts it in place in one transaction.
How that keeps what people made on the tables belongs to `swapping.py`, the connection and its errors to `server.py`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from psycopg import errors, sql
from psycopg.sql import SQL, Identifier, Literal

from orchestration.outputs.routes import swapping
from orchestration.outputs.routes.address import ServerTrouble
from orchestration.outputs.routes.equality import Approve, checks
from orchestration.outputs.routes.server import connected
from orchestration.outputs.routes.swapping import DRAFT, MARK, SCHEMA
from orchestration.outputs.routes.tables import MartColumn, MartTable, identity, published_tables
from orchestration.publication.editions import Edition

ROUTE = "postgres"
# Whoever may read is made a member by the server's administrator: grant red_cite_lectura to <user>.
READERS = "red_cite_lectura"
DICTIONARY = "diccionario"
_ONE_LOAD_AT_A_TIME = 7_243_911  # any number that nobody else's advisory lock has
_TYPES = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "DOUBLE": "double precision",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
_NULL = r"\N"

Keys = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Loaded:
    """`fresh` is False when the server had this publication; `left_over` says what still shows older figures."""

    fresh: bool
    left_over: tuple[str, ...]


def load(source: Edition, keys: Keys, url: str, approve: Approve) -> Loaded:
    """Makes `source` what readers of the server see; a dashboard that runs meanwhile sees the old or the new, whole.

    `keys` are the tables' key columns. `approve` gets `equality.checks` of what was loaded, before anybody sees it, and
    raises to leave the server as it was.

    Raises:
        ServerTrouble: the server is away, lacks a permission, or has a schema `marts` that is not ours.
    """
    with connected(url) as server:
        with server.transaction():
            server.execute("select pg_advisory_xact_lock(%s)", [_ONE_LOAD_AT_A_TIME])
            seen = _seen(server)
            fresh = source.manifest.huella not in (seen or "")
            lost: tuple[str, ...] = ()
            if fresh:
                _readers(server)
                tables = _draft(server, source, keys)
                approve(checks(source, tables, ROUTE, lambda c, table: _read_back(server, c, table)))
                lost = swapping.put_in_place(server, _label(source))
        return Loaded(fresh, (*lost, *swapping.drop_retired(server)))


def _seen(server: psycopg.Connection) -> str | None:
    """What our schema says it holds, None when there is no such schema."""
    row = server.execute(
        "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace where nspname = %s", [SCHEMA]
    ).fetchone()
    if row is not None and not row[0].startswith(MARK):
        raise ServerTrouble(
            f"PostgreSQL: la base ya tiene un esquema '{SCHEMA}' que no es de red-cite; use otra base para no pisarlo."
        )
    return None if row is None else str(row[0])


def _readers(server: psycopg.Connection) -> None:
    """The role that may only read, made once for the server."""
    if server.execute("select 1 from pg_roles where rolname = %s", [READERS]).fetchone():
        return
    try:
        with server.transaction():
            server.execute(SQL("create role {} nologin").format(Identifier(READERS)))
    except errors.InsufficientPrivilege:
        raise ServerTrouble(
            f"PostgreSQL: falta el rol de lectura; pida al administrador del servidor: create role {READERS} nologin."
        ) from None


def _draft(server: psycopg.Connection, source: Edition, keys: Keys) -> list[MartTable]:
    """Every table with rows, key, comments and permission in a schema of its own."""
    server.execute(SQL("create schema {}").format(Identifier(DRAFT)))
    tables = published_tables(source)
    with duckdb.connect(str(source.database), read_only=True) as reader:
        for table in tables:
            columns = SQL(", ").join(SQL("{} {}").format(Identifier(c.name), SQL(_type(c))) for c in table.columns)
            server.execute(SQL("create table {} ({})").format(_name(table), columns))
            _copy(server, reader, table)
            if table.name in keys:
                _key(server, table, keys[table.name])
            _comment(server, table)
            server.execute(SQL("analyze {}").format(_name(table)))  # dashboards must not wait for the server's own
    _dictionary(server)
    server.execute(SQL("grant usage on schema {} to {}").format(Identifier(DRAFT), Identifier(READERS)))
    server.execute(SQL("grant select on all tables in schema {} to {}").format(Identifier(DRAFT), Identifier(READERS)))
    return tables


def _label(source: Edition) -> str:
    """What the schema says of itself; that it is ours shows in how it begins."""
    return f"{MARK}: {identity(source)} {source.manifest.notice or ''} Huella entera: {source.manifest.huella}"


def _name(table: MartTable) -> sql.Composable:
    return Identifier(DRAFT, table.name)


def _type(column: MartColumn) -> str:
    if column.scale is not None:
        return column.type.replace("DECIMAL", "numeric")
    if column.type not in _TYPES:
        raise ServerTrouble(
            f"PostgreSQL: la columna '{column.name}' es {column.type}, un tipo que esta ruta no sabe llevar; "
            "agréguelo a orchestration/outputs/routes/postgres.py con su prueba."
        )
    return _TYPES[column.type]


def _copy(server: psycopg.Connection, reader: duckdb.DuckDBPyConnection, table: MartTable) -> None:
    """FREEZE: without it a reader whose transaction began before the swap would find the new tables empty."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "filas.csv"
        quoted = ", ".join(f'"{column.name}"' for column in table.columns if column.is_text)
        options = f"format csv, header false, nullstr '{_NULL}'" + (f", force_quote ({quoted})" if quoted else "")
        reader.execute(f"copy (from marts.{table.name} order by all) to '{file}' ({options})")
        statement = SQL("copy {} from stdin (format csv, null {}, freeze)").format(_name(table), Literal(_NULL))
        with server.cursor().copy(statement) as copy, file.open("rb") as lines:
            while block := lines.read(1 << 20):
                copy.write(block)


def _key(server: psycopg.Connection, table: MartTable, columns: tuple[str, ...]) -> None:
    """A primary key, or a unique index where a key column has nulls, which no primary key takes."""
    names = SQL(", ").join(map(Identifier, columns))
    any_null = SQL(" or ").join(SQL("{} is null").format(Identifier(column)) for column in columns)
    if server.execute(SQL("select 1 from {} where {} limit 1").format(_name(table), any_null)).fetchone():
        server.execute(SQL("create unique index on {} ({})").format(_name(table), names))
    else:
        server.execute(SQL("alter table {} add primary key ({})").format(_name(table), names))


def _comment(server: psycopg.Connection, table: MartTable) -> None:
    server.execute(SQL("comment on table {} is {}").format(_name(table), Literal(table.description)))
    for column in table.columns:
        place = Identifier(DRAFT, table.name, column.name)
        server.execute(SQL("comment on column {} is {}").format(place, Literal(column.description)))


def _dictionary(server: psycopg.Connection) -> None:
    """The comments as a table of their own: ODBC, the road of Excel and Power BI, does not carry comments."""
    place = Identifier(DRAFT, DICTIONARY)
    server.execute(
        SQL(
            "create table {} as select c.relname::text as tabla, a.attname::text as columna, a.attnum::int as orden, "
            "format_type(a.atttypid, a.atttypmod) as tipo, col_description(c.oid, a.attnum) as descripcion, "
            "obj_description(c.oid, 'pg_class') as descripcion_de_la_tabla "
            "from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
            "where c.relkind = 'r' and c.relnamespace = {}::regnamespace"
        ).format(place, Literal(DRAFT))
    )
    server.execute(SQL("alter table {} add primary key (tabla, columna)").format(place))


def _read_back(server: psycopg.Connection, connection: duckdb.DuckDBPyConnection, table: MartTable) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "filas.csv"
        quoted = SQL(", ").join(Identifier(column.name) for column in table.columns if column.is_text)
        force = SQL(", force_quote ({})").format(quoted) if any(c.is_text for c in table.columns) else SQL("")
        statement = SQL("copy {} to stdout (format csv, null {}{})").format(_name(table), Literal(_NULL), force)
        with server.cursor().copy(statement) as copy, file.open("wb") as lines:
            lines.writelines(copy)
        types = ", ".join(f"'{column.name}': '{column.type}'" for column in table.columns)
        connection.execute(
            f"insert into leido.{table.name} from read_csv('{file}', columns = {{{types}}}, header = false, "
            f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '{_NULL}', "
            "allow_quoted_nulls = false)"
        )
    return _sentences_lacking(server, table)


def _sentences_lacking(server: psycopg.Connection, table: MartTable) -> int:
    stored: dict[int, str] = dict(
        server.execute(
            "select objsubid, description from pg_description where objoid = %s::regclass",
            [f'{DRAFT}."{table.name}"'],
        ).fetchall()
    )
    expected = [table.description, *(column.description for column in table.columns)]  # a column's number starts at 1
    return sum(not sentence or stored.get(number) != sentence for number, sentence in enumerate(expected))
