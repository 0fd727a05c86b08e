"""The page that leads a person through a folder of documents: what each is, and its files.
Which documents there are, and what is said of each, is for the room that wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.whole_files import write_whole
from orchestration.outputs.html import template
from orchestration.outputs.neighbours import neighbours

# What the link says, and the file's name beside the page.
Link = tuple[str, str]


@dataclass(frozen=True)
class IndexRow:
    """`links` are those of each further column of the table; `stands_out` marks what is said as wanting attention."""

    title: str
    about: str
    links: tuple[tuple[Link, ...], ...]
    stands_out: bool = False


@dataclass(frozen=True)
class IndexTable:
    """`columns` are the heads: of the rows' titles, of what is said about them, of each column of links."""

    columns: tuple[str, ...]
    rows: tuple[IndexRow, ...]
    heading: str = ""


def write_index(
    folder: Path,
    here: str,
    title: str,
    tables: Sequence[IndexTable],
    notice: str = "",
    about: str = "",
    assumed: Sequence[str] = (),
) -> Path:
    """Writes `index.html` into `folder`: one file, no outside host. `assumed` are the sentences at its end.

    `here` is where people open the page, from the home.
    """
    page = template(Path(__file__).with_name("index_page.html.j2")).render(
        nav=neighbours(here), title=title, tables=tables, notice=notice, about=about, assumed=assumed
    )
    file = folder / "index.html"
    write_whole(file, page, durable=False)
    return file


def pdf_and_workbook(stem: str) -> tuple[Link, ...]:
    """The links to a document's two files."""
    return ("PDF", f"{stem}.pdf"), ("Excel", f"{stem}.xlsx")
