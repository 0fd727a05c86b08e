"""Dagster's storage in PostgreSQL, where an address is given: runs, events and ticks lie there, and what is kept is."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import psycopg
import pytest

from orchestration.core.paths import Home
from orchestration.defs.event_log_postgres import KeptPostgresEventLog
from orchestration.defs.run import POSTGRES, dagster_home
from tests import postgres_server

# An address as a URL, which is what Dagster takes; the password of the tests' server has every sign that breaks one.
SIGNS = {"@": "%40", ":": "%3A", "'": "%27", " ": "%20", ";": "%3B", "{": "%7B", "}": "%7D"}


@pytest.fixture
def server() -> Iterator[postgres_server.Server]:
    with postgres_server.running() as server:
        yield server


def test_what_ran_lies_in_the_database(
    home: Home, server: postgres_server.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = "".join(SIGNS.get(sign, sign) for sign in postgres_server.PASSWORD)
    url = f"postgresql://{server.owner}:{password}@127.0.0.1:{server.port}/{server.database}"
    monkeypatch.setenv(POSTGRES, url)
    monkeypatch.setenv("DAGSTER_HOME", "")

    @dg.asset(check_specs=[dg.AssetCheckSpec("cumple", asset="cifra")])
    def cifra() -> Iterator[object]:
        yield dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True, check_name="cumple")])

    dagster_home(home)
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, KeptPostgresEventLog)
        instance.optimize_for_webserver(statement_timeout=5000, pool_recycle=3600, max_overflow=20)  # as pages ask
        done = dg.materialize([cifra], instance=instance)
        assert done.success and instance.get_runs_count() == 1
        assert instance.get_latest_materialization_event(dg.AssetKey("cifra")) is not None
    assert not list(home.dagster.rglob("*.db"))
    with psycopg.connect(server.url()) as connection:
        kinds = {kind for (kind,) in connection.execute("select dagster_event_type from event_logs").fetchall()}
    assert "ASSET_CHECK_EVALUATION" in kinds and "ASSET_CHECK_EVALUATION_PLANNED" not in kinds
