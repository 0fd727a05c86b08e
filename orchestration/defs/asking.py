"""How the sensor of a mailbox asks for a run: what it remembers between ticks, and when it asks for nothing.
Which runs it asks for belongs to `mailboxes.py`."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg

from orchestration.core.paths import Home
from orchestration.defs.orphans import fail_orphaned_runs
from orchestration.intake.feed import Feed
from orchestration.intake.mailbox.settling import Sightings, mark_of, watch

# Sized for a file copied over a slow link: longer than any pause between two writes.
QUIET_SECONDS = 30
# What was asked for and still lies there (the run died, the disk was full) is asked for again after this long.
RETRY_SECONDS = 600
_UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


@dataclass(frozen=True)
class Cursor:
    """What a mailbox's sensor remembers: sightings, and the digest and time of what it asked for last."""

    sightings: Sightings
    asked: str = ""
    asked_at: float = 0

    @classmethod
    def of(cls, text: str | None) -> Cursor:
        """A new one where there is none or an earlier edition wrote it."""
        try:
            kept = json.loads(text or "{}")
            return cls(dict(kept["vistos"]), str(kept["pedido"]), float(kept["pedido_en"]))
        except (ValueError, KeyError, TypeError):
            return cls({})

    def text(self) -> str:
        return json.dumps({"vistos": self.sightings, "pedido": self.asked, "pedido_en": self.asked_at})

    def ask(self, marks: list[str], now: float) -> Cursor:
        """The same request as before while that is recent, else a new one."""
        digest = hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]
        if digest == self.asked and now - self.asked_at < RETRY_SECONDS:
            return self
        return replace(self, asked=digest, asked_at=now)


@dataclass(frozen=True)
class Sighted:
    """What one tick saw in a landing: what has settled, with its marks; how much still grows; what to remember."""

    settled: Sequence[Path]
    marks: list[str]
    growing: int
    sightings: Sightings
    strays: Sequence[str] = ()


@dataclass(frozen=True)
class Tick:
    """One evaluation of a sensor: its moment (seconds since 1970) and what it remembers.

    A tick repeated asks for nothing new, and what still lies there after `RETRY_SECONDS` is asked for again.
    """

    context: dg.SensorEvaluationContext
    moment: float
    cursor: Cursor

    @classmethod
    def of(cls, context: dg.SensorEvaluationContext) -> Tick:
        """The tick of now."""
        return cls(context, now(), Cursor.of(context.cursor))

    def look(self, home: Home, feed: Feed) -> Sighted:
        """What lies in a feed's landing, each delivery settled once it was seen as it is for `QUIET_SECONDS`."""
        landing = feed.lying(home)
        seen = watch(landing, self.cursor.sightings, self.moment, QUIET_SECONDS)
        marks = [mark for file in seen.settled if (mark := mark_of(file)) is not None]
        return Sighted(seen.settled, marks, len(seen.growing), seen.sightings, landing.strays)

    def ask(self, seen: Sighted, job: str, why_not: Callable[[], str | None]) -> str | dg.SkipReason:
        """The key of the run to ask for; or why none is: one of `job` is under way, or there is another reason.

        The sightings are kept whatever comes of it.
        """
        self.context.update_cursor(replace(self.cursor, sightings=seen.sightings).text())
        fail_orphaned_runs(self.context.instance)
        if self.context.instance.get_runs_count(dg.RunsFilter(job_name=job, statuses=_UNDER_WAY)):
            return dg.SkipReason(f"Hay una ejecución de «{job}» en curso; {len(seen.settled)} archivos esperan.")
        reason = why_not()
        if reason is not None:
            return dg.SkipReason(reason)
        asked = self.cursor.ask(seen.marks, self.moment)
        self.context.update_cursor(replace(asked, sightings=seen.sightings).text())
        return f"{asked.asked}-{asked.asked_at:.0f}"


def why_nothing(seen: Sighted, folder: str) -> str:
    """Why a sensor that saw nothing settled asks for nothing."""
    if seen.growing:
        why = f"{seen.growing} archivos siguen creciendo; se toman cuando pasen {QUIET_SECONDS} s sin cambios."
    else:
        why = f"No hay archivos en {folder}."
    return " ".join([why, *seen.strays])


def now() -> float:
    """Seconds since 1970 by this machine's clock."""
    return time.time()
