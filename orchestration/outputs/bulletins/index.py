"""The page that leads a person through a year's bulletins: every edition, its files, what stands out about it.
What is known of an edition is its record's to say (`documents/editions.py`)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from orchestration.outputs.bulletins.phrases import MESSAGES
from orchestration.outputs.documents.editions import Record, Records, read_records, words_on_unreadable
from orchestration.outputs.documents.index_page import IndexRow, IndexTable, write_index
from orchestration.outputs.documents.messages import Messages
from orchestration.outputs.documents.wording import long_date


def write_bulletins_index(folder: Path, year: int, internal: bool) -> tuple[Path, ...]:
    """Writes `index.html`, in Spanish whatever the bulletins' language; returns the records that cannot be read."""
    records = read_records(folder)
    title, notices = f"Boletines estadísticos de la Red CITE, {year}", []
    if internal:
        spanish = Messages.read(MESSAGES, "es")
        title, notices = spanish("titulo_interno", texto=title), [spanish("aviso_interno")]
    notices += map(words_on_unreadable, records.unreadable)
    table = IndexTable(("Boletín", "Edición", "Archivos"), _rows(records, internal))
    write_index(folder, title, [table], " ".join(notices))
    return records.unreadable


def _rows(records: Records, internal: bool) -> tuple[IndexRow, ...]:
    """Every edition, each bulletin's latest first.

    Homes from before internal ones lay apart hold some among the public ones: no public page leads to them.
    """
    listed = [(file, record) for file, record in records.read.items() if internal == (record["celda_minima"] is None)]
    order = sorted(
        listed, key=lambda pair: (pair[1]["titulo"], pair[0].stem.split("-publicacion-")[0], -pair[1]["edicion"])
    )
    return tuple(_row(file, record) for file, record in order)


def _row(file: Path, record: Record) -> IndexRow:
    published = long_date(datetime.fromisoformat(record["publicado_en"]).date(), "es")
    about = f"Edición {record['edicion']}, con la publicación {record['publicacion']} del {published}."
    if record["cambios"]:
        about += f" Cambian {record['cambios']:,} cifras respecto de la edición anterior."
    if not record["celda_minima"]:
        about += " De uso interno: sin la regla de números pequeños."
    if record["reportes_sinteticos"]:
        about += " Reconstrucción sintética: no son cifras oficiales."
    files = tuple((kind.upper(), f"{file.stem}.{kind}") for kind in ("pdf", "xlsx", "json"))
    return IndexRow(record["titulo"], about, (files,))
