"""Says which products of a month no longer say what is published, and which of their figures moved.
An edition keeps the cells of its tables (`cifras.json`); making products belongs to `produce.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.outputs.documents.blocks import Document, tables_of
from orchestration.outputs.documents.index_page import IndexRow, IndexTable, write_index
from orchestration.outputs.documents.typeset import shown
from orchestration.outputs.figure_reader import NoFigures
from orchestration.outputs.products.catalog import products
from orchestration.outputs.products.month import read_month
from orchestration.outputs.products.parts import month_of
from orchestration.publication.editions import CURRENT, Edition, edition

CELLS, MANIFEST = "cifras.json", "manifiesto.json"  # of an edition
# Table, row, column; then what the cell shows.
Cell = list[str]


@dataclass(frozen=True)
class MovedCell:
    """A cell whose text differs; None where the table has no such cell on that side."""

    place: str
    before: str | None
    now: str | None

    def __str__(self) -> str:
        before, now = (text if text is not None else "no estaba" for text in (self.before, self.now))
        return f"{self.place}: {before} → {now}"


@dataclass(frozen=True)
class State:
    """A month's edition against the current publication: `stale` has the moved cells of each document that differs.

    `publication` made it; `known` is False where its cells were not kept, or the publication cannot say the month.
    """

    month: date
    publication: int
    documents: int
    known: bool
    stale: dict[str, tuple[MovedCell, ...]]

    @property
    def sentence(self) -> str:
        if not self.known:
            return f"hechos de la publicación {self.publication}; no se sabe si dicen lo que hoy: hágalos de nuevo"
        if not self.stale:
            return f"al día: los {self.documents} documentos dicen lo publicado"
        return (
            f"{len(self.stale)} de {self.documents} documentos, de la publicación {self.publication}, "
            "ya no dicen lo publicado"
        )


def cells_of(document: Document) -> list[Cell]:
    """Every cell of its tables but the rows' names, as a reader sees it."""
    return [
        [table.label, str(row.cells[0]), column.title, shown(cell)]
        for table in tables_of(document.sections)
        for row in table.rows
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=True)
    ]


def states(home: Home, months: Sequence[date] = ()) -> Iterator[State]:
    """Of each month that has products, or of `months`, in their order.

    Raises:
        UnknownEdition: nothing is published yet.
    """
    published = edition(home, CURRENT)
    made = sorted(date.fromisoformat(f"{link.name}-01") for link in home.products.glob("[0-9]*-[0-9]*"))
    for month in months or made:
        if month in made:
            yield _state(published, home.products / f"{month:%Y-%m}", month)


def write_overview(home: Home, found: Sequence[State]) -> Path:
    """The page over all months, `productos/index.html`: each with its state and the documents to make anew."""
    rows = tuple(_row(state) for state in found)
    return write_index(
        home.products,
        "productos/index.html",
        "Productos de la DSE, por mes",
        [IndexTable(("Mes", "Estado", "Documentos"), rows)],
        about=f"Comparados con la publicación {edition(home, CURRENT).manifest.version}.",
    )


def _row(state: State) -> IndexRow:
    told = "; ".join(Path(stem).name for stem in state.stale)
    link = (("Abrir", f"{state.month:%Y-%m}/index.html"),)
    about = f"{state.sentence}{': ' if told else ''}{told}"
    return IndexRow(month_of(state.month).capitalize(), about, (link,), bool(state.stale) or not state.known)


def _state(published: Edition, folder: Path, first: date) -> State:
    record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    number, documents = record["publicacion"], len(record["productos"])
    try:
        kept = json.loads((folder / CELLS).read_text(encoding="utf-8"))
        month = read_month(published, first)
    except (FileNotFoundError, NoFigures):
        return State(first, number, documents, False, {})
    if record["huella"] == published.manifest.huella:
        return State(first, number, documents, True, {})
    now = {product.stem(month.key): cells_of(product.document(month)) for product in products(first)}
    moved = {stem: _moved(kept.get(stem, []), now.get(stem, [])) for stem in sorted(kept.keys() | now.keys())}
    return State(first, number, documents, True, {stem: cells for stem, cells in moved.items() if cells})


def _moved(before: Sequence[Cell], now: Sequence[Cell]) -> tuple[MovedCell, ...]:
    old, new = _by_place(before), _by_place(now)
    places = [*new, *(place for place in old if place not in new)]
    return tuple(
        MovedCell(place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)
    )


def _by_place(cells: Sequence[Cell]) -> dict[str, str]:
    return {f"{table}, {row}, {column}": text for table, row, column, text in cells}
