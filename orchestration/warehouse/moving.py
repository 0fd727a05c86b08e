"""The warehouse as one file of DuckDB's, whatever it lies on: given for a copy, taken in the place of a lost one.
What else a home holds belongs to `closing/`; opening the warehouse, to `connection.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole
from orchestration.warehouse import lake
from orchestration.warehouse.connection import connect, transaction
from orchestration.warehouse.rows import literal
from orchestration.warehouse.upgrading import bring_up, knows_nothing

# For how long a lake can be read as it was.
_KEPT_DAYS = 7


class NotEmpty(Misuse):
    """A warehouse stands where one is to be put."""


@contextmanager
def as_file(home: Home) -> Iterator[Path]:
    """A file that holds all tables as they are now: the warehouse's own, or a copy that goes on the way out."""
    if home.lake is None:
        with connect(home) as connection:
            connection.execute("checkpoint")
        yield home.warehouse
        return
    draft = home.warehouse.with_name(".copia") / home.warehouse.name
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.unlink(missing_ok=True)
    try:
        with connect(home) as connection:
            connection.execute(f"attach {literal(draft)} as copia")
            connection.execute(f"copy from database {lake.NAME} to copia")
            lake.forget_the_past(connection, days=_KEPT_DAYS)  # or every close's files would stay
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def put(source: Home, home: Home) -> None:
    """Puts the warehouse of `source`, a home on DuckDB's file, in the place of the one that `home` lost.

    A lake takes the rows of raw, in one transaction; the next close builds the rest.

    Raises:
        NotEmpty: the lake holds something.
    """
    if home.lake is None:
        move_whole(source.warehouse, home.warehouse)
        return
    require_empty(home)
    with connect(source):  # brings what an earlier program wrote to today's tables
        pass
    with closing(lake.opened(home)) as connection:
        bring_up(connection, None)
        connection.execute(f"attach {literal(source.warehouse)} as copia (read_only)")
        with transaction(connection):
            _fill(connection)
    source.warehouse.unlink()


def require_empty(home: Home) -> None:
    """A lake can be filled only while it holds nothing.

    Raises:
        NotEmpty: the home's lake, if it has one, holds something.
    """
    if home.lake:
        with closing(lake.opened(home)) as connection:
            if not knows_nothing(connection):
                raise NotEmpty("la base de RED_CITE_LAGO ya guarda un almacén: dé una que esté vacía.")


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'copia' and schema_name = 'raw' "
        "and table_name not in ('esquema', 'construccion')"
    ).fetchall()
    for (table,) in tables:
        connection.execute(f"create table if not exists raw.{table} as from copia.raw.{table} limit 0")
        connection.execute(f"insert into raw.{table} by name from copia.raw.{table}")
    connection.execute("delete from raw.puertas where puerta in ('documentos', 'staging', 'marts')")
