"""What dbt's connection needs before it attaches a lake; named in `dbt_project/profiles.yml`.
The lake itself belongs to `warehouse/lake.py`."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.warehouse.lake import load
from orchestration.warehouse.rows import literal


class Plugin(BasePlugin):
    """Called by dbt by this name."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Loads the extensions; a query that memory does not hold goes on in the home, not where dbt is called."""
        load(conn)
        conn.execute(f"set temp_directory = {literal(Path(os.environ['RED_CITE_ALMACEN']).with_name('temporal'))}")
