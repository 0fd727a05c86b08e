"""A warehouse that a test of the mailbox loads reports into, judged directly: the gates have tests of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.gates.evaluate import evaluate
from orchestration.intake.reception import receive
from orchestration.intake.reports.storing import Entry, pending, take_in
from orchestration.warehouse.connection import connect
from tests.workbooks import RECEIVED

Deliver = Callable[..., list[Entry]]


@pytest.fixture
def warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(home) as connection:
        yield connection


@pytest.fixture
def deliver(home: Home, warehouse: duckdb.DuckDBPyConnection) -> Deliver:
    """Hands in files (path in landing, content), a minute apart, and loads them."""
    moments = (RECEIVED + timedelta(minutes=minute) for minute in range(1000))

    def hand_in(*files: tuple[str, bytes]) -> list[Entry]:
        for path, content in files:
            file = home.landing / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
            moment: datetime = next(moments)
            receive(home, [file], lambda _, at=moment: at)  # type: ignore[misc]
        return take_in(home, warehouse, pending(home, warehouse), evaluate)

    return hand_in
