"""The records of a folder's editions: what each was made from and every figure in it, read and written.
What changes between two belongs to `changes.py`; the page that lists them, to `index.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.documents.whole_files import write_whole

Record = dict[str, Any]
_NEEDED = {
    "titulo",
    "edicion",
    "publicacion",
    "publicado_en",
    "reportes_sinteticos",
    "celda_minima",
    "cambios",
    "cifras",
}


@dataclass(frozen=True)
class Records:
    """`read` by file, in the order of their names; `unreadable` are those cut short or spoiled."""

    read: dict[Path, Record]
    unreadable: tuple[Path, ...]


def read_records(folder: Path, stem: str = "*") -> Records:
    """Those of all bulletins in the folder, or of one's editions (`produce.Order.stem`)."""
    found = {file: _read(file) for file in sorted(folder.glob(f"{stem}-publicacion-*.json"))}
    read = {file: record for file, record in found.items() if record is not None}
    return Records(read, tuple(file for file in found if file not in read))


def _read(file: Path) -> Record | None:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return record if isinstance(record, dict) and record.keys() >= _NEEDED else None


def write_record(file: Path, record: Record) -> None:
    write_whole(file, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())


def words_on_unreadable(file: Path) -> str:
    """What whoever finds it is told."""
    return (
        f"La constancia {file.name} está dañada: su edición no se lista ni se compara con otras. "
        "Recupere el archivo de una copia de respaldo, o bórrelo."
    )
