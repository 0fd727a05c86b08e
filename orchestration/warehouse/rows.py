"""Reads rows with the names of their columns, from the warehouse or from a publication.
Which rows, and what they mean, is for the room that asks."""

from __future__ import annotations

from typing import Any

import duckdb

# What DuckDB raises where a table or a column is not there: nobody has built it yet, or an earlier program did.
NOT_BUILT = (duckdb.CatalogException, duckdb.BinderException)


def records(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> list[dict[str, Any]]:
    """The rows that `query` answers with, each by column."""
    answered = connection.execute(query, parameters)
    names = [column[0] for column in answered.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answered.fetchall()]


def literal(text: object) -> str:
    """A text (a file's path, say) as SQL writes it, for where no parameter is taken."""
    return "'" + str(text).replace("'", "''") + "'"
