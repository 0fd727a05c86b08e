"""The process that reads workbooks for this one: started once, fed many files, replaced when a file kills it.
What it does with a file belongs to `isolated`; what its answer means belongs to `workbook`."""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from orchestration.core.errors import Misuse
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.containers import Unreadable

_SCRIPT = Path(__file__).with_name("isolated.py")
_NOT_STARTED = "el programa que lee los libros no arranca en esta computadora ({}); ningún archivo se ha juzgado."
_lock = threading.Lock()
_running: dict[int, subprocess.Popen[bytes]] = {}


class ReaderFailed(Misuse):
    """The reading process does not start on this machine: no file is to blame."""


def read_sheets(content: bytes, wanted: set[str]) -> list[tuple[str, Any, Any]] | str:
    """Every sheet's name with its rows and merged ranges where it is wanted, or the text of calamine's error.

    Raises:
        Unreadable: the file exhausted the time or the memory that it may take.
        ReaderFailed: there is nobody to read it.
    """
    order = pickle.dumps((content, wanted, limits.MAX_COLUMNS, limits.MAX_GRID_CELLS, limits.MAX_ANSWER_BYTES))
    with _lock:
        reader, began = start(), time.monotonic()
        timer = threading.Timer(limits.READING_SECONDS, reader.kill)
        timer.start()
        try:
            answer = _exchange(reader, order)
        finally:
            timer.cancel()
        if answer is not None:
            outcome: list[tuple[str, Any, Any]] | str = pickle.loads(answer)
            return outcome
        _stop()
    if time.monotonic() - began >= limits.READING_SECONDS:
        raise Unreadable("el archivo no se pudo leer en un tiempo razonable")
    raise Unreadable("el archivo está dañado o exige demasiada memoria para leerlo")


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


def _exchange(reader: subprocess.Popen[bytes], order: bytes) -> bytes | None:
    """The answer's bytes; None where the reader ended before it had given them."""
    assert reader.stdin is not None and reader.stdout is not None
    try:
        reader.stdin.write(len(order).to_bytes(8, "big") + order)
        reader.stdin.flush()
        size = int.from_bytes(reader.stdout.read(8), "big")
        answer = reader.stdout.read(size)
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
