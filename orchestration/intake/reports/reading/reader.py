"""The process that reads workbooks for this one: started once, fed many files, replaced when a file kills it.
What it does with a file belongs to `isolated`; what its answer means belongs to `workbook`."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Any

from orchestration.core.errors import Misuse
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.cells import Cell, Merged
from orchestration.intake.reports.reading.containers import RESAVE, Unreadable

_SCRIPT = Path(__file__).with_name("isolated.py")
_NOT_STARTED = "el programa que lee los libros no arranca en esta computadora ({}); ningún archivo se ha juzgado."
_lock = threading.Lock()
_running: dict[int, subprocess.Popen[bytes]] = {}


class ReaderFailed(Misuse):
    """The reading process does not start on this machine: no file is to blame."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a book, in its order; `rows` is None for one that was not wanted and does not carry the table."""

    name: str
    visible: bool
    rows: list[list[Cell]] | None
    merged: list[Merged]


def read_sheets(content: bytes, wanted: Collection[str], titles: Collection[str], least: int) -> list[Sheet] | str:
    """Every sheet, or the text of calamine's error; which of them have rows is told in `isolated.read_sheets`.

    Raises:
        Unreadable: the file exhausted the time or the memory that it may take.
        ReaderFailed: there is nobody to read it.
    """
    order = {
        "wanted": sorted(wanted),
        "titles": sorted(titles),
        "least": least,
        "columns": limits.MAX_COLUMNS,
        "cells": limits.MAX_GRID_CELLS,
        "merged": limits.MAX_ODDITIES,
        "bytes": limits.MAX_ANSWER_BYTES,
        "seconds": limits.OTHER_SHEETS_SECONDS,
    }
    with _lock:
        reader, began = start(), time.monotonic()
        timer = threading.Timer(limits.READING_SECONDS, reader.kill)
        timer.start()
        try:
            answer = _exchange(reader, json.dumps(order).encode(), content)
        finally:
            timer.cancel()
        if answer is None:
            _stop()
    if answer is not None:
        return _understood(json.loads(answer, object_hook=_cell))
    if time.monotonic() - began >= limits.READING_SECONDS:
        raise Unreadable("no se pudo leer en un tiempo razonable; copie la carátula y la tabla a un libro nuevo")
    raise Unreadable(f"está dañado o exige demasiada memoria para leerlo; {RESAVE}")


def _understood(answer: Any) -> list[Sheet] | str:
    """The answer in its types; what the reader says is as little to be believed as the file that it read."""
    if isinstance(answer, str):
        return answer
    return [
        Sheet(str(name), visible is True, rows, [((a, b), (c, d)) for (a, b), (c, d) in merged])
        for name, visible, rows, merged in answer
    ]


def _cell(told: dict[str, Any]) -> Any:
    """What JSON has no word for, from the one pair that stands for it."""
    [(kind, value)] = told.items()
    return _KINDS[kind](value)


_KINDS: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": hour.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
    "error": str,
}


def start() -> subprocess.Popen[bytes]:
    """The running reader; a process that was forked from this one gets its own.

    Raises:
        ReaderFailed: it ended before it was ready to read.
    """
    reader = _running.get(os.getpid())
    if reader is None or reader.poll() is not None:
        reader = _running[os.getpid()] = _launch()
    return reader


def _launch() -> subprocess.Popen[bytes]:
    try:
        reader = subprocess.Popen(
            [sys.executable, "-I", str(_SCRIPT), str(limits.READING_BYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as error:
        raise ReaderFailed(_NOT_STARTED.format(error)) from error
    assert reader.stdout is not None and reader.stderr is not None
    with reader.stderr:
        if reader.stdout.read(8) != bytes(8):
            said = reader.stderr.read().decode(errors="replace").strip()
            reader.communicate()
            raise ReaderFailed(_NOT_STARTED.format(said.rpartition("\n")[2]))
    return reader


def _exchange(reader: subprocess.Popen[bytes], *messages: bytes) -> bytes | None:
    """The answer's bytes; None where the reader ended before it had given them, or gave more than it may."""
    assert reader.stdin is not None and reader.stdout is not None
    try:
        for message in messages:
            reader.stdin.write(len(message).to_bytes(8, "big") + message)
        reader.stdin.flush()
        size = int.from_bytes(reader.stdout.read(8), "big")
        answer = reader.stdout.read(size) if size <= limits.MAX_ANSWER_BYTES else b""
    except OSError:
        return None
    return answer if size and len(answer) == size else None


@atexit.register
def _stop() -> None:
    reader = _running.pop(os.getpid(), None)
    if reader is None:
        return
    reader.kill()
    reader.wait()
    for pipe in (reader.stdin, reader.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
