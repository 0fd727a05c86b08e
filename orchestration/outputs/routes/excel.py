"""The Excel route: a folder of workbooks, one a table or a year of a long one; what did not change is only named anew.
What a workbook looks like belongs to `workbook.py`; moving the link belongs to `closing/routes.py`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from orchestration.outputs.routes import formats, sheet, tables, workbook
from orchestration.outputs.routes.equality import Approve, checks
from orchestration.outputs.routes.sheet import held
from orchestration.outputs.routes.tables import MartTable, published_tables, years_of
from orchestration.outputs.routes.workbook import naming, read_workbook, rename_publication, write_workbook
from orchestration.publication.editions import Edition

ROUTE = "excel"
INDEX = ".indice.json"
# A table of more rows has a workbook a year: a month writes the last of them anew, and not twenty years.
LONG_TABLE = 20_000


@dataclass(frozen=True)
class WrittenBook:
    """One workbook of a folder: what it was made from, its bytes' hash, how it names its publication (`naming`), and
    what was found when its rows were read back (a row of `equality.checks`)."""

    made_from: str
    sha256: str
    naming: list[str]
    check: dict[str, Any]


def write_folder(source: Edition, folder: Path, previous: Path | None, approve: Approve) -> int:
    """Writes the workbooks of `source` into `folder`, then has what they hold judged; returns how many were composed.

    `previous` is the folder of an earlier publication: a workbook made from the same table by the same code is that
    one, named anew, while its bytes are still those that were read back. `approve` gets one row of `equality.checks` a
    table and raises to refuse them.
    """
    known = _index(previous)
    with duckdb.connect(str(source.database), read_only=True) as reader:
        books = _books(reader, source)
        made_from = {book.title: _made_from(source, book) for book in books}
        same = {b.title for b in books if _stands(b, previous, known.get(b.title), made_from[b.title])}
        for book in books:
            file = folder / _name(book)
            if previous is not None and book.title in same:
                rename_publication(previous / _name(book), file, known[book.title].naming, naming(source))
            else:
                write_workbook(file, reader, source, book)
            file.chmod(0o444)  # whoever edits it saves a copy
    composed = [book for book in books if book.title not in same]
    frame = checks(source, composed, ROUTE, lambda c, t: read_workbook(folder / _name(t), c, t), held)
    read = {row["tabla"]: {str(name): value for name, value in row.items()} for row in frame.to_dict("records")}
    found = {name: known[name].check for name in same} | read
    approve(pd.DataFrame([found[book.title] for book in books]))
    index = {
        b.title: WrittenBook(made_from[b.title], str(_sha256(folder / _name(b))), naming(source), found[b.title])
        for b in books
    }
    (folder / INDEX).write_text(json.dumps({n: vars(book) for n, book in index.items()}, indent=1), encoding="utf-8")
    return len(composed)


def _books(reader: duckdb.DuckDBPyConnection, source: Edition) -> list[MartTable]:
    return [b for t in published_tables(source) for b in (years_of(reader, t) if t.rows > LONG_TABLE else [t])]


def _stands(book: MartTable, previous: Path | None, known: WrittenBook | None, made_from: str) -> bool:
    """Whether the earlier folder has this workbook as it was written and read back."""
    if previous is None or known is None or known.made_from != made_from:
        return False
    return _sha256(previous / _name(book)) == known.sha256


def _name(book: MartTable) -> str:
    return f"{book.title}.xlsx"


def _index(folder: Path | None) -> dict[str, WrittenBook]:
    file = folder / INDEX if folder else None
    if file is None or not file.is_file():
        return {}
    entries = json.loads(file.read_text(encoding="utf-8"))
    # Before 2026-11-27 an index said less: its workbooks are composed anew.
    return {name: WrittenBook(**entry) for name, entry in entries.items() if "check" in entry}


def _made_from(source: Edition, book: MartTable) -> str:
    """All that decides a workbook's content but how it names its publication: the table, whether there is a notice
    (how many reports are synthetic goes with the name) and this code."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (formats, sheet, tables, workbook))
    text = f"{book!r}\n{source.manifest.notice is None}\n{hashlib.sha256(code).hexdigest()}"
    return hashlib.sha256(text.encode()).hexdigest()


def _sha256(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
