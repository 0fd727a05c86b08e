"""The page that leads a person through a year's bulletins: every edition, its files, what stands out about it.
What is known of an edition is its record's to say (`documents/editions.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from orchestration.core.paths import INTERNAL_FOLDER
from orchestration.outputs.bulletins.phrases import MESSAGES
from orchestration.outputs.bulletins.state import StaleBulletin, stale_in
from orchestration.outputs.documents.editions import Record, Records, read_records, words_on_unreadable
from orchestration.outputs.documents.index_page import IndexRow, IndexTable, write_index
from orchestration.outputs.documents.messages import Messages
from orchestration.outputs.documents.wording import long_date
from orchestration.publication.editions import Edition


def write_bulletins_index(folder: Path, published: Edition, internal: bool) -> tuple[Path, ...]:
    """Writes `index.html`, in Spanish whatever the bulletins' language; returns the records that cannot be read.

    Each bulletin's latest edition that no longer says what `published` does is marked.
    """
    records = read_records(folder)
    stale = {found.record: found for found in stale_in(folder, published)}
    title, notices = f"Boletines estadísticos de la Red CITE, {folder.name}", []
    if internal:
        spanish = Messages.read(MESSAGES, "es")
        title, notices = spanish("titulo_interno", texto=title), [spanish("aviso_interno")]
    notices += map(words_on_unreadable, records.unreadable)
    table = IndexTable(("Boletín", "Edición", "Archivos"), _rows(records, internal, stale))
    here = f"boletines/{f'{INTERNAL_FOLDER}/' if internal else ''}{folder.name}/index.html"
    write_index(folder, here, title, [table], " ".join(notices))
    return records.unreadable


def _rows(records: Records, internal: bool, stale: Mapping[Path, StaleBulletin]) -> tuple[IndexRow, ...]:
    """Every edition, each bulletin's latest first.

    Homes from before internal ones lay apart hold some among the public ones: no public page leads to them.
    """
    listed = [(file, record) for file, record in records.read.items() if internal == (record["celda_minima"] is None)]
    order = sorted(
        listed, key=lambda pair: (pair[1]["titulo"], pair[0].stem.split("-publicacion-")[0], -pair[1]["edicion"])
    )
    return tuple(_row(file, record, stale.get(file)) for file, record in order)


def _row(file: Path, record: Record, stale: StaleBulletin | None) -> IndexRow:
    published = long_date(datetime.fromisoformat(record["publicado_en"]).date(), "es")
    about = f"Edición {record['edicion']}, con la publicación {record['publicacion']} del {published}."
    if record["cambios"]:
        about += f" Cambian {record['cambios']:,} cifras respecto de la edición anterior."
    if not record["celda_minima"]:
        about += " De uso interno: sin la regla de números pequeños."
    if record["reportes_sinteticos"]:
        about += " Reconstrucción sintética: no son cifras oficiales."
    if stale is not None:
        about += f" Ya no dice lo publicado ({stale.sentence}). Hágalo de nuevo; esta edición queda."
    files = tuple((kind.upper(), f"{file.stem}.{kind}") for kind in ("pdf", "xlsx", "json"))
    return IndexRow(record["titulo"], about, (files,), stale is not None)
