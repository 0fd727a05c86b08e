"""Reads a file of the whole country down to one pliego's rows, as it streams: columns by name, nothing sniffed.
Judging and storing the rows belongs to `closing/` and `warehouse/`; what a wrong line says belongs to `diagnosis`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.intake.siaf.container import pieces
from orchestration.intake.siaf.diagnosis import cut_off, first_problem, mixed_ends
from orchestration.intake.siaf.encoding import Encoding, encoding_of, to_utf8
from orchestration.intake.siaf.layout import AMOUNT_TYPE, AMOUNTS, COLUMNS, DECIMALS, Pliego
from orchestration.intake.siaf.opening import Opened, open_file
from orchestration.intake.siaf.pipe import piped
from orchestration.intake.siaf.progress import OnShare, told, untold
from orchestration.intake.siaf.refusal import Refused

# Where the rows stand until they are judged: one temporary table of the connection, never part of the warehouse's file.
TABLE = "siaf_leido"
_RECORD = re.compile(r"CSV Error on Line: (\d+)")
_OTHER_YEAR = "siaf: another year"
_BAD_AMOUNT = re.compile(r"siaf: amount «(.*)»", re.S)
_OF_THE_FILE = (duckdb.InvalidInputException, duckdb.ConversionException)
_LOSSY = "siaf: an amount that lost digits, or would"
_AMOUNTS = tuple(column.lower() for column in AMOUNTS)


def read(connection: duckdb.DuckDBPyConnection, file: Path, pliego: Pliego, on_share: OnShare = untold) -> Opened:
    """Leaves the pliego's rows in the temporary table `siaf_leido`: the 73 columns in lower case, in `COLUMNS`' order.

    Amounts are decimals in soles, codes and the year text as written; an empty cell is null. Memory is flat in the
    file's size.

    Raises:
        Refused: anything in the file, whoever's row it is in, is not as it must be; the table is not to be used.
    """
    opened = open_file(file)
    before = _state(file)
    opened = _read(connection, opened, pliego, on_share)
    if _state(file) != before:
        raise Refused("archivo_cambio", "el archivo cambió mientras se leía. Espere a que termine de copiarse.")
    _to_numbers(connection, opened, pliego)
    if not connection.execute(f"from {TABLE} limit 1").fetchone():
        raise Refused(
            "sin_pliego",
            f"el archivo de {opened.year} no tiene ninguna fila del sector {pliego.sector}, pliego {pliego.pliego}. "
            "Revise que sea el archivo de todo el país, o los códigos en RED_CITE_PLIEGO.",
        )
    return opened


def _read(connection: duckdb.DuckDBPyConnection, opened: Opened, pliego: Pliego, on_share: OnShare) -> Opened:
    """As UTF-8 where nothing says otherwise; once more as Windows-1252 where a letter far down does."""
    encoding: Encoding = opened.encoding or "utf-8"
    try:
        with _path(connection, opened, encoding, on_share) as path:
            _load(connection, path, opened, pliego)
    except _OF_THE_FILE as error:  # a full disk, say, is no reason to refuse a file
        if opened.encoding is None and (found := _first_letters(opened)) not in (None, encoding):
            return _read(connection, replace(opened, encoding=found), pliego, on_share)
        raise _diagnosed(replace(opened, encoding=encoding), pliego, error) from error
    return replace(opened, encoding=encoding)


def _load(connection: duckdb.DuckDBPyConnection, path: str, opened: Opened, pliego: Pliego) -> None:
    """The rows as text: a typed reader would take `1.2E5` for a number, and nobody would see what it had been."""
    readable = " and ".join(f"({name} is null or try_cast({name} as {AMOUNT_TYPE}) is not null)" for name in _AMOUNTS)
    unreadable = (
        f"list_filter([{', '.join(_AMOUNTS)}], lambda a: a is not null and try_cast(a as {AMOUNT_TYPE}) is null)"
    )
    connection.execute(
        f"create or replace temp table {TABLE} as select {', '.join(COLUMNS).lower()} "
        f"from {_table_function(path, opened.columns)} "
        # The reader stops at the first row that is wrong, whoever's: nobody reads to the end of a file that is refused.
        f"where if(ano_eje = '{opened.year}' and {readable}, {pliego.condition}, "
        f"error(if(ano_eje = '{opened.year}', 'siaf: amount «' || {unreadable}[1] || '»', '{_OTHER_YEAR}')))"
    )


def _to_numbers(connection: duckdb.DuckDBPyConnection, opened: Opened, pliego: Pliego) -> None:
    """Amounts as decimals, once none of them lost what a decimal would not show."""
    lossy = " or ".join(
        f"(not regexp_full_match(trim({name}), '[+-]?[0-9]*[.]?[0-9]*') "
        f"or {name}::{AMOUNT_TYPE} <> round({name}::{AMOUNT_TYPE}, {DECIMALS}))"
        for name in _AMOUNTS
    )
    if connection.execute(f"from {TABLE} where {lossy} limit 1").fetchone():
        raise _diagnosed(opened, pliego, duckdb.Error(_LOSSY))
    typed = ", ".join(f"{name}::{AMOUNT_TYPE} as {name}" for name in _AMOUNTS)
    connection.execute(f"create or replace temp table {TABLE} as select * replace ({typed}) from {TABLE}")


@contextmanager
def _path(
    connection: duckdb.DuckDBPyConnection, opened: Opened, encoding: Encoding, on_share: OnShare
) -> Iterator[str]:
    """A plain UTF-8 file as it lies, which is the fastest; anything else through a pipe that watches its end."""
    if opened.format == "csv" and encoding == "utf-8":
        with opened.file.open("rb") as handle, told(connection, on_share):
            handle.seek(-1, os.SEEK_END)
            _check_end(handle.read(1))
            yield f"/dev/fd/{handle.fileno()}"  # by number: a name may hold what DuckDB takes for a pattern
        return
    text = _ended(pieces(opened.file, opened.format, on_share))
    with piped(to_utf8(text) if encoding == "windows-1252" else text) as path:
        yield path


def _ended(source: Iterator[bytes]) -> Iterator[bytes]:
    last = b""
    for piece in source:
        last = piece[-1:]
        yield piece
    _check_end(last)


def _check_end(last: bytes) -> None:
    """A last line without its end is whole if its last cell has a value; what it lacks else, DuckDB's reader sees."""
    if last in (b",", b".", b"-"):
        raise _CutOff("the text ends inside a line")


class _CutOff(duckdb.InvalidInputException):
    """The text ends inside a line; which one is looked for afterwards, as for the reader's own errors."""


def _table_function(path: str, columns: Sequence[str]) -> str:
    types = ", ".join(f"'{column.lower()}': 'VARCHAR'" for column in columns)
    return (
        f"read_csv('{path}', columns = {{{types}}}, auto_detect = false, "
        "header = true, delim = ',', quote = '\"', escape = '\"', compression = 'none', hive_partitioning = false)"
    )


def _first_letters(opened: Opened) -> Encoding | None:
    """The encoding that the first letters beyond ASCII show, however far down they stand."""
    return next((encoding_of(piece) for piece in pieces(opened.file, opened.format) if not piece.isascii()), None)


def _diagnosed(opened: Opened, pliego: Pliego, error: duckdb.Error) -> Refused:
    """The refusal with its line and column: first the records that the error speaks of, then every one."""
    if isinstance(error, _CutOff):
        return cut_off(1 + sum(piece.count(b"\n") for piece in pieces(opened.file, opened.format)))
    for suspected in (*_suspects(opened, str(error)), lambda number, record: True):
        found = first_problem(pieces(opened.file, opened.format), opened, pliego, suspected)
        if found is not None:
            return found
    return mixed_ends(pieces(opened.file, opened.format)) or Refused(
        "archivo_ilegible", "el archivo no se puede leer como CSV. Descárguelo de nuevo del portal."
    )


def _suspects(opened: Opened, error: str) -> list[Callable[[int, bytes], bool]]:
    """Which records an error speaks of, so that not every one of millions is taken apart."""
    if amount := _BAD_AMOUNT.search(error):
        value = amount[1].encode("cp1252" if opened.encoding == "windows-1252" else "utf-8", "replace")
        return [lambda number, record: value in record]
    if named := _RECORD.search(error):
        return [lambda number, record: number == int(named[1])]
    if _OTHER_YEAR in error:
        place, year = opened.columns.index("ANO_EJE"), str(opened.year).encode()
        return [lambda number, record: record.split(b",", place + 1)[place : place + 1] != [year]]
    return []


def _state(file: Path) -> tuple[int, int]:
    seen = file.stat()
    return seen.st_size, seen.st_mtime_ns
