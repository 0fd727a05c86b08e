"""A home whose marts are built by dbt from raw tables written in a few words, and published if a test asks for it.
What stands in raw belongs to `raw_fixture.py` and `siaf_raw.py`; gates and receipts are not tested with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import duckdb

from orchestration.closing.steps import SELECTORS, WHOLE_SELECTORS
from orchestration.core.paths import Home
from orchestration.publication import snapshot
from orchestration.transforming import dbt
from tests import prepared
from tests.raw_fixture import RawWarehouse, Report
from tests.shortcuts import build_models, run_models
from tests.siaf_raw import Delivery, deliver


def build_marts(
    home: Home, reports: Sequence[Report], deliveries: Sequence[Delivery] = (), marts: Collection[str] = ()
) -> None:
    """Loads them into the home's new warehouse and builds the marts, or those named alone, with all that they read.

    Neither dbt's tests run over them nor the gates' views are built: `build` and every close do that.
    """
    prepared.with_documents(home)
    RawWarehouse(home.warehouse).load(reports)
    deliver(home.warehouse, deliveries)
    for selector in (SELECTORS["staging"], SELECTORS["marts"]) if not marts else ():
        build_models(home, selector)
    if marts:
        run_models(home, "--select", *(f"+{mart}" for mart in marts))


def build(home: Home) -> None:
    """Every model and test from raw up to the marts, and what the gates judge; the documents are there already."""
    for selector in (WHOLE_SELECTORS["staging"], WHOLE_SELECTORS["marts"]):
        assert [node for node in dbt.build(home, selector) if not node.ok] == []


def publish_marts(home: Home, at: datetime) -> None:
    """What the warehouse's marts hold becomes what readers see, published `at`."""
    with duckdb.connect(str(home.warehouse)) as connection:
        draft = snapshot.draft(home, connection, at, dbt.fingerprint())
    assert snapshot.swap_in(home, draft)
