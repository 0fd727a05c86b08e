"""Dagster's event log in PostgreSQL, which keeps what `event_log.py` keeps; imported only where an address is given.
Which storage is used is `run.py`'s to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagster_postgres import PostgresEventLogStorage

from orchestration.defs.event_log import Kept


class KeptPostgresEventLog(Kept, PostgresEventLogStorage):
    """As Dagster's own, but for what is not kept."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> KeptPostgresEventLog:
        """`postgres_url` is the database's address."""
        return cls(postgres_url=str(config_value["postgres_url"]), should_autocreate_tables=True, inst_data=inst_data)
