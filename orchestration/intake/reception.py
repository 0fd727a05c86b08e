"""Takes files out of landing: archived by content hash, each delivery recorded with its time of reception.
Reading and judging what they hold belongs to the rooms after this one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.core.paths import Home
from orchestration.intake.reports.reading.limits import MAX_FILE_BYTES

LIMA = ZoneInfo("America/Lima")
STAMP = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True)
class Reception:
    """One delivery: which bytes, under which name, when (naive, America/Lima), in which centre's folder if in any."""

    archivo: str
    sha256: str
    bytes: int
    recibido_en: datetime
    entregado_cite: str | None = None

    @property
    def id(self) -> str:
        """16 hexadecimal digits of the delivery itself: the same bytes sent twice are two deliveries."""
        return delivery_id(self.sha256, self.archivo, self.recibido_en, *filter(None, [self.entregado_cite]))


def delivery_id(digest: str, archivo: str, received_at: datetime, *more: str) -> str:
    """16 hexadecimal digits of a delivery: its bytes' digest, its name, its time, and what else makes it one."""
    return hashlib.sha256("\n".join([digest, archivo, received_at.isoformat(), *more]).encode()).hexdigest()[:16]


def lima_now(_: Path | None = None) -> datetime:
    """The clock's time in Lima, naive: the reception time of a file unless one is given."""
    return datetime.now(LIMA).replace(tzinfo=None)


def printable_name(name: str) -> str:
    """A file's name for records and messages: bytes that are no text and control characters become a mark."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def set_aside(home: Home) -> Path:
    """Where files lie between landing and archive; on landing's file system, so that moving there is one step."""
    return home.landing / ".tomados"


def receive(home: Home, files: Sequence[Path], received_at: Callable[[Path], datetime] = lima_now) -> list[Reception]:
    """Archives `files`, in landing or a folder of it, and records their reception; returns all receptions on record.

    A file is first moved aside under its time of reception, so that a run killed anywhere gives, run again,
    the same receptions with the same times. A file that cannot be moved stays where it is.
    """
    taken = set_aside(home)
    taken.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in files:
        move_aside(taken, file, f"{received_at(file).strftime(STAMP)}_{_handed_in_for(home, file)}")
    for slot in sorted(taken.iterdir()):
        _empty(home, slot)
    return receptions(home)


def receptions(home: Home) -> list[Reception]:
    """Every reception on record, by time of reception, then file name."""
    found = [_load(f) for f in home.receptions.glob("*.json")]
    return sorted(found, key=lambda r: (r.recibido_en, r.archivo, r.sha256))


def archived(home: Home, sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return home.archive / sha256[:2] / sha256


def content(home: Home, sha256: str) -> bytes:
    """The archived bytes; of a file too large to be read, one byte more than may be, which is enough to refuse it."""
    with archived(home, sha256).open("rb") as handle:
        return handle.read(MAX_FILE_BYTES + 1)


def _handed_in_for(home: Home, file: Path) -> str:
    return "" if file.parent == home.landing else file.parent.name


def move_aside(aside: Path, file: Path, label: str) -> None:
    """Into a folder of its own in `aside`, which carries time and centre, so that whatever its name it keeps it."""
    number = 0
    while (slot := aside / f"{label}_{number}").exists():
        number += 1
    slot.mkdir()
    try:
        os.replace(file, slot / file.name)
    except OSError:  # gone, or not ours to move
        slot.rmdir()


def _empty(home: Home, slot: Path) -> None:
    """Records the file of one slot; one that is still being written, or is none, waits in it."""
    stamp, centre, _ = slot.name.split("_")
    for file in slot.iterdir():
        if stat.S_ISREG(file.lstat().st_mode):
            _record(home, file, datetime.strptime(stamp, STAMP), centre or None)
    if not any(slot.iterdir()):
        slot.rmdir()


def _record(home: Home, file: Path, received_at: datetime, centre: str | None) -> None:
    digest = _archive(home, file)
    if digest is None:
        return
    size = archived(home, digest).stat().st_size
    reception = Reception(printable_name(file.name), digest, size, received_at, centre)
    record = asdict(reception) | {"recibido_en": received_at.isoformat()}
    draft = home.receptions / f".{reception.id}.{os.getpid()}"
    draft.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, home.receptions / f"{received_at.strftime(STAMP)}_{reception.id}.json")
    file.unlink()


def _archive(home: Home, file: Path) -> str | None:
    """The hash under which the bytes lie in the archive; None where they changed while they were copied."""
    draft = home.archive / f".{file.parent.name}"
    before = file.stat()
    shutil.copyfile(file, draft)
    after = file.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        draft.unlink()
        return None
    with draft.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    target = archived(home, digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, target)
    return digest


def _load(file: Path) -> Reception:
    record = json.loads(file.read_text(encoding="utf-8"))
    return Reception(**(record | {"recibido_en": datetime.fromisoformat(record["recibido_en"])}))
