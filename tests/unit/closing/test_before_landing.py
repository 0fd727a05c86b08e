"""What must not be closed is refused in a sentence before anything leaves landing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.closing import steps
from orchestration.core import room
from orchestration.core.errors import Failure
from orchestration.core.paths import Home
from orchestration.defs.metadata import in_words
from orchestration.intake.feeds import REPORTS
from orchestration.warehouse.connection import connect
from orchestration.warehouse.upgrading import VERSION


def written_by_a_later_program(home: Home, _: pytest.MonkeyPatch) -> None:
    with connect(home) as connection:
        connection.execute("insert into raw.esquema values (?, null)", [VERSION + 1])


def lost(home: Home, _: pytest.MonkeyPatch) -> None:
    (home.receptions / "20240205T090000000000_aa.json").write_text("{}")


def without_room(_: Home, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(room.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))


@pytest.mark.parametrize("why", [written_by_a_later_program, lost, without_room])
def test_nothing_leaves_landing(
    home: Home, monkeypatch: pytest.MonkeyPatch, why: Callable[[Home, pytest.MonkeyPatch], None]
) -> None:
    report = home.landing / "reporte.xlsx"
    report.write_bytes(b"x")
    why(home, monkeypatch)
    with pytest.raises(Failure):
        steps.receive(home, REPORTS)
    assert report.exists() and not REPORTS.aside(home).exists()


def _raises(error: Exception) -> Callable[[], Iterator[Any]]:
    def step() -> Iterator[Any]:
        yield 1
        raise error

    return step


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "No queda espacio"),
        (duckdb.IOException("IO Error: Corrupt database file: computed"), "está dañado"),
        (Failure("Otro cierre está usando el almacén."), "Otro cierre"),
    ],
)
def test_an_asset_ends_with_the_sentence(error: Exception, said: str) -> None:
    with pytest.raises(dg.Failure) as ended:
        list(in_words(_raises(error))())
    assert said in str(ended.value.description)

    def function() -> None:
        raise error

    with pytest.raises(dg.Failure, match=said):
        in_words(function)()


def test_what_nobody_foresaw_stays_as_it_is() -> None:
    with pytest.raises(KeyError):
        list(in_words(_raises(KeyError("x")))())
