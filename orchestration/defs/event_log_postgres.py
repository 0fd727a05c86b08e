"""Dagster's event log in PostgreSQL, which keeps what `event_log.py` keeps; imported only where an address is given.
Which storage is used is `run.py`'s to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_postgres import PostgresEventLogStorage

from orchestration.defs.event_log import done_with, is_kept


class KeptPostgresEventLog(PostgresEventLogStorage):
    """As Dagster's own, but for what is not kept."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> KeptPostgresEventLog:
        """`postgres_url` is the database's address."""
        return cls(postgres_url=str(config_value["postgres_url"]), should_autocreate_tables=True, inst_data=inst_data)

    def store_event(self, event: dg.EventLogEntry) -> None:
        """All but that a check is to be made."""
        if is_kept(event):
            super().store_event(event)

    def get_asset_event_summary_records(self, *_: Any, **asked: Any) -> Sequence[Any]:
        """A backfill hears of cells observed, too."""
        return done_with(super().get_asset_event_summary_records, asked)
