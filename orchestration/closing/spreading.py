"""Reception with its reading and judging cut into lanes, which any machine works off; one step stores it.
What a report says and its verdict belong to `intake/reports`; on which machine a lane runs, to `defs/spread.py`."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from orchestration.closing.steps import receive
from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.core.whole_files import write_whole
from orchestration.intake.feed import Taken
from orchestration.intake.feeds import REPORTS
from orchestration.intake.mailbox.naming import printable_name
from orchestration.intake.mailbox.settling import mark_of, quiet_now
from orchestration.intake.receive import Received
from orchestration.intake.reception import left_in, waiting
from orchestration.intake.reports.ahead import Ahead
from orchestration.intake.reports.feed import history, with_work_ahead
from orchestration.intake.reports.judging.verdict import History
from orchestration.warehouse.connection import connect, exclusive

# Steps that may be at work at once. Fixed, for Dagster's executor on Dask runs no steps that are mapped while it runs
# (dagster#9785). A lane cut short is worked off again but for the batches that it had done.
LANES = 16
# Judged as one frame: what is lost of a machine that dies.
BATCH = 50
_PLAN = "lista"


@dataclass(frozen=True)
class Plan:
    """What is to be read, by paths within the home, which each machine may have at a place of its own; the `marks` of
    those in landing; what raw knew when they were listed."""

    lying: tuple[Taken, ...]
    marks: tuple[str, ...]
    history: History


def folder_of(home: Home, run: str) -> Path:
    """Where the lanes of one run leave what they found; it names people, and the run's last step removes it."""
    return home.spread / run


def sweep(home: Home, going: Collection[str]) -> None:
    """Removes what runs left that died; `going` are those still under way."""
    if home.spread.is_dir():
        for left in home.spread.iterdir():
            if left.name not in going:
                shutil.rmtree(left)


def lay_out(
    home: Home, run: str, quiet_seconds: float = 0, received_at: Callable[[Path], datetime] = lambda _: lima_now()
) -> int:
    """Lists what has settled in landing, and what a killed run left half-way, with its time of reception; how many.

    Nothing is moved. Done again it changes nothing: the lanes may be at work on the list.
    """
    home.create()
    plan = folder_of(home, run) / _PLAN
    if not plan.exists():
        REPORTS.ready()
        landing = quiet_now(lambda: REPORTS.lying(home), quiet_seconds)
        marked = {file: mark for file in landing if (mark := mark_of(file)) is not None}
        place = REPORTS.landing(home)
        fresh = [Taken(f, printable_name(f.name), received_at(f), left_in(place, f)) for f in marked]
        lying = tuple(replace(one, path=one.path.relative_to(home.root)) for one in (*waiting(home, REPORTS), *fresh))
        with exclusive(home), connect(home) as connection:
            # Bytes that came before are judged where they are stored, alone (`receive._batches`).
            known = replace(history(connection), received={})
        write_whole(plan, pickle.dumps(Plan(lying, tuple(marked.values()), known)), durable=False)
    return len(_plan(home, run).lying)


def _plan(home: Home, run: str) -> Plan:
    plan = pickle.loads((folder_of(home, run) / _PLAN).read_bytes())
    assert isinstance(plan, Plan)
    return plan


def lane_of(lying: Sequence[Taken], lane: int) -> list[Sequence[Taken]]:
    """The batches of one lane; together the lanes have each report once."""
    batches = [lying[first : first + BATCH] for first in range(0, len(lying), BATCH)]
    return batches[lane::LANES]


def work_off(home: Home, run: str, lane: int) -> int:
    """Reads and judges one lane's reports, in whatever process; how many they are. Nothing but files of the run is
    written."""
    plan, ahead = _plan(home, run), Ahead(folder_of(home, run))
    batches = lane_of(plan.lying, lane)
    for batch in batches:
        ahead.judge(home, batch, plan.history)
    return sum(map(len, batches))


def store(home: Home, run: str) -> Received:
    """Receives what was listed as any reception does, and removes the run's files.

    What no lane read, or the warehouse knows more of by now, is read and judged here: a lane that was lost costs time
    and nothing else.
    """
    if not (folder_of(home, run) / _PLAN).exists():  # stored before: this step is run again
        return Received([], ())
    plan = _plan(home, run)
    times = {home.root / one.path: one.recibido_en for one in plan.lying}
    feed = with_work_ahead(Ahead(folder_of(home, run)))
    received = receive(home, feed, times.__getitem__, marks=plan.marks)
    shutil.rmtree(folder_of(home, run), ignore_errors=True)  # of a machine taken for dead that stored it, too
    return received
