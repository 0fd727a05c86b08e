"""Fixtures that every room's tests share: a home of their own, never the user's `data/`."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.warehouse.connection import connect
from tests import prepared

# Importing the definitions parses dbt's project into the home: each test process has one of its own from the start.
_SCRATCH = tempfile.mkdtemp(prefix="red-cite-pruebas-")
os.environ["RED_CITE_HOME"] = _SCRATCH
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)
# What lives is for the most part what was imported and parsed: to look for what died in it took a tenth of a run.
gc.set_threshold(200_000, 20, 50)
prepared.share_the_parsed_project()
prepared.share_the_empty_warehouse()


# The longest modules, and among them one that needs nothing prepared: while a process makes what the others start from,
# the second has work. In this order they go to the processes, so that none is left alone with a long one at the end.
LONGEST = (
    "test_close",
    "test_every_feed",
    "test_bulletin",
    "test_history",
    "test_incremental_equals_full",
    "test_data_peru",
    "test_siaf",
    "test_products",
    "test_siaf_feed",
    "test_receipt",
    "test_validation",
    "test_routes",
    "test_dashboard",
    "test_metrics",
    "test_dbt_project",
    "test_mailbox_end_to_end",
    "test_load_suites",
    "test_dashboard_budget",
    "test_presupuesto",
    "test_mail",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("RED_CITE_HOME", str(tmp_path / "casa"))
    monkeypatch.delenv("RED_CITE_CLAVE", raising=False)
    return Home.current().create()


@pytest.fixture
def judged_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.shortcuts import judge_directly

    judge_directly(monkeypatch)


@pytest.fixture
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.shortcuts import write_no_page

    write_no_page(monkeypatch)


@pytest.fixture
def kept_open(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The home's warehouse held open: each further connection to it costs a tenth. Not where dbt has to open it."""
    with connect(home) as connection:
        yield connection
