"""The page that leads a person through a folder of documents: what each is, and its files.
Which documents there are, and what is said of each, is for the room that wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.whole_files import write_whole
from orchestration.outputs.html import template


@dataclass(frozen=True)
class IndexEntry:
    """`files` are (what the link says, the file's name beside the page)."""

    title: str
    about: str
    files: tuple[tuple[str, str], ...]
    group: str = ""


def write_index(folder: Path, entries: Sequence[IndexEntry], title: str, notice: str = "") -> Path:
    """Writes `index.html` into `folder`: one file, no outside host; entries keep their order, grouped as they come."""
    page = template(Path(__file__).with_name("index_page.html.j2")).render(title=title, entries=entries, notice=notice)
    file = folder / "index.html"
    write_whole(file, page, durable=False)
    return file
