"""Opens the warehouse for its one writer, behind a lock that holds between processes.
What is written belongs to the modules beside this one; readers use the publication instead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from orchestration.core.errors import Failure
from orchestration.core.locks import lock
from orchestration.core.paths import Home
from orchestration.warehouse.upgrading import open_warehouse


class WarehouseBusy(Failure):
    """Another close is writing the warehouse."""


@contextmanager
def exclusive(home: Home, wait_seconds: float = 600) -> Iterator[None]:
    """Holds the warehouse for one close; a killed process frees it, since the system owns the lock.

    Raises:
        WarehouseBusy: another process still holds it after `wait_seconds`.
        NoLocks: this system has no locks to hold it with.
    """
    home.lock.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with home.lock.open("w") as handle:
        while True:
            try:
                lock(handle, wait=False)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise WarehouseBusy(
                        "Otro cierre está usando el almacén. Espere a que termine y vuelva a intentarlo."
                    ) from None
                time.sleep(0.2)
        yield


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
