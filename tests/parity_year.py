"""A year that leaves no mart empty, for engines to be held against each other: the reconstructed 2024 (synthetic), with
errors, corrections and refusals, the SIAF, Data Perú, a freeze and a withdrawal, in two publications, the second of
which redoes only what came in. How the marts are compared belongs to `parity.py`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from orchestration.closing import steps
from orchestration.closing.rebuild import build_and_publish
from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.intake.feeds import DATA_PERU, REPORTS, SIAF
from orchestration.outputs.data_peru.export import export
from orchestration.publication.editions import CURRENT, edition
from orchestration.publication.history.freeze import freeze
from orchestration.synthetic.siaf import write_siaf_year
from tests import prepared
from tests.data_peru_files import contents, good_tables, write
from tests.demo_year import UNANSWERED, bring

# What came in later is of the second publication.
HALF = datetime(2024, 8, 1)
# What is exported says that it is of today; on every engine it came in at the same moment.
TODAY = lima_now()


def publish_in_two(home: Home, drafts: Path) -> None:
    """Leaves the year published in `home`, whatever it lies on; files are written to `drafts` first."""
    reports, spending = prepared.year(dirt=True), write_siaf_year(drafts)
    for first in (True, False):
        bring(home, UNANSWERED, home.landing, [one for one in reports if (one.received_at < HALF) is first])
        bring(home, SIAF, home.siaf_landing, [one for one in spending if (one.received_at < HALF) is first])
        if not first:
            _import(home)
            _withdraw_the_last(home)
        steps.judge(home, "raw")
        build_and_publish(home)
        if first:
            freeze(home, "2024-03", "la DSE (sintético)", HALF)


def _import(home: Home) -> None:
    """Years without reports, and the months published so far, which the reports supersede."""
    write(home.data_peru_landing / "2022-2023", contents(good_tables()))
    export(edition(home, CURRENT), home.data_peru_landing / "2024")
    done = steps.receive(home, DATA_PERU, lambda _: TODAY)
    assert [decision.estado for decision in done.decisions] == ["aceptado", "aceptado"]


def _withdraw_the_last(home: Home) -> None:
    """The newest version that counts: an earlier one, or a month without a report, takes its place."""
    last = max(steps.in_force(home, REPORTS, lambda _: True), key=lambda decision: decision.reception.recibido_en)
    steps.withdraw(home, last.reception.id, "la DSE (sintético)", "se envió por error (sintético)")
