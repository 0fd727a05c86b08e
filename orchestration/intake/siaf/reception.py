"""Takes the MEF's files out of their landing, and lays them where they rest once something was decided about them.
Reading them belongs to `siaf/`; the national file never enters the warehouse."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.intake.reception import STAMP, delivery_id, lima_now, move_aside, printable_name

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Taken:
    """A file set aside with its time of reception (naive, America/Lima), which a run killed later does not change."""

    path: Path
    recibido_en: datetime

    @property
    def archivo(self) -> str:
        return printable_name(self.path.name)


@dataclass(frozen=True)
class SiafReception:
    """One delivery: which bytes, under which name, when (naive, America/Lima).

    BLAKE3 and not SHA-256 as for the reports: of a file of gigabytes this one costs a twentieth of its reading.
    """

    archivo: str
    blake3: str
    bytes: int
    recibido_en: datetime

    @property
    def id(self) -> str:
        """The delivery's own: the same bytes sent twice are two deliveries."""
        return delivery_id(self.blake3, self.archivo, self.recibido_en)


def siaf_aside(home: Home) -> Path:
    """Where files lie while they are read; on landing's file system, so that moving there is one step."""
    return home.siaf_landing / ".tomados"


def take(home: Home, files: Sequence[Path], received_at: Callable[[Path], datetime] = lima_now) -> list[Taken]:
    """Moves `files` aside, and returns all that lies there, oldest reception first: also what a killed run left."""
    aside = siaf_aside(home)
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(aside)
    for file in files:
        move_aside(aside, file, received_at(file).strftime(STAMP))
    return waiting(home)


def _sweep(aside: Path) -> None:
    """Removes the slots that a killed run emptied: they would pass for files left half-way for ever."""
    for slot in aside.iterdir():
        if slot.is_dir() and not any(slot.iterdir()):
            slot.rmdir()


def waiting(home: Home) -> list[Taken]:
    """What was set aside and not yet decided about."""
    if not siaf_aside(home).is_dir():
        return []
    return [
        Taken(file, datetime.strptime(slot.name.partition("_")[0], STAMP))
        for slot in sorted(siaf_aside(home).iterdir())
        for file in slot.iterdir()
        if stat.S_ISREG(file.lstat().st_mode)
    ]


def keep(home: Home, taken: Taken, year: int, name: str) -> Path:
    """Lays an accepted file into its year's folder as `name`, where it replaces the one before it."""
    target = home.siaf / str(year) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    # First, while the new one still lies aside: a run killed from here on comes back to it, and no two files stay.
    for former in target.parent.iterdir():
        if former != target:
            former.unlink()
    _lay(taken.path, target)
    _forget(taken)
    return target


def put_by(home: Home, taken: Taken, report: str) -> Path:
    """Lays a refused file among the refused ones, with its report (a text in Spanish) beside it; returns the report."""
    name = f"{taken.recibido_en.strftime(STAMP)}_{taken.archivo[-_LONGEST_NAME:]}".replace("/", "_")
    target = home.siaf / "rechazados" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    said = target.with_name(f"{name}.txt")
    said.write_text(report, encoding="utf-8")
    _lay(taken.path, target)
    _forget(taken)
    return said


def discard(taken: Taken) -> None:
    """Drops a file whose bytes were loaded before, and replaced since."""
    taken.path.unlink()
    _forget(taken)


def _lay(source: Path, target: Path) -> None:
    """In one step where both folders share a file system, else by a copy that shows only once it is whole."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        draft = target.with_name(f".{target.name}")
        shutil.copyfile(source, draft)
        os.replace(draft, target)
        source.unlink()


def _forget(taken: Taken) -> None:
    taken.path.parent.rmdir()
