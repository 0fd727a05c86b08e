"""The Excel route: a folder with one workbook a table; what did not change since the last folder is taken over.
What a workbook looks like belongs to `workbook.py`; moving the link belongs to `closing/routes.py`."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.outputs.routes import formats, sheet, tables, workbook
from orchestration.outputs.routes.equality import Approve, checks
from orchestration.outputs.routes.sheet import held
from orchestration.outputs.routes.tables import MartTable, published_tables
from orchestration.outputs.routes.workbook import read_workbook, write_workbook
from orchestration.publication.editions import Edition

ROUTE = "excel"
INDEX = ".indice.json"


@dataclass(frozen=True)
class WrittenBook:
    """One workbook of a folder: what it was made from, and the hash of its bytes."""

    made_from: str
    sha256: str


def write_folder(source: Edition, folder: Path, previous: Path | None, approve: Approve) -> int:
    """Writes the workbooks of `source` into `folder`, then has what they hold judged; returns how many differ.

    `previous` is the folder of an earlier publication: a workbook made from the same table by the same code is linked
    from there while its bytes are still what was written. `approve` gets `equality.checks` and raises to refuse them.
    """
    published, known = published_tables(source), _index(previous)
    with duckdb.connect(str(source.database), read_only=True) as reader:
        entries = {t.name: _make(reader, source, t, folder, previous, known.get(t.name)) for t in published}
    (folder / INDEX).write_text(
        json.dumps({name: vars(entry) for name, entry in entries.items()}, indent=1), encoding="utf-8"
    )
    approve(checks(source, published, ROUTE, lambda c, t: read_workbook(folder / _name(t), c, t), held))
    return sum(entry != known.get(name) for name, entry in entries.items())


def _make(
    reader: duckdb.DuckDBPyConnection,
    source: Edition,
    table: MartTable,
    folder: Path,
    previous: Path | None,
    known: WrittenBook | None,
) -> WrittenBook:
    made_from, file = _made_from(source, table), folder / _name(table)
    old = previous / _name(table) if previous else None
    if old is not None and known is not None and known.made_from == made_from and _sha256(old) == known.sha256:
        os.link(old, file)
        return known
    write_workbook(file, reader, source, table)
    file.chmod(0o444)  # later publications may share its bytes: whoever edits it saves a copy
    digest = _sha256(file)
    assert digest is not None
    return WrittenBook(made_from, digest)


def _name(table: MartTable) -> str:
    return f"{table.name}.xlsx"


def _index(folder: Path | None) -> dict[str, WrittenBook]:
    file = folder / INDEX if folder else None
    if file is None or not file.is_file():
        return {}
    return {name: WrittenBook(**entry) for name, entry in json.loads(file.read_text(encoding="utf-8")).items()}


def _made_from(source: Edition, table: MartTable) -> str:
    """All that decides a workbook's content but the publication's number: the table, the notice and this code."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (formats, sheet, tables, workbook))
    text = f"{table!r}\n{source.manifest.notice}\n{hashlib.sha256(code).hexdigest()}"
    return hashlib.sha256(text.encode()).hexdigest()


def _sha256(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
