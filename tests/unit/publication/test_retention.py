"""Old versions go; what somebody may still ask for stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.publication import retention
from orchestration.publication.derivation import derive
from orchestration.publication.editions import numbered
from orchestration.publication.retention import prune
from tests.unit.publication.conftest import Publish


@pytest.fixture(autouse=True)
def two_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "parameter", {"versiones_conservadas": 2}.__getitem__)


@pytest.fixture
def six_versions(publish_version: Publish) -> list[Path]:
    days = ["2024-02-13", "2024-02-20", "2024-02-27", "2024-03-13", "2024-03-14", "2024-03-15"]
    return [publish_version(number, day) for number, day in enumerate(days, start=1)]


def kept(home: Home) -> list[int]:
    return [edition.manifest.version for edition in numbered(home)]


def test_the_newest_and_the_last_of_each_month_stay(home: Home, six_versions: list[Path]) -> None:
    assert prune(home, []) == [1, 2, 4]
    assert kept(home) == [3, 5, 6]
    assert prune(home, []) == []


def test_a_version_that_a_month_was_frozen_with_stays(home: Home, six_versions: list[Path]) -> None:
    assert prune(home, [2]) == [1, 4]


def test_a_route_that_fell_behind_keeps_its_version(home: Home, publish_version: Publish) -> None:
    publish_version(1)
    derive(home, "excel", lambda source, folder: (folder / "a.xlsx").touch())
    for number in (2, 3, 4):
        publish_version(number)
    assert prune(home, []) == [2]
    assert (home.published / "excel" / "a.xlsx").exists()


def test_a_reader_keeps_the_file_that_it_holds_open(home: Home, six_versions: list[Path]) -> None:
    with (six_versions[0] / "red_cite.duckdb").open() as held:
        prune(home, [])
        assert not six_versions[0].exists() and held.read() == "1"


def test_a_removal_that_was_killed_is_finished_by_the_next(home: Home, six_versions: list[Path]) -> None:
    half = six_versions[0].with_name(".retirada-00000-abc")
    (half / "parquet").mkdir(parents=True)
    prune(home, [])
    assert not half.exists()
