"""What a document is made of: sections of paragraphs, tables, bars, a map, key figures; values, not yet drawn.
How they look in print belongs to `typeset.py` and its template, and in a workbook to `workbook.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from orchestration.outputs.documents.wording import Language


class _Reserved:
    """The figure is there and is not shown, by the rule of small numbers (`small_numbers.py`)."""

    def __repr__(self) -> str:
        return "RESERVED"


RESERVED = _Reserved()


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, shown as a percentage; both are counts of the same thing and `whole` is not zero."""

    part: int
    whole: int


@dataclass(frozen=True)
class Rate:
    """A part of one that a mart has computed (1 is 100 %), shown as a percentage."""

    value: float


# A cell: text, a count, an amount, a percentage, a figure kept back, or None where nobody reported.
Value = str | int | Decimal | Share | Rate | _Reserved | None


@dataclass(frozen=True)
class Strong:
    """A run of words that stands out."""

    text: str


Run = str | Strong


@dataclass(frozen=True)
class Paragraph:
    """`finding` is what a page has to say, set apart; `note` is small print; `callout` must not be overlooked."""

    runs: tuple[Run, ...]
    style: Literal["text", "finding", "note", "callout"] = "text"


@dataclass(frozen=True)
class Column:
    """`share` is the part of the width that the column takes, 0 for as much as it needs."""

    title: str
    align: Literal["left", "right"] = "right"
    share: float = 0


@dataclass(frozen=True)
class Row:
    """`key` says in code what the row is about (a centre's code), where editions are compared."""

    cells: tuple[Value, ...]
    key: str | None = None
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """`label` (`Tabla 1`) and `title` name it; `notes` stand under it, before its source.

    `halves` prints a long list of few columns as two halves side by side.
    """

    label: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str
    notes: tuple[str, ...] = ()
    small: bool = False
    halves: bool = False


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, one a row, longest first as given; the first `leading` stand out. A None has no bar.

    `names` says what the rows are and `unit` what is counted. `total` is written under them, where they add up.
    """

    label: str
    title: str
    alt: str
    names: str
    unit: str
    rows: tuple[Row, ...]
    source: str
    leading: int = 0
    notes: tuple[str, ...] = ()
    total: Row | None = None


@dataclass(frozen=True)
class Region:
    """One area of a map: rings of (x, y) in fractions of the map's box, y downwards; `value` None is no centre."""

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    value: int | None


@dataclass(frozen=True)
class Map:
    """Areas shaded by value in classes of `limits` (lower bounds above the first), beside bars of the same figures."""

    regions: tuple[Region, ...]
    aspect: float
    limits: tuple[int, ...]
    legend: tuple[str, ...]
    bars: Bars


@dataclass(frozen=True)
class Tiles:
    """Key figures in large type: (what it is, the figure, a line under it)."""

    items: tuple[tuple[str, Value, str], ...]


@dataclass(frozen=True)
class Signature:
    """A line to sign on for each: under it who signs, then further lines."""

    items: tuple[tuple[str, ...], ...]


Block = Paragraph | Table | Bars | Map | Tiles


@dataclass(frozen=True)
class Section:
    """`level` 1 opens a page unless `new_page` is off; `kicker` is the small line over the title."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1
    kicker: str = ""
    new_page: bool = True


@dataclass(frozen=True)
class Cover:
    """`motif` draws rows of squares, each sized by a share of 1: an ornament made of the document's own figures."""

    over: str
    title: str
    figure: str
    subtitle: str
    foot: tuple[str, ...]
    motif: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Document:
    """`published_at` is the publication's, never the clock's: it dates the files, so that they repeat byte by byte.

    `imprint` are the lines inside the cover (label, text); `notice` stands on every page when it is not empty;
    `words` are the template's own words in the document's language (see `typeset.WORDS`). `letterhead` opens a document
    without cover; `closing` ends one, on the page of its last table.
    """

    title: str
    running_head: str
    language: Language
    published_at: datetime
    words: dict[str, str]
    cover: Cover | None
    imprint: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    notice: str = ""
    author: str = "Instituto Tecnológico de la Producción (ITP)"
    keywords: tuple[str, ...] = field(default=())
    letterhead: tuple[str, ...] = ()
    closing: Signature | None = None


def tables_of(sections: Iterable[Section]) -> Iterator[Table]:
    """Every table of figures, bars and maps as tables too, in reading order."""
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Bars | Map):
                yield as_table(block if isinstance(block, Bars) else block.bars)


def as_table(bars: Bars) -> Table:
    """The same figures, to read or to copy."""
    columns = (Column(bars.names, "left", 1), Column(bars.unit))
    rows = bars.rows if bars.total is None else (*bars.rows, bars.total)
    return Table(bars.label, bars.title, columns, rows, bars.source, bars.notes)


def figures_of(sections: Iterable[Section]) -> Iterator[dict[str, Any]]:
    """One record a figure in a table: `donde`, `fila`, `columna`, `clave`, `valor` (None: nobody reported).

    One kept back has no `valor` and is marked `reservada`, a percentage too; any other percentage is left out, as it
    follows from counts that are there.
    """
    for table in tables_of(sections):
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row.cells[1:], strict=True):
                place = {"donde": table.label, "fila": str(row.cells[0]), "columna": column.title, "clave": row.key}
                if cell is RESERVED:
                    yield {**place, "valor": None, "reservada": True}
                elif cell is None or isinstance(cell, int):
                    yield {**place, "valor": cell}
