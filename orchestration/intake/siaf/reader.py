"""Reads a file of the whole country down to one pliego's rows, as it streams: columns by name, nothing sniffed.
Judging and storing the rows belongs to `closing/` and `warehouse/`; what a wrong line says belongs to `diagnosis`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
from blake3 import blake3

from orchestration.intake.siaf.container import pieces
from orchestration.intake.siaf.diagnosis import cut_off, first_problem, mixed_ends
from orchestration.intake.siaf.disguised import AT_ONCE, Watch
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
_OF_THE_FILE = (duckdb.InvalidInputException, duckdb.ConversionException)
_AMOUNTS = tuple(column.lower() for column in AMOUNTS)


def read(connection: duckdb.DuckDBPyConnection, file: Path, pliego: Pliego, on_share: OnShare = untold) -> Opened:
    """Leaves the pliego's rows in the temporary table `siaf_leido`: the 73 columns in lower case, in `COLUMNS`' order.

    Amounts are decimals in soles, codes and the year text as written; an empty cell is null. Memory is flat in the
    file's size.

    Raises:
        Refused: anything in the file, whoever's row it is in, is not as it must be; the table is not to be used.
    """
    opened = open_file(file)
    before, watch = _state(file), Watch()
    with ThreadPoolExecutor(1) as aside:
        digest = aside.submit(digest_of, file, watch.look if opened.format == "csv" else None)
        opened = _read(connection, opened, pliego, on_share, watch)
    if _state(file) != before:
        raise Refused("archivo_cambio", "el archivo cambió mientras se leía. Espere a que termine de copiarse.")
    _check_amounts(connection, opened, pliego, watch)
    if not connection.execute(f"from {TABLE} limit 1").fetchone():
        raise Refused(
            "sin_pliego",
            f"el archivo de {opened.year} no tiene ninguna fila del sector {pliego.sector}, pliego {pliego.pliego}. "
            "Revise que sea el archivo de todo el país, o los códigos en RED_CITE_PLIEGO.",
        )
    return replace(opened, digest=digest.result())


def digest_of(file: Path, seen: Callable[[memoryview], None] | None = None) -> str:
    """BLAKE3 in hexadecimal; `seen` is shown each piece of the bytes.

    Not SHA-256 as for the reports: of gigabytes this costs a twentieth of their reading.
    """
    digest, piece = blake3(), memoryview(bytearray(AT_ONCE))
    with file.open("rb", buffering=0) as handle:
        while size := handle.readinto(piece):
            digest.update(piece[:size])
            if seen is not None:
                seen(piece[:size])
    return digest.hexdigest()


def _read(
    connection: duckdb.DuckDBPyConnection, opened: Opened, pliego: Pliego, on_share: OnShare, watch: Watch
) -> Opened:
    """As UTF-8 where nothing says otherwise; once more as Windows-1252 where a letter far down does."""
    encoding: Encoding = opened.encoding or "utf-8"
    try:
        with _path(connection, opened, encoding, on_share, watch) as path:
            _load(connection, path, opened, pliego)
    except _OF_THE_FILE as error:  # a full disk, say, is no reason to refuse a file
        if opened.encoding is None and (found := _first_letters(opened)) not in (None, encoding):
            return _read(connection, replace(opened, encoding=found), pliego, on_share, watch)
        raise _diagnosed(replace(opened, encoding=encoding), pliego, error) from error
    return replace(opened, encoding=encoding)


def _load(connection: duckdb.DuckDBPyConnection, path: str, opened: Opened, pliego: Pliego) -> None:
    connection.execute(
        f"create or replace temp table {TABLE} as select {', '.join(COLUMNS).lower()} "
        f"from {_table_function(path, opened.columns)} "
        # The reader stops at the first row that is wrong, whoever's: nobody reads to the end of a file that is refused.
        f"where if(ano_eje = '{opened.year}', {pliego.condition}, error('{_OTHER_YEAR}'))"
    )


def _check_amounts(connection: duckdb.DuckDBPyConnection, opened: Opened, pliego: Pliego, watch: Watch) -> None:
    """No amount of the pliego lost digits, or was written otherwise than as the decimal that it was read as."""
    lossy = " or ".join(f"{name} <> round({name}, {DECIMALS})" for name in _AMOUNTS)
    lost = connection.execute(f"from {TABLE} where {lossy} limit 1").fetchone() is not None
    if lost or watch.found:
        code = pliego.pliego.lstrip("0").encode()
        source = pieces(opened.file, opened.format)
        found = first_problem(source, opened, pliego, lambda number, record: code in record)
        if found is not None or lost:
            raise found or _unreadable()


@contextmanager
def _path(
    connection: duckdb.DuckDBPyConnection, opened: Opened, encoding: Encoding, on_share: OnShare, watch: Watch
) -> Iterator[str]:
    """A plain UTF-8 file as it lies, which is the fastest; anything else through a pipe that watches its end."""
    if opened.format == "csv" and encoding == "utf-8":
        with opened.file.open("rb") as handle, told(connection, on_share):
            handle.seek(-1, os.SEEK_END)
            _check_end(handle.read(1))
            yield f"/dev/fd/{handle.fileno()}"  # by number: a name may hold what DuckDB takes for a pattern
        return
    text = _ended(pieces(opened.file, opened.format, on_share))
    if opened.format != "csv":
        text = watch.over(text)
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
    types = ", ".join(f"'{column.lower()}': '{AMOUNT_TYPE if column in AMOUNTS else 'VARCHAR'}'" for column in columns)
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
    return mixed_ends(pieces(opened.file, opened.format)) or _unreadable()


def _unreadable() -> Refused:
    return Refused("archivo_ilegible", "el archivo no se puede leer como CSV. Descárguelo de nuevo del portal.")


def _suspects(opened: Opened, error: str) -> list[Callable[[int, bytes], bool]]:
    """Which records an error speaks of, so that not every one of millions is taken apart."""
    if named := _RECORD.search(error):
        return [lambda number, record: number == int(named[1])]
    if _OTHER_YEAR in error:
        place, year = opened.columns.index("ANO_EJE"), str(opened.year).encode()
        return [lambda number, record: record.split(b",", place + 1)[place : place + 1] != [year]]
    return []


def _state(file: Path) -> tuple[int, int]:
    seen = file.stat()
    return seen.st_size, seen.st_mtime_ns
