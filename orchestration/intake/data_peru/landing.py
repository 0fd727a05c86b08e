"""Whether a delivery left in `landing/data_peru/` is still being copied, in any file of its folder.
Which deliveries there are belongs to `mailbox/landing.py`; reading one belongs to `opening.py`."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.intake.mailbox.landing import look_at_data_peru
from orchestration.intake.mailbox.settling import quiet_now, still_marked


def mark_of(entry: Path) -> str:
    """16 hexadecimal digits of every file beneath, its size and its times: another mark, and it is still changing."""
    digest = hashlib.sha256(os.fsencode(entry))
    for line in sorted(_states(entry)):
        digest.update(line)
    return digest.hexdigest()[:16]


def settled(home: Home, quiet_seconds: float, sleep: Callable[[float], None] = time.sleep) -> list[Path]:
    """The deliveries that two looks `quiet_seconds` apart find the same."""
    return list(quiet_now(home, quiet_seconds, sleep, look_at_data_peru, mark_of))


def still_there(home: Home, marks: Collection[str]) -> list[Path]:
    """The deliveries that are to this moment as they were when somebody found them settled."""
    return list(still_marked(home, marks, look_at_data_peru, mark_of))


def _states(entry: Path) -> Iterator[bytes]:
    for folder, folders, files in os.walk(entry):
        for name in [*folders, *files]:
            yield _state(Path(folder, name))
    yield _state(entry)


def _state(path: Path) -> bytes:
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return b""
    return b"%s %d %d %d\n" % (os.fsencode(path), seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
