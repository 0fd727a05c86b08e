"""What a lake says before it has a server: which engine a home has, and what is missing on this machine.
What it does with one is held by `tests/clientes/test_lake.py`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.core.paths import Home
from orchestration.warehouse import lake
from orchestration.warehouse.connection import connect, exclusive
from orchestration.warehouse.upgrading import OtherEngine

AWAY = "postgresql://nadie:secreta@127.0.0.1:1/lago"


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_MOTOR", "")  # so that what `--motor` sets is taken back
    monkeypatch.setenv("RED_CITE_LAGO", AWAY)


@pytest.mark.parametrize("line", [["--motor", "ducklake", "observaciones"], ["observaciones", "--motor", "ducklake"]])
def test_the_engine_may_be_named_anywhere_in_the_line(line: list[str], home: Home) -> None:
    ended = CliRunner().invoke(app, line)
    assert ended.exit_code == 1
    assert "No se llega al PostgreSQL de RED_CITE_LAGO" in ended.stderr and "secreta" not in ended.stderr


@pytest.mark.parametrize(
    ("engine", "address", "said"),
    [
        ("ducklake", "", "el motor ducklake pide RED_CITE_LAGO=postgresql://"),
        ("spark", AWAY, "RED_CITE_MOTOR no puede ser 'spark'; puede ser duckdb o ducklake."),
    ],
)
def test_an_engine_that_cannot_be_is_refused(
    engine: str, address: str, said: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RED_CITE_MOTOR", engine)
    monkeypatch.setenv("RED_CITE_LAGO", address)
    ended = CliRunner().invoke(app, ["observaciones"])
    assert ended.exit_code == 2 and said in ended.stderr


def test_an_address_alone_changes_nothing(home: Home) -> None:
    assert Home.current().lake is None
    with exclusive(home), connect(home):
        assert home.warehouse.exists()


def test_a_home_on_a_lake_is_not_taken_for_an_empty_or_a_lost_one(home: Home) -> None:
    (home.receptions / "20240205T090000000000_aa.json").write_text("{}")
    Path(home.lake_data).mkdir(parents=True)
    with pytest.raises(OtherEngine), connect(home):
        pass
    ended = CliRunner().invoke(app, ["observaciones"])
    assert ended.exit_code == 2 and "es un lago: diga RED_CITE_MOTOR=ducklake" in ended.stderr
    assert not home.warehouse.exists()


def test_an_address_that_is_none_is_not_repeated(home: Home) -> None:
    with pytest.raises(lake.LakeTrouble) as refused, lake.session(Home(home.root, "postgresql://a:secreta@b:c/d")):
        pass
    assert "secreta" not in str(refused.value)


def test_a_machine_without_the_extensions_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(resources, "files", none)
    with duckdb.connect() as connection, pytest.raises(lake.NoExtensions, match="`make lago`"):
        lake.load(connection)
