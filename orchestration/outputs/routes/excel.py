"""The Excel route: a folder with one workbook a table, all of one publication; what did not change is only named anew.
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
from orchestration.outputs.routes.tables import MartTable, published_tables
from orchestration.outputs.routes.workbook import naming, read_workbook, rename_publication, write_workbook
from orchestration.publication.editions import Edition

ROUTE = "excel"
INDEX = ".indice.json"


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
    published, known = published_tables(source), _index(previous)
    made_from = {table.name: _made_from(source, table) for table in published}
    same = {t.name for t in published if _stands(t, previous, known.get(t.name), made_from[t.name])}
    with duckdb.connect(str(source.database), read_only=True) as reader:
        for table in published:
            file = folder / _name(table)
            if previous is not None and table.name in same:
                rename_publication(previous / _name(table), file, known[table.name].naming, naming(source))
            else:
                write_workbook(file, reader, source, table)
            file.chmod(0o444)  # whoever edits it saves a copy
    composed = [table for table in published if table.name not in same]
    frame = checks(source, composed, ROUTE, lambda c, t: read_workbook(folder / _name(t), c, t), held)
    read = {row["tabla"]: {str(name): value for name, value in row.items()} for row in frame.to_dict("records")}
    found = {name: known[name].check for name in same} | read
    approve(pd.DataFrame([found[table.name] for table in published]))
    index = {
        t.name: WrittenBook(made_from[t.name], str(_sha256(folder / _name(t))), naming(source), found[t.name])
        for t in published
    }
    (folder / INDEX).write_text(json.dumps({n: vars(book) for n, book in index.items()}, indent=1), encoding="utf-8")
    return len(composed)


def _stands(table: MartTable, previous: Path | None, known: WrittenBook | None, made_from: str) -> bool:
    """Whether the earlier folder has this table's workbook as it was written and read back."""
    if previous is None or known is None or known.made_from != made_from:
        return False
    return _sha256(previous / _name(table)) == known.sha256


def _name(table: MartTable) -> str:
    return f"{table.name}.xlsx"


def _index(folder: Path | None) -> dict[str, WrittenBook]:
    file = folder / INDEX if folder else None
    if file is None or not file.is_file():
        return {}
    entries = json.loads(file.read_text(encoding="utf-8"))
    # Before 2026-11-27 an index said less: its workbooks are composed anew.
    return {name: WrittenBook(**entry) for name, entry in entries.items() if "check" in entry}


def _made_from(source: Edition, table: MartTable) -> str:
    """All that decides a workbook's content but the publication's number: the table, the notice and this code."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (formats, sheet, tables, workbook))
    text = f"{table!r}\n{source.manifest.notice}\n{hashlib.sha256(code).hexdigest()}"
    return hashlib.sha256(text.encode()).hexdigest()


def _sha256(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
