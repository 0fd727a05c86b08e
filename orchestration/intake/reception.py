"""Takes files out of a feed's landing, and lays them where they rest once something was decided about them.
Deciding belongs to `receive`; the files in between lie in slots that carry their time of reception."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import stat
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.core.whole_files import copy_whole, move_whole, write_whole
from orchestration.intake.feed import Decision, Delivery, Feed, StillChanging, Taken
from orchestration.intake.mailbox.landing import why_no_delivery
from orchestration.intake.mailbox.naming import printable_name
from orchestration.intake.mailbox.settling import mark_of

STAMP = "%Y%m%dT%H%M%S%f"
_LONGEST_NAME = 60
# The end of the name of what stands in the archive instead of bytes that were erased.
ERASED = ".borrado"
# A slot that is being emptied: what is left of it says nothing any more.
_DONE = "."
_SLOT = re.compile(r"\.?\d{8}T\d{12}_.*_\d+")


def take(home: Home, feed: Feed, files: Sequence[Path], received_at: Callable[[Path], datetime]) -> list[Taken]:
    """Moves `files` aside, and returns all that lies there, oldest reception first: also what a killed run left.

    The slot's name keeps the time, so that a run killed anywhere gives, run again, the same receptions with the same
    times. A file that cannot be moved stays where it is.
    """
    aside, landing = feed.aside(home), feed.landing(home)
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    for slot in filter(is_slot, aside.iterdir()):
        if slot.name.startswith(_DONE):
            shutil.rmtree(slot)
        elif not any(slot.iterdir()):
            slot.rmdir()
    for file in files:
        _move_aside(aside, file, f"{received_at(file).strftime(STAMP)}_{left_in(landing, file) or ''}")
    return waiting(home, feed)


def left_in(landing: Path, file: Path) -> str | None:
    """The folder of landing that a file was left in, None for landing itself."""
    return None if file.parent == landing else file.parent.name


def _move_aside(aside: Path, file: Path, label: str) -> None:
    number = 0
    while (slot := aside / f"{label}_{number}").exists():
        number += 1
    slot.mkdir()
    try:
        move_whole(file, slot / file.name, durable=False)
    except OSError:  # gone, or not ours to move
        slot.rmdir()


def waiting(home: Home, feed: Feed) -> list[Taken]:
    """What was set aside and not yet decided about; links are not followed."""
    if not feed.aside(home).is_dir():
        return []
    slots = [slot for slot in sorted(filter(is_slot, feed.aside(home).iterdir())) if not slot.name.startswith(_DONE)]
    return [_taken(slot, file) for slot in slots for file in _deliveries(feed, slot)]


def _deliveries(feed: Feed, slot: Path) -> list[Path]:
    """The file of a slot, and not what a system left beside it."""
    kinds = ((file, file.lstat().st_mode) for file in slot.iterdir())
    found = [f for f, mode in kinds if stat.S_ISREG(mode) or (feed.whole_folders and stat.S_ISDIR(mode))]
    return [file for file in found if not why_no_delivery(file.name)] or found


def is_slot(entry: Path) -> bool:
    """Whether it is a folder that `take` made, and not what a program or a person left among them."""
    return bool(_SLOT.fullmatch(entry.name)) and entry.is_dir() and not entry.is_symlink()


def _taken(slot: Path, file: Path) -> Taken:
    stamp, _, rest = slot.name.partition("_")
    folder = rest.rpartition("_")[0] or None
    return Taken(file, printable_name(file.name), datetime.strptime(stamp, STAMP), folder)


def archived(home: Home, sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return home.archive / sha256[:2] / sha256


def archive_file(home: Home, taken: Taken) -> str:
    """Copies the bytes into the archive; returns their SHA-256.

    Raises:
        StillChanging: they changed meanwhile; nothing of them is kept.
    """
    before, draft = mark_of(taken.path), home.archive / f".{taken.path.parent.name}"
    shutil.copyfile(taken.path, draft)
    if mark_of(taken.path) != before:
        draft.unlink()
        raise StillChanging
    with draft.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    move_whole(draft, archived(home, digest))
    return digest


def archive_bytes(home: Home, content: bytes) -> None:
    """Keeps `content` under its SHA-256."""
    target = archived(home, hashlib.sha256(content).hexdigest())
    if not target.exists() or target.read_bytes() != content:
        write_whole(target, content)


def erase_archived(home: Home, sha256: str, at: datetime) -> None:
    """Removes the bytes with this hash, and says in their place that they were erased, so that none come in again."""
    if erased_on(home, sha256) is None:
        write_whole(_erasure(home, sha256), f"{at:%d/%m/%Y}")
    archived(home, sha256).unlink(missing_ok=True)


def erased_on(home: Home, sha256: str) -> str | None:
    """The day (dd/mm/aaaa) on which the archived bytes were erased; None where nobody erased them."""
    mark = _erasure(home, sha256)
    return mark.read_text(encoding="utf-8") if mark.is_file() else None


def _erasure(home: Home, sha256: str) -> Path:
    return archived(home, sha256).with_suffix(ERASED)


def rest(home: Home, feed: Feed, delivery: Delivery, decision: Decision, in_force: bool) -> Path | None:
    """Records the reception and lays the file where its verdict says; the report beside it where it was refused."""
    _record(home, feed, delivery)
    report, file = None, delivery.taken.path
    if decision.refused and feed.quarantines:
        report = _quarantine(home, feed, delivery, decision)
    elif feed.keep is not None and in_force:
        feed.keep(home, file, decision)
    _forget(file.parent)
    return report


def _record(home: Home, feed: Feed, delivery: Delivery) -> None:
    """`recepciones/<recibido_en>_<id>.json`: what came in can be told without the warehouse."""
    reception = delivery.reception
    record = {
        "via": feed.name,
        "archivo": reception.archivo,
        feed.ledger.digest: reception.digest,
        "bytes": reception.bytes,
        "recibido_en": reception.recibido_en.isoformat(),
        "entregado_cite": reception.entregado_cite,
    }
    name = f"{reception.recibido_en.strftime(STAMP)}_{reception.id}.json"
    write_whole(home.receptions / name, json.dumps(record, ensure_ascii=False).encode())


def refused_folder(home: Home, feed: Feed) -> Path:
    """Where the feed's refused files lie, each beside its report."""
    return home.root / feed.name / "rechazados"


def _quarantine(home: Home, feed: Feed, delivery: Delivery, decision: Decision) -> Path:
    taken = delivery.taken
    name = f"{taken.recibido_en.strftime(STAMP)}_{taken.archivo[-_LONGEST_NAME:]}".replace("/", "_")
    target = refused_folder(home, feed) / name
    report = target.with_name(f"{name}.txt")
    write_whole(report, _reasons(feed, delivery, decision).encode())
    if target.is_dir():  # of this very delivery, from a run that died half-way
        shutil.rmtree(target)
    lay(taken.path, target)
    return report


def _reasons(feed: Feed, delivery: Delivery, decision: Decision) -> str:
    reasons = [f"{number}. {f.mensaje} [{f.codigo}]" for number, f in enumerate(decision.findings, start=1)]
    return "\n".join(
        [
            f"Archivo: {delivery.taken.archivo}",
            f"Recibido: {delivery.taken.recibido_en:%d/%m/%Y %H:%M} (hora de Lima)",
            f"{feed.ledger.digest.upper()}: {delivery.reception.digest}",
            "Veredicto: rechazado. No se cargó nada y lo publicado queda como estaba.",
            "",
            *reasons,
            "",
        ]
    )


def lay(source: Path, target: Path) -> None:
    """In one step where both folders share a file system, else by a copy that shows only once it is whole."""
    try:
        move_whole(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_whole(source, target)


def _forget(slot: Path) -> None:
    """First by name, in one step: of a folder half removed, the next run would read the other half."""
    done = slot.with_name(f"{_DONE}{slot.name}")
    move_whole(slot, done, durable=False)
    shutil.rmtree(done)
