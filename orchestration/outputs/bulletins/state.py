"""Says which bulletins no longer say what is published: the latest edition of each, against the current publication.
An edition's record keeps its figures (`cifras`); making bulletins belongs to `produce.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.paths import INTERNAL_FOLDER, Home
from orchestration.outputs.bulletins.changes import figures_that_differ
from orchestration.outputs.bulletins.figures import Span, read_figures
from orchestration.outputs.bulletins.orders import Order
from orchestration.outputs.documents.blocks import figures_of
from orchestration.outputs.documents.editions import Record, read_records
from orchestration.outputs.figure_reader import NoFigures
from orchestration.publication.editions import CURRENT, Edition, edition


@dataclass(frozen=True)
class StaleBulletin:
    """A bulletin's latest edition, by its record's file, and how many of its figures are published otherwise today."""

    record: Path
    title: str
    edition: int
    publication: int
    moved: int

    @property
    def sentence(self) -> str:
        moved = f"{self.moved:,} cifras ya no son" if self.moved > 1 else "1 cifra ya no es"
        return f"edición {self.edition}, de la publicación {self.publication}: {moved} lo publicado"


def stale_bulletins(home: Home) -> list[StaleBulletin]:
    """Of all years, the public ones first.

    Raises:
        UnknownEdition: nothing is published yet.
    """
    folders = [*home.bulletins.glob("[0-9]*"), *(home.bulletins / INTERNAL_FOLDER).glob("[0-9]*")]
    return [found for folder in sorted(folders) for found in stale_in(folder, edition(home, CURRENT))]


def stale_in(folder: Path, published: Edition) -> Iterator[StaleBulletin]:
    """Those of a year's folder. What the publication cannot say any more is not compared."""
    for file, record in _latest(folder):
        if record["huella"] == published.manifest.huella:
            continue
        order = _order(record)
        try:
            _, body = order.body(read_figures(published, order.span))
        except NoFigures:
            continue
        moved = figures_that_differ(record["cifras"], list(figures_of(body)))
        if moved:
            yield StaleBulletin(file, record["titulo"], record["edicion"], record["publicacion"], moved)


def _latest(folder: Path) -> Iterator[tuple[Path, Record]]:
    """Each bulletin's last edition; a record from before bulletins said what they are cannot be compared."""
    last: dict[str, tuple[Path, Record]] = {}
    for file, record in read_records(folder).read.items():
        stem = file.stem.split("-publicacion-")[0]
        if "boletin" in record and (stem not in last or last[stem][1]["edicion"] < record["edicion"]):
            last[stem] = file, record
    return iter(last.values())


def _order(record: Record) -> Order:
    year, month = map(int, record["periodo"].split("-"))
    return Order(record["boletin"], Span(year, month), record["idioma"], internal=record["celda_minima"] is None)
