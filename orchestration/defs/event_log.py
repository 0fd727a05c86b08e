"""Dagster's event log in SQLite with its connections kept open: a close writes hundreds of events, each a transaction.
What is logged and read is Dagster's own, but for a check that is planned and a cell that is done with and stays empty;
`run.DAGSTER_YAML` names this class."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.defs.private import SqliteEventLog, create_engine

# The index of all runs, the run at work, and those that a page shows beside it.
KEPT = 8
BUSY_SECONDS = 30


class Kept:
    """What differs from Dagster's own event log, wherever it lies: comes before it in a class."""

    def store_event(self, event: dg.EventLogEntry) -> None:
        """All but that a check is to be made: one announced and not made would hide the verdict that stands."""
        if event.dagster_event_type is not dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED:
            super().store_event(event)  # type: ignore[misc]

    def get_asset_event_summary_records(self, *_: Any, **asked: Any) -> Sequence[Any]:
        """As Dagster's own; a backfill hears of cells observed, too, where it asks for what was made.

        It asks for all materialisations after a place in the log, and takes a cell without one for failed, though its
        run succeeded. A cell that was looked at, and has nothing to be made of, is observed: the board shows it empty.
        """
        ask = super().get_asset_event_summary_records  # type: ignore[misc]
        found = ask(**asked)
        if asked["event_type"] is not dg.DagsterEventType.ASSET_MATERIALIZATION or not asked["ascending"]:
            return found
        observed = ask(**{**asked, "event_type": dg.DagsterEventType.ASSET_OBSERVATION})
        return sorted([*found, *observed], key=lambda row: row.storage_id)[: asked.get("limit")]


class KeptEventLog(Kept, SqliteEventLog):
    """As Dagster's, which opens, checkpoints and closes its file three times an event: most of what an event costs."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[tuple[int, str], Any] = {}  # first: Dagster's own connects at once
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> KeptEventLog:
        """`base_dir` is Dagster's home; the events lie where Dagster itself would have them."""
        return cls(str(Path(config_value["base_dir"]) / "history" / "runs"), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Any]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def has_table(self, table_name: str) -> bool:
        """As Dagster's, which asks the file at each check that it stores; a table that stands is asked for once."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _engine(self, shard: str) -> Any:
        """The one of this shard; the longest unused is closed where there are too many. None outlives a fork."""
        key = (os.getpid(), shard)
        engine = self._engines.pop(key, None) or _opened(self.conn_string_for_shard(shard))
        self._engines[key] = engine
        while len(self._engines) > KEPT:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def dispose(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _opened(address: str) -> Any:
    """An engine whose pool keeps its connection, which no two threads use at once (`_db_lock`)."""
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    with engine.connect() as connection:
        # A power failure may cost the last events, never the file: what counts stands in the warehouse.
        connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
    return engine
