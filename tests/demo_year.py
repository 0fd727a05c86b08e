"""The reconstructed 2024 (synthetic) received and published at once, without Dagster: what clients read in tests.
The receipts are left owed, for nobody reads them here, and dbt's tests and Great Expectations left out; a close month
by month, with them, belongs to `red-cite demo`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from orchestration.closing import steps
from orchestration.closing.rebuild import build_and_publish
from orchestration.core.paths import Home
from orchestration.gates.evaluate import evaluate
from orchestration.intake.feed import Feed, Listener
from orchestration.intake.feeds import REPORTS
from orchestration.intake.receive import receive
from orchestration.intake.reports.feed import judge
from orchestration.warehouse.connection import connect, exclusive
from tests import prepared
from tests.shortcuts import quick_steps

# The reports judged by the fast path, and nobody answered.
UNANSWERED = replace(REPORTS, judge=partial(judge, evaluate=evaluate), answer=lambda _home, _db, _pairs: [])


def publish_year(home: Home) -> None:
    """Leaves the year published in `home`, from its files."""
    publish_once(home, "publicado", lambda made: bring(made, UNANSWERED, made.landing, prepared.year()))


def publish_once(home: Home, name: str, fill: Callable[[Home], object]) -> None:
    """Leaves published in `home` what `fill` puts into raw: a copy of the one home, kept as `name`, that is made so."""
    made = prepared.kept(name, prepared.ALL_ROOMS, lambda draft: _publish(Home(draft / "casa"), fill))
    shutil.copytree(made / "casa", home.root, symlinks=True, dirs_exist_ok=True)


def _publish(home: Home, fill: Callable[[Home], object]) -> None:
    prepared.with_documents(home)
    fill(home)
    with quick_steps():
        steps.judge(home, "raw")
        build_and_publish(home)


def bring(home: Home, feed: Feed, folder: Path, sent: Sequence[Any]) -> None:
    """Receives what was `sent`, files with the moments when they came, through the feed's `folder` of landing."""
    moments = {one.path.name: one.received_at for one in sent}
    for one in sent:
        shutil.copy(one.path, folder)
    with exclusive(home), connect(home) as connection:
        receive(home, connection, feed, feed.lying(home).files, lambda file: moments[file.name], Listener())
