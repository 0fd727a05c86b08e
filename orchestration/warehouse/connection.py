"""Opens the warehouse for its one writer, behind a lock that holds between processes, and between machines on a lake.
What is written belongs to the modules beside this one; readers use the publication instead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import duckdb

from orchestration.core.errors import Failure
from orchestration.core.locks import lock
from orchestration.core.paths import Home
from orchestration.warehouse import lake
from orchestration.warehouse.upgrading import open_warehouse


class WarehouseBusy(Failure):
    """Another close is writing the warehouse."""


@contextmanager
def exclusive(home: Home, wait_seconds: float = 600) -> Iterator[None]:
    """Holds the warehouse for one close; a killed process frees it, since the system or the server owns the lock.

    Raises:
        WarehouseBusy: another process still holds it after `wait_seconds`.
        NoLocks: this system has no locks to hold it with.
        LakeTrouble: the lake's server cannot be reached.
    """
    home.lock.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with lake.session(home) if home.lake else home.lock.open("w") as holder:
        while not (lake.taken(holder) if home.lake else _locked(holder)):
            if time.monotonic() >= deadline:
                raise WarehouseBusy("Otro cierre está usando el almacén. Espere a que termine y vuelva a intentarlo.")
            time.sleep(0.2)
        yield


def _locked(handle: IO[str]) -> bool:
    try:
        lock(handle, wait=False)
    except BlockingIOError:
        return False
    return True


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is written inside is kept, or nothing of it."""
    connection.execute("begin")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


@contextmanager
def connect(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the warehouse with its raw tables as they are today; closed on the way out.

    Raises:
        NewerHome: a later program wrote it.
        LostWarehouse: it knows of nothing beside receptions or a publication.
    """
    home.warehouse.parent.mkdir(parents=True, exist_ok=True)
    connection = open_warehouse(home)
    try:
        yield connection
    finally:
        connection.close()
