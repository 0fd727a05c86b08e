"""What dbt's connection needs before it attaches a lake; named in `dbt_project/profiles.yml`.
The lake itself belongs to `warehouse/lake.py`."""

from __future__ import annotations

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.warehouse.lake import load


class Plugin(BasePlugin):
    """Called by dbt by this name."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Loads the extensions, and lets a query that memory does not hold go on beside the lake's files."""
        load(conn)
