"""A table's content is the same wherever it lies; what is done with it belongs to `test_snapshot`."""

from __future__ import annotations

import duckdb

from orchestration.publication.content import content_of


def test_a_table_of_an_attached_catalogue_holds_the_same() -> None:
    with duckdb.connect() as plain, duckdb.connect() as attached:
        attached.execute("attach ':memory:' as lago; use lago")
        for connection in (plain, attached):
            connection.execute("create schema marts; create table marts.metas as from range(3)")
        assert content_of(plain, "marts.metas") == content_of(attached, "marts.metas")
