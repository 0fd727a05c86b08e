"""A home of an earlier program comes to today's tables, killed anywhere and run again; a later one is left alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.intake.mailbox.outbox import owed
from orchestration.warehouse import upgrading
from orchestration.warehouse.connection import connect
from orchestration.warehouse.upgrading import VERSION, LostWarehouse, NewerHome, copy_of, version_of

PAST = sorted((Path(__file__).parents[2] / "casas").glob("*.sql"))


def made_by(past: Path, home: Home) -> int:
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(past.read_text(encoding="utf-8"))
        number = version_of(connection)
    assert number is not None
    return number


def columns(home: Home) -> list[tuple[object, ...]]:
    with connect(home) as connection:
        return connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'raw' "
            "and table_name <> 'esquema' order by all"
        ).fetchall()


@pytest.mark.parametrize("past", PAST, ids=lambda past: past.stem)
def test_a_past_home_has_todays_tables_its_rows_and_a_copy_of_what_it_was(past: Path, home: Home) -> None:
    number = made_by(past, home)
    before = home.warehouse.read_bytes()
    fresh = columns(Home(home.root / "nueva").create())
    assert columns(home) == fresh
    assert copy_of(home, number).read_bytes() == before
    with connect(home) as connection:
        assert connection.execute("select cliente_nombre from raw.atenciones").fetchall() == [("PERSONA SINTÉTICA",)]
        assert connection.execute("select version from raw.esquema order by 1").fetchall() == [
            (step,) for step in range(number + 1, VERSION + 1)
        ]
        assert owed(connection) == []  # nobody is answered, or mailed, anew
        assert connection.execute("from duckdb_tables() where schema_name = 'marts'").fetchall() == []
        if past.stem != "f273c99":
            assert connection.execute("select blake3, pia from raw.siaf_entregas").fetchall() == [("bb", 5.25)]


def test_the_past_homes_are_of_one_number_each() -> None:
    assert [past.stem for past in PAST] == ["26672c4", "deef447", "f273c99"]


@pytest.mark.parametrize("past", PAST, ids=lambda past: past.stem)
def test_killed_at_each_step_and_run_again_it_comes_to_the_same(
    past: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = made_by(past, home)
    for step in range(number + 1, VERSION + 1):
        broken = home.root / "roto.sql"
        broken.write_text(f"{upgrading.STEPS[step].read_text(encoding='utf-8')} select * from no_hay;")
        with monkeypatch.context() as patch:
            patch.setitem(upgrading.STEPS, step, broken)
            with pytest.raises(duckdb.CatalogException), connect(home):
                pass
        with duckdb.connect(str(home.warehouse)) as connection:
            assert version_of(connection) == step - 1
            assert connection.execute("from raw.recepciones").fetchall() != []
    assert columns(home) == columns(Home(home.root / "nueva").create())


def test_a_later_programs_home_is_refused_in_a_sentence_and_left_as_it_is(home: Home) -> None:
    with connect(home) as connection:
        connection.execute("insert into raw.esquema values (?, null)", [VERSION + 1])
    before = home.warehouse.read_bytes()
    with pytest.raises(NewerHome, match=r"versión posterior .* No se tocó nada\."), connect(home):
        pass
    assert home.warehouse.read_bytes() == before


@pytest.mark.parametrize("beside", ["recepción", "publicación"])
@pytest.mark.parametrize("warehouse", ["none", "empty file", "empty tables"])
def test_an_empty_warehouse_beside_what_it_should_know_refuses_to_start(
    home: Home, beside: str, warehouse: str
) -> None:
    if warehouse == "empty tables":
        with connect(home):
            pass
    elif warehouse == "empty file":
        home.warehouse.touch()
    if beside == "recepción":
        (home.receptions / "20240205T090000000000_aa.json").write_text("{}")
    else:
        (home.published / "actual").symlink_to("versiones/00001-aa")
    with pytest.raises(LostWarehouse, match=r"red-cite restaurar.*red-cite reconstruir"), connect(home):
        pass
    assert home.warehouse.exists() is (warehouse != "none")
