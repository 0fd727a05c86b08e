"""Erases names and numbers wherever the home keeps them; figures, pseudonyms and proofs stay, and who did it.
What is past its term is found in `expired.py`, what speaks of a person in `person.py`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.core.room import require_room
from orchestration.core.whole_files import move_whole
from orchestration.intake.feeds import REPORTS
from orchestration.intake.journal import note_state, write_anew
from orchestration.intake.receipts.receipt import RECEIPT
from orchestration.intake.reception import erase_archived
from orchestration.publication.history.wording import without_value
from orchestration.warehouse import lake
from orchestration.warehouse.appending import add_missing
from orchestration.warehouse.connection import connect, exclusive, transaction
from orchestration.warehouse.rows import literal

# What a row of each table loses. That a report is of invented people says no name, and the publication has to say it.
_LOSES = {
    "atenciones": "numero_documento = null, cliente_nombre = null, medio_verificacion = null",
    "atenciones_observadas": "celdas = '{}'",
    "observaciones": "valor = null, mensaje = dicho",
    "reportes": "responsable = if(responsable ilike '%(sintético)%', '(sintético)', null)",
}


@dataclass(frozen=True)
class Going:
    """What is to be erased: archived books by SHA-256, files, and rows of raw by table and DuckDB's `rowid`."""

    books: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.books or self.files or any(self.rows.values()))


@dataclass(frozen=True)
class Order:
    """Who asks for an erasure, when and why; `client` is a person's pseudonym, None for what is past its term."""

    at: datetime
    author: str
    reason: str
    client: str | None = None


@dataclass(frozen=True)
class Receipt:
    """A receipt in an outbox: of which bytes, received when, and its files, the one that says so last."""

    sha256: str
    received_at: datetime
    files: tuple[Path, ...]


def receipts(home: Home) -> Iterator[Receipt]:
    """Every receipt that lies in an outbox; one whose verdict cannot be read is of no known bytes, and old."""
    for verdict in sorted(home.outbox.glob(f"*/*_{RECEIPT}.json")):
        try:
            told = json.loads(verdict.read_bytes())
            digest, at = str(told["sha256"]), datetime.fromisoformat(told["recibido_en"])
        except (ValueError, KeyError, TypeError):
            digest, at = "", datetime.min
        yield Receipt(digest, at, (verdict.with_suffix(".xlsx"), verdict))


def copies_of_warehouse(home: Home) -> list[Path]:
    """The warehouse as it was before an upgrade, and those that were set aside: with all names of then."""
    return sorted(file for file in (home.warehouse.parent / "copias").rglob("*") if file.is_file())


def erase(home: Home, order: Order, find: Callable[[duckdb.DuckDBPyConnection], Going]) -> Going:
    """Erases what `find` finds, and returns it. Killed anywhere and run again, with the same `find`, it ends the same.

    An erasure of which something is left to do keeps the date, author and reason that it began with. Last the warehouse
    is written anew, for DuckDB leaves what was there in the blocks of its file, and a lake keeps its earlier states.

    Raises:
        NoRoom: the disk has no room for that; nothing is erased.
        WarehouseBusy: another process holds the warehouse for minutes.
    """
    with exclusive(home):
        with connect(home) as connection:
            going = find(connection)
            if not going and not _unfinished(connection, order):
                return going
            require_room(home)
            if not _unfinished(connection, order):
                began = [order.at, order.client, order.author, order.reason]
                connection.execute("insert into raw.borrados values (?, ?, ?, ?, null)", began)
            _erase_files(home, going, order.at)
            with transaction(connection):
                _answer_nobody(connection, going.books)
                _erase_rows(connection, going.rows)
            write_anew(home, connection, REPORTS)
        _write_anew(home, order)
        with connect(home) as connection:
            note_state(home, connection)
    return going


def _unfinished(connection: duckdb.DuckDBPyConnection, order: Order) -> bool:
    left = "select 1 from raw.borrados where terminado_en is null and cliente_id is not distinct from ?"
    return connection.execute(left, [order.client]).fetchone() is not None


def _erase_files(home: Home, going: Going, at: datetime) -> None:
    for digest in going.books:
        erase_archived(home, digest, at)
    for file in (*going.files, home.root / "errores.log"):
        file.unlink(missing_ok=True)
    shutil.rmtree(home.spread, ignore_errors=True)  # what a run that died had read; one at work is started again


def _answer_nobody(connection: duckdb.DuckDBPyConnection, books: Iterable[str]) -> None:
    """A receipt that was owed, or waited to be mailed, cannot be made any more."""
    of_these = "select recepcion_id from raw.recepciones where list_contains(?, sha256)"
    add_missing(
        connection,
        "constancias",
        f"select recepcion_id, 'sin-centro', '', ? from ({of_these})",
        [lima_now(), list(books)],
    )
    connection.execute(
        f"delete from raw.correos where enviado_en is null and recepcion_id in ({of_these})", [list(books)]
    )


def _erase_rows(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[int]]) -> None:
    for table, numbers in rows.items():
        said = dict(findings(connection, numbers)) if table == "observaciones" else {}
        frame = pd.DataFrame({"numero": list(numbers), "dicho": [said.get(number) for number in numbers]}, dtype=object)
        connection.register("por_borrar", frame)
        connection.execute(
            f"update raw.{table} set {_LOSES[table]} from por_borrar where {table}.rowid = numero::bigint"
        )
        connection.unregister("por_borrar")


def findings(connection: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Findings (by `rowid`) that quote a cell, each as it is said without: still where it is, and what is wrong."""
    rows = connection.execute(
        "select rowid, codigo, mensaje, hoja, fila, columna, valor from raw.observaciones "
        "where list_contains(?::bigint[], rowid) order by rowid",
        [list(numbers)],
    ).fetchall()
    for number, code, message, sheet, row, column, value in rows:
        said = without_value(code, message, {"hoja": sheet, "fila": row, "columna": column})
        if said != message or value is not None:
            yield number, said


def _write_anew(home: Home, order: Order) -> None:
    ended = (
        "update {}raw.borrados set terminado_en = ? where terminado_en is null and cliente_id is not distinct from ?"
    )
    if home.lake:
        with connect(home) as connection:
            lake.forget_the_past(connection)
            connection.execute(ended.format(""), [lima_now(), order.client])
        return
    draft = home.warehouse.with_name(f".{home.warehouse.name}.nuevo")
    draft.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(home.warehouse)} as antes (read_only)")
        connection.execute(f"attach {literal(draft)} as despues")
        connection.execute("copy from database antes to despues")
        connection.execute(ended.format("despues."), [lima_now(), order.client])
        connection.execute("checkpoint despues")
    move_whole(draft, home.warehouse)
