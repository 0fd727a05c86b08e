"""What stops the work is said in Spanish with what to do: each saying is asked of the program that really says it."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.core import room
from orchestration.core.paths import Home
from orchestration.core.room import NoRoom, require_room
from orchestration.core.troubles import explained


def raised(do: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as caught:  # whatever the program itself raises
        do()
    return caught.value


def test_the_lock_of_another_program_names_it_and_its_process(tmp_path: Path) -> None:
    file = tmp_path / "almacen.duckdb"
    with duckdb.connect(str(file)):
        other = f"import duckdb; duckdb.connect({str(file)!r})"
        said = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True).stderr
        sentence = explained(said)
    assert sentence is not None
    assert str(file) in sentence and f"PID {os.getpid()}" in sentence and "python" in sentence
    assert "ciérrelo" in sentence


@pytest.mark.parametrize("how", ["other file", "cut", "changed"])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, how: str) -> None:
    file = tmp_path / "almacen.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table t as from range(100_000)")
    whole = file.read_bytes()
    changed = {"other file": b"x" * 5000, "cut": whole[:9000], "changed": whole[:8300] + b"y" * 500 + whole[8800:]}
    file.write_bytes(changed[how])
    said = explained(raised(lambda: duckdb.connect(str(file)).execute("select sum(range) from t").fetchall()))
    assert said is not None and "dañado" in said and "red-cite restaurar" in said


def test_sqlite_busy_or_damaged(tmp_path: Path) -> None:
    file = tmp_path / "runs.db"
    with sqlite3.connect(file) as first:
        first.execute("create table t (a)")
        first.commit()
        first.execute("begin exclusive")
        said = explained(raised(lambda: sqlite3.connect(file, timeout=0).execute("insert into t values (1)")))
        assert said is not None and "ocupado por otro proceso" in said
    file.write_bytes(b"x" * 5000)
    said = explained(raised(lambda: sqlite3.connect(file).execute("select * from t")))
    assert said is not None and "no se puede leer" in said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "No queda espacio en el disco"),
        (errno.EDQUOT, "No queda espacio en el disco"),
        (errno.EACCES, "no da permiso para «/srv/casa»"),
        (errno.EROFS, "solo para lectura"),
    ],
)
def test_what_the_system_refuses(number: int, said: str) -> None:
    error = OSError(number, os.strerror(number), "/srv/casa")
    wrapped = RuntimeError("Could not write")
    wrapped.__cause__ = error
    for one in (error, wrapped, f"Runtime Error {error}"):
        assert said in (explained(one) or "")


def test_what_the_table_does_not_know_is_nobodys() -> None:
    assert explained(KeyError("x")) is None


def test_a_close_asks_for_room_first(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.warehouse.write_bytes(b"x" * 1_000_000)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: type("Usage", (), {"free": room.LEAST_BYTES + 1_999_999}))
    with pytest.raises(NoRoom, match=r"Quedan 202 MB libres en .* hacen falta 202: .*No se tomó nada de landing"):
        require_room(home)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: type("Usage", (), {"free": room.LEAST_BYTES + 2_000_000}))
    require_room(home)
