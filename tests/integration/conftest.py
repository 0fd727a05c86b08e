"""Fixtures of the tests that run whole steps: a home to go on from, and the Dagster instance of a home.
What stands in the home that is copied belongs to each test file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.core.paths import Home

GoOn = Callable[[Path], Home]


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
