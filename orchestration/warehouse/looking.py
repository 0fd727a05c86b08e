"""What triggers ask of the warehouse every few seconds: its lock is taken only where it changed since.
What they ask belongs to `closing/`; whoever writes opens a connection of its own (`connection.py`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from orchestration.core.paths import Home
from orchestration.warehouse import lake
from orchestration.warehouse.connection import connect, exclusive

Answer = TypeVar("Answer")
State = tuple[object, ...]

# By home and question: the state of the file that it was asked of, and the answer.
_ANSWERS: dict[tuple[Path, str], tuple[State, Any]] = {}


def look(home: Home, question: str, ask: Callable[[duckdb.DuckDBPyConnection], Answer], about: str = "") -> Answer:
    """The answer of `ask`, which only reads: the earlier one where neither the file nor `about` has changed since.

    `question` names it among the others of this home; a process remembers its own answers alone.

    Raises:
        WarehouseBusy: the file changed, and another process holds it.
    """
    key = (home.warehouse, question)
    if key not in _ANSWERS or _ANSWERS[key][0] != (about, *_state(home)):
        with exclusive(home), connect(home) as connection:
            answer = ask(connection)
        _ANSWERS[key] = ((about, *_state(home)), answer)  # closed: opening it the first time makes its tables
    found: Answer = _ANSWERS[key][1]
    return found


def _state(home: Home) -> State:
    if home.lake:
        return (lake.snapshot(home),)
    files = (home.warehouse, home.warehouse.with_name(f"{home.warehouse.name}.wal"))
    return tuple((s.st_ino, s.st_size, s.st_mtime_ns) if (s := _stat(file)) else None for file in files)


def _stat(file: Path) -> Any:
    try:
        return file.stat()
    except FileNotFoundError:
        return None
