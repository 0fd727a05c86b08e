"""Whether what lies in landing has stopped growing: nothing of it changed for a quiet time by this machine's clock.
A time of modification is only ever compared with itself, for copying tools set it to what they please."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.intake.mailbox.landing import Landing

# Mark of a file -> when it was first seen so (seconds since 1970).
Sightings = dict[str, float]
Look = Callable[[], Landing]


@dataclass(frozen=True)
class Watched:
    """Landing's files in their order, and the sightings to remember until the next look."""

    settled: tuple[Path, ...]
    growing: tuple[Path, ...]
    sightings: Sightings


def mark_of(entry: Path) -> str | None:
    """16 hexadecimal digits of where a file lies, its size and its times, and of all beneath a folder; None if gone.

    The time of the last change is there for a file rewritten at the same size under a preserved time of modification.
    """
    own = _state(entry)
    if not own:
        return None
    beneath = sorted(_beneath(entry))
    return hashlib.sha256(b"".join([own, *beneath])).hexdigest()[:16]


def _beneath(entry: Path) -> Iterator[bytes]:
    for folder, folders, files in os.walk(entry):
        for name in [*folders, *files]:
            yield _state(Path(folder, name))


def _state(path: Path) -> bytes:
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return b""
    return b"%s\n%d %d %d\n" % (os.fsencode(path), seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


def watch(landing: Landing, before: Sightings, now: float, quiet_seconds: float) -> Watched:
    """Compares a look with the sightings of earlier ones; a file never seen as it is now begins its quiet time."""
    marks = {file: mark for file in landing.files if (mark := mark_of(file)) is not None}
    sightings = {mark: min(before.get(mark, now), now) for mark in marks.values()}
    settled = tuple(file for file, mark in marks.items() if now - sightings[mark] >= quiet_seconds)
    return Watched(settled, tuple(file for file in marks if file not in set(settled)), sightings)


def quiet_now(look: Look, pause_seconds: float, sleep: Callable[[float], None] = time.sleep) -> tuple[Path, ...]:
    """Files that two looks `pause_seconds` apart find the same; with no pause, all that lies there."""
    first = watch(look(), {}, 0, pause_seconds)
    if not first.growing:
        return first.settled
    sleep(pause_seconds)
    return watch(look(), first.sightings, pause_seconds, pause_seconds).settled


def still_marked(look: Look, marks: Collection[str]) -> tuple[Path, ...]:
    """Files that are to this moment as they were when somebody found them settled."""
    wanted = set(marks)
    return tuple(file for file in look().files if mark_of(file) in wanted)
