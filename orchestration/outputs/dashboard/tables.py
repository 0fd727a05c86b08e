"""The shape in which figures and lists travel to the page: columns' names once, then rows of values.
Which tables there are belongs to `figures.py` and `listings.py`."""

from __future__ import annotations

from typing import Any

import duckdb

# {"columnas": [names], "filas": [rows]}; null stays null until the page says "sin dato".
Table = dict[str, list[Any]]


def select(connection: duckdb.DuckDBPyConnection, query: str) -> Table:
    """The table that a query gives."""
    result = connection.execute(query)
    return {"columnas": [column[0] for column in result.description], "filas": [list(row) for row in result.fetchall()]}
