"""The comparison that parity between engines stands on tells every way in which two stores may differ."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.parity import differences

MART = "create table {}.marts.servicios as select 2 as servicios, 'norte' as cite from range(3)"


@pytest.fixture
def stores() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two stores with one and the same mart."""
    with duckdb.connect() as connection:
        for store in ("uno", "otro"):
            connection.execute(f"attach ':memory:' as {store}; create schema {store}.marts; {MART.format(store)}")
        yield connection


def test_same_content_in_another_order_is_the_same(stores: duckdb.DuckDBPyConnection) -> None:
    for store, first, then in (("uno", 1, 2), ("otro", 2, 1)):
        stores.execute(f"create table {store}.marts.metas as select unnest([{first}, {then}]) as meta")
    assert differences(stores, "uno", "otro") == {}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        # three rows alike against two: a set of rows would be the same
        ("delete from otro.marts.servicios where rowid = 0", "1 filas solo en uno, 0 solo en otro"),
        ("update otro.marts.servicios set cite = null where rowid = 0", "1 filas solo en uno, 1 solo en otro"),
        ("alter table otro.marts.servicios alter servicios type bigint", "columnas: "),
        ("alter table otro.marts.servicios rename cite to centro", "columnas: "),
        ("create or replace table otro.marts.servicios as select cite, servicios from uno.marts.servicios", "columnas"),
        ("drop table otro.marts.servicios", "no está en otro"),
        ("drop table uno.marts.servicios", "no está en uno"),
        ("delete from uno.marts.servicios; delete from otro.marts.servicios", "sin filas en los dos"),
    ],
)
def test_any_difference_is_told(stores: duckdb.DuckDBPyConnection, change: str, told: str) -> None:
    stores.execute(change)
    assert differences(stores, "uno", "otro")["servicios"].startswith(told)
    assert differences(stores, "uno", "otro", apart=["servicios"]) == {}


def test_no_mart_at_all_is_no_parity(stores: duckdb.DuckDBPyConnection) -> None:
    for store in ("uno", "otro"):
        stores.execute(f"drop table {store}.marts.servicios")
    assert "marts" in differences(stores, "uno", "otro")
