"""Fixtures of the tests that run whole steps: a home to go on from, its Dagster instance, and marts for any reader.
What stands in a home that is copied belongs to each test file; nobody writes to that of `counted`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.core.paths import Home
from tests import prepared
from tests.marts_home import build_marts
from tests.raw_fixture import Attention, Report
from tests.siaf_raw import Delivery, Spending, metas_by_centre

GoOn = Callable[[Path], Home]
PUNO, CHAVIMOCHIC = "citeacuicola-puno", "citeagroindustrial-chavimochic"
META, META_2023 = ({cite: metas[0] for cite, metas in metas_by_centre(year).items()} for year in (2024, 2023))
# A meta of no centre: the head office's.
SEDE = "9990"


def _report(cite: str, month: int, *rows: tuple[str, int, str, int]) -> Report:
    """`rows` are (client, client type, task, quantity)."""
    attentions = tuple(Attention(date(2024, month, 3), *row) for row in rows)
    return Report(cite, date(2024, month, 1), datetime(2024, month + 1, 2), attentions)


# `a` goes to both centres and in both months: one client of the network, whatever is added.
REPORTS = [
    _report(PUNO, 1, ("a", 1, "4.1", 10), ("b", 2, "5.2", 1)),
    replace(_report(PUNO, 2, ("a", 1, "4.1", 20)), observadas=2),
    _report(CHAVIMOCHIC, 1, ("a", 1, "4.1", 3)),
    _report(CHAVIMOCHIC, 2, ("a", 1, "1.1", 4)),
]
DELIVERIES = [
    Delivery(2023, 1, datetime(2024, 1, 20), (Spending(META_2023[PUNO], "5", "200", anual="147.50"),)),
    Delivery(
        2024,
        1,
        datetime(2024, 3, 8),
        (
            Spending(META[PUNO], "400", "600", ("100.10", "200.20")),
            Spending(META[PUNO], "0", "100", ("10", "40"), generica="6"),
            Spending(META[CHAVIMOCHIC], "70", "80", ("7", "-2"), programa="9002", producto="3999999"),
            Spending(SEDE, "10", "20", ("1", "1"), programa="9001", producto="3999999", meta_nombre="GESTION"),
        ),
        corte=2,
    ),
]


@pytest.fixture
def go_on_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoOn:
    """Copies a home that other tests read, for one test to go on from; the copy is the current home."""

    def copied(root: Path) -> Home:
        home = Home(tmp_path / "casa")
        shutil.copytree(root, home.root, symlinks=True)
        monkeypatch.setenv("RED_CITE_HOME", str(home.root))
        return home

    return copied


@pytest.fixture
def instance(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """The Dagster instance of the test's home."""
    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    with dg.DagsterInstance.get() as opened:
        yield opened


@pytest.fixture(scope="session")
def counted() -> Home:
    """A home with the marts of `REPORTS` and `DELIVERIES`, built once for those who only read them."""
    return Home(prepared.kept("contado", prepared.ALL_ROOMS, _count) / "casa")


def _count(draft: Path) -> None:
    build_marts(Home(draft / "casa").create(), REPORTS, DELIVERIES)
