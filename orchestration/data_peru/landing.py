"""The deliveries left in `landing/data_peru/`: which there are, and whether one is still being copied.
Reading one belongs to `opening.py`; what becomes of it afterwards is decided by the caller."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from orchestration.paths import Home


def waiting(home: Home) -> list[Path]:
    """Folders and files in landing, by name; hidden ones and links are nobody's delivery."""
    if not home.data_peru_landing.is_dir():
        return []
    found = (entry for entry in home.data_peru_landing.iterdir() if not entry.name.startswith("."))
    return sorted(entry for entry in found if not entry.is_symlink())


def mark_of(entry: Path) -> str:
    """16 hexadecimal digits of every file beneath, its size and its times: another mark, and it is still changing."""
    digest = hashlib.sha256(os.fsencode(entry))
    for line in sorted(_states(entry)):
        digest.update(line)
    return digest.hexdigest()[:16]


def settled(home: Home, quiet_seconds: float, sleep: Callable[[float], None] = time.sleep) -> list[Path]:
    """The deliveries that two looks `quiet_seconds` apart find the same."""
    before = {entry: mark_of(entry) for entry in waiting(home)}
    if before and quiet_seconds:
        sleep(quiet_seconds)
    return [entry for entry, mark in before.items() if entry.exists() and mark_of(entry) == mark]


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
