"""A warehouse that a test of the mailbox loads reports into, judged directly: the gates have tests of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.gates.evaluate import evaluate
from orchestration.intake.feed import Decision, Listener
from orchestration.intake.feeds import REPORTS
from orchestration.intake.receive import receive
from orchestration.intake.reports.feed import judge
from orchestration.warehouse.connection import connect
from tests.workbooks import RECEIVED

Deliver = Callable[..., list[Decision]]
# Judged directly, and answered by the test itself.
UNANSWERED = replace(REPORTS, judge=partial(judge, evaluate=evaluate), answer=lambda _home, _connection, _pairs: [])


@pytest.fixture
def warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(home) as connection:
        yield connection


@pytest.fixture
def deliver(home: Home, warehouse: duckdb.DuckDBPyConnection) -> Deliver:
    """Hands in files (path in landing, content), a minute apart, and loads them."""
    moments = (RECEIVED + timedelta(minutes=minute) for minute in range(1000))

    def hand_in(*files: tuple[str, bytes]) -> list[Decision]:
        done: list[Decision] = []
        for path, content in files:
            file = home.landing / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
            moment: datetime = next(moments)
            done += receive(home, warehouse, UNANSWERED, [file], lambda _, at=moment: at, Listener()).decisions  # type: ignore[misc]
        return done

    return hand_in
