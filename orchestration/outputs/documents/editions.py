"""The records of editions: what each was made from, read and written, and which number the next one gets.
What else a record says, and what changed between two editions, is for the room that wrote them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.core.whole_files import write_whole
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.publication.manifest import Manifest

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


def made_from(manifest: Manifest, rule: Rule) -> Record:
    """What every edition's record says of its origin: the publication, its project, the rule of small numbers."""
    return {
        "publicacion": manifest.version,
        "huella": manifest.huella,
        "publicado_en": manifest.publicado_en,
        "proyecto": manifest.proyecto,
        "reportes_sinteticos": manifest.sinteticos,
        "celda_minima": rule.smallest,
    }


@dataclass(frozen=True)
class Records:
    """`read` by file, in the order of their names; `unreadable` are those cut short or spoiled."""

    read: dict[Path, Record]
    unreadable: tuple[Path, ...]


def read_records(folder: Path, stem: str = "*") -> Records:
    """Those of all bulletins in the folder, or of one's editions (`stem`)."""
    found = {file: _read(file) for file in sorted(folder.glob(f"{stem}-publicacion-*.json"))}
    read = {file: record for file, record in found.items() if record is not None}
    return Records(read, tuple(file for file in found if file not in read))


def _read(file: Path) -> Record | None:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return record if isinstance(record, dict) and record.keys() >= _NEEDED else None


@dataclass(frozen=True)
class NumberedEdition:
    """An edition among its bulletin's: its number, its files' name without ending, the record of the one before."""

    number: int
    name: str
    earlier: Record | None


def place_of(folder: Path, stem: str, content: Record) -> NumberedEdition:
    """The edition that holds this very `content` (publication, fingerprint, rule, figures) again, or the next one.

    So no edition's number is ever given to other figures, also when a parameter or this program changed.
    """
    records = read_records(folder, stem)
    same = [
        file for file, record in records.read.items() if all(record.get(key) == value for key, value in content.items())
    ]
    if same:
        number, name = records.read[same[0]]["edicion"], same[0].stem
    else:
        number, name = _next(folder / f"{stem}-publicacion-{content['publicacion']}.json", records)
    before = [record for record in records.read.values() if record["edicion"] < number]
    return NumberedEdition(number, name, max(before, key=lambda record: record["edicion"], default=None))


def _next(file: Path, records: Records) -> tuple[int, str]:
    """A number above all, those that cannot be read counted; `file` is the record of a publication's first edition."""
    kept = [*records.read, *(other for other in records.unreadable if other != file)]
    number = max([len(kept), *(record["edicion"] for record in records.read.values())]) + 1
    return number, f"{file.stem}-edicion-{number}" if file in records.read else file.stem


def write_record(file: Path, record: Record) -> None:
    write_whole(file, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def words_on_unreadable(file: Path) -> str:
    """What whoever finds it is told."""
    return (
        f"La constancia {file.name} está dañada: su edición no se lista ni se compara con otras. "
        "Recupere el archivo de una copia de respaldo, o bórrelo."
    )
