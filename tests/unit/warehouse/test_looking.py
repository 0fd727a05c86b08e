"""A trigger's look takes the warehouse's lock only where the file changed since its last one."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.warehouse import looking
from orchestration.warehouse.connection import connect, exclusive
from orchestration.warehouse.looking import look


def builds(connection: duckdb.DuckDBPyConnection) -> int:
    return len(connection.execute("from raw.construccion").fetchall())


def test_a_look_at_what_did_not_change_takes_no_lock(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(home, "builds", builds) == 0

    def held(*_: object) -> None:
        raise AssertionError("pidió el almacén")

    with monkeypatch.context() as patch:
        patch.setattr(looking, "exclusive", held)
        assert look(home, "builds", builds) == 0
        with pytest.raises(AssertionError, match="pidió el almacén"):
            look(home, "builds", builds, "otro proyecto")


def test_what_another_wrote_is_seen(home: Home) -> None:
    assert look(home, "builds", builds) == 0
    with exclusive(home), connect(home) as connection:
        connection.execute("insert into raw.construccion values ('x')")
    assert look(home, "builds", builds) == 1


def test_a_warehouse_begun_anew_is_looked_at_again(home: Home) -> None:
    with exclusive(home), connect(home) as connection:
        connection.execute("insert into raw.construccion values ('x')")
    assert look(home, "builds", builds) == 1
    home.warehouse.unlink()
    assert look(home, "builds", builds) == 0
