"""Takes files out of landing: archived by content hash, each delivery recorded with its time of reception.
Reading and judging what they hold belongs to the rooms after this one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.paths import Home

LIMA = ZoneInfo("America/Lima")
STAMP = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True)
class Reception:
    """One delivery: which bytes, under which name, when (naive, America/Lima)."""

    archivo: str
    sha256: str
    bytes: int
    recibido_en: datetime

    @property
    def id(self) -> str:
        """16 hexadecimal digits of the delivery itself: the same bytes sent twice are two deliveries."""
        text = f"{self.sha256}\n{self.archivo}\n{self.recibido_en.isoformat()}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def lima_now(_: Path | None = None) -> datetime:
    """The clock's time in Lima, naive: the reception time of a file unless one is given."""
    return datetime.now(LIMA).replace(tzinfo=None)


def settled(home: Home, quiet_seconds: float, now: float) -> tuple[list[Path], list[Path]]:
    """Landing's files in name order: those untouched for `quiet_seconds`, and those that may still grow."""
    files = [f for f in _files(home.landing) if not f.name.startswith((".", "~$"))]
    quiet = [f for f in files if now - f.stat().st_mtime >= quiet_seconds]
    return quiet, [f for f in files if f not in quiet]


def receive(home: Home, files: list[Path], received_at: Callable[[Path], datetime] = lima_now) -> list[Reception]:
    """Archives `files` and records their reception; returns all receptions on record, oldest first.

    A file is first moved aside under its time of reception, so that a run killed anywhere gives, run again,
    the same receptions with the same times.
    """
    taken = home.landing / ".tomados"
    taken.mkdir(parents=True, exist_ok=True)
    for file in files:
        os.replace(file, taken / f"{received_at(file).strftime(STAMP)}__{file.name}")
    for file in _files(taken):
        _record(home, file)
    return receptions(home)


def receptions(home: Home) -> list[Reception]:
    """Every reception on record, by time of reception, then file name."""
    found = [_load(f) for f in home.receptions.glob("*.json")]
    return sorted(found, key=lambda r: (r.recibido_en, r.archivo, r.sha256))


def archived(home: Home, sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return home.archive / sha256[:2] / sha256


def _record(home: Home, file: Path) -> None:
    stamp, name = file.name.split("__", 1)
    with file.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    target = archived(home, digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        shutil.copyfile(file, draft)
        os.replace(draft, target)
    reception = Reception(name, digest, file.stat().st_size, datetime.strptime(stamp, STAMP))
    record = asdict(reception) | {"recibido_en": reception.recibido_en.isoformat()}
    draft = home.receptions / f".{reception.id}.{os.getpid()}"
    draft.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, home.receptions / f"{stamp}_{reception.id}.json")
    file.unlink()


def _load(file: Path) -> Reception:
    record = json.loads(file.read_text(encoding="utf-8"))
    return Reception(**(record | {"recibido_en": datetime.fromisoformat(record["recibido_en"])}))


def _files(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_file()) if folder.exists() else []
