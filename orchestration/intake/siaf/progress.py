"""How far the reading of a file has come, told as a share of it between 0 and 1.
Who shows it, and how, belongs to the caller."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

OnShare = Callable[[float], None]
_SECONDS = 0.25


def untold(_: float) -> None:
    """For a caller that shows nothing."""


@contextmanager
def told(connection: duckdb.DuckDBPyConnection, on_share: OnShare) -> Iterator[None]:
    """Tells the share of the query that runs inside; DuckDB knows it where it reads a plain file itself."""
    if on_share is untold:
        yield
        return
    connection.execute("set enable_progress_bar = true; set enable_progress_bar_print = false")
    over = threading.Event()

    def tell() -> None:
        while not over.wait(_SECONDS):
            on_share(max(connection.query_progress(), 0) / 100)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
        connection.execute("set enable_progress_bar = false")
