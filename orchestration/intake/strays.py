"""What lies among the warehouse's own files and is none of them: set aside by its name, so that nothing stops for it.
What lies in landing and is no delivery belongs to `mailbox/landing`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole
from orchestration.intake.feed import Feed
from orchestration.intake.feeds import FEEDS
from orchestration.intake.journal import SUFFIX
from orchestration.intake.reception import is_slot

_RECEPTION = re.compile(r"\d{8}T\d{12}_[0-9a-f]{16}\.json")
_JOURNAL = re.compile(rf"(\d{{6,}}|estado){re.escape(SUFFIX)}")
# A reception tells of six things or more; what is shorter was cut, or is none.
_LEAST_BYTES = 50


def folder(home: Home) -> Path:
    """Where it is set aside; somebody may look at it, and empty it."""
    return home.root / "apartados"


def strays(home: Home, feeds: Sequence[Feed] = FEEDS) -> Iterator[Path]:
    """What is not ours in `.tomados`, receptions and archive, seen by names and sizes alone."""
    for feed in feeds:
        yield from (entry for entry in _entries(feed.aside(home)) if not is_slot(entry))
    for entry in _entries(home.receptions):
        ours = _RECEPTION.fullmatch(entry.name) and entry.stat().st_size >= _LEAST_BYTES
        if not (ours or _JOURNAL.fullmatch(entry.name) or entry.name.startswith(".")):
            yield entry
    for entry in _entries(home.archive):
        if not (entry.is_dir() and re.fullmatch("[0-9a-f]{2}", entry.name)) and not entry.name.startswith(".2"):
            yield entry


def set_aside(home: Home, feeds: Sequence[Feed] = FEEDS) -> None:
    """Moves what is not ours to a folder of its own, under the place that it was found in."""
    for entry in list(strays(home, feeds)):
        move_whole(entry, _free(folder(home) / entry.relative_to(home.root)), durable=False)


def _free(target: Path) -> Path:
    number = 0
    free = target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.name}.{number}")
    return free


def to_be_set_aside(home: Home) -> list[str]:
    """A sentence for each thing that the next load sets aside."""
    return [f"{entry}: no es de red-cite o está incompleto; la siguiente carga lo aparta." for entry in strays(home)]


def told(home: Home) -> list[str]:
    """A sentence for each thing that was set aside, or will be."""
    aside = [file for file in sorted(folder(home).rglob("*")) if file.is_file()]
    return [
        *to_be_set_aside(home),
        *(f"{file}: se apartó porque no es de red-cite o está incompleto; mírelo y bórrelo." for file in aside),
    ]


def _entries(place: Path) -> list[Path]:
    return sorted(place.iterdir()) if place.is_dir() else []
