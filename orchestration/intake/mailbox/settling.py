"""Whether a file in landing has stopped growing: nothing of it changed for a quiet time by this machine's clock.
A time of modification is only ever compared with itself, for copying tools set it to what they please."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.intake.mailbox.landing import Landing, look

# Mark of a file -> when it was first seen so (seconds since 1970).
Sightings = dict[str, float]
# Which landing is looked at: the reports', or another feed's.
Look = Callable[[Home], Landing]
# What tells a delivery as it is now from the same one changed; None where it went away.
MarkAs = Callable[[Path], str | None]


@dataclass(frozen=True)
class Watched:
    """Landing's files in their order, and the sightings to remember until the next look."""

    settled: tuple[Path, ...]
    growing: tuple[Path, ...]
    sightings: Sightings


def mark_of(file: Path) -> str | None:
    """16 hexadecimal digits of where a file lies, its size and its times; None where it went away.

    The time of the last change is there for a file rewritten at the same size under a preserved time of modification.
    """
    try:
        seen = os.lstat(file)
    except FileNotFoundError:
        return None
    text = b"%s\n%d %d %d" % (os.fsencode(file), seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
    return hashlib.sha256(text).hexdigest()[:16]


def watch(landing: Landing, before: Sightings, now: float, quiet_seconds: float, mark_as: MarkAs = mark_of) -> Watched:
    """Compares a look with the sightings of earlier ones; a file never seen as it is now begins its quiet time."""
    marks = {file: mark for file in landing.files if (mark := mark_as(file)) is not None}
    sightings = {mark: min(before.get(mark, now), now) for mark in marks.values()}
    settled = tuple(file for file, mark in marks.items() if now - sightings[mark] >= quiet_seconds)
    return Watched(settled, tuple(file for file in marks if file not in set(settled)), sightings)


def quiet_now(
    home: Home,
    pause_seconds: float,
    sleep: Callable[[float], None] = time.sleep,
    look_at: Look = look,
    mark_as: MarkAs = mark_of,
) -> tuple[Path, ...]:
    """Files that two looks `pause_seconds` apart find the same; with no pause, all that lies there."""
    first = watch(look_at(home), {}, 0, pause_seconds, mark_as)
    if not first.growing:
        return first.settled
    sleep(pause_seconds)
    return watch(look_at(home), first.sightings, pause_seconds, pause_seconds, mark_as).settled


def still_marked(
    home: Home, marks: Collection[str], look_at: Look = look, mark_as: MarkAs = mark_of
) -> tuple[Path, ...]:
    """Files that are to this moment as they were when somebody found them settled."""
    wanted = set(marks)
    return tuple(file for file in look_at(home).files if mark_as(file) in wanted)
