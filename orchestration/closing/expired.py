"""What is past the term that it may name people for, by `expectations/conservacion.yml`.
Erasing it belongs to `erasing.py`; how long publications are kept, which name nobody, to `publication/retention.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import duckdb

from orchestration.closing.erasing import Going, copies_of_warehouse, findings, receipts
from orchestration.core.errors import Misuse
from orchestration.core.paths import SUITES, Home
from orchestration.gates.suites import read_data
from orchestration.intake.reception import archived
from orchestration.intake.strays import folder as set_aside

TERMS = ("libros", "constancias", "filas", "copias", "respaldos")
# Sent by nobody: a version judged again is as old as its book.
_BOOKS = """
    select sha256 from raw.recepciones where recepcion_id not in (select recepcion_id from raw.rejuicios)
    group by sha256 having max(recibido_en) < ?
"""
_NAMING = {
    "atenciones": "(numero_documento, cliente_nombre, medio_verificacion) is distinct from (null, null, null)",
    "atenciones_observadas": "celdas <> '{}'",
    "reportes": "responsable <> '(sintético)'",
}


def terms(folder: Path = SUITES) -> dict[str, int]:
    """The months of each term.

    Raises:
        Misuse: one is missing or no whole number of months, or rows would lose their names before their books go.
    """
    file = folder / "conservacion.yml"
    said = {name: term.get("valor") for name, term in read_data(file).items()}
    for name in TERMS:
        if not isinstance(said.get(name), int) or said[name] < 1:
            raise Misuse(f"{file}: «{name}» debe tener en `valor` un número entero de meses, 1 o más.")
    if said["filas"] < said["libros"]:
        raise Misuse(
            f"{file}: «filas» no puede ser menos que «libros»: rejuzgar un libro traería de vuelta los nombres."
        )
    return said


def moment(connection: duckdb.DuckDBPyConnection, term: str, day: date) -> datetime:
    """What lies before it is past its term at the end of `day`."""
    end = datetime.combine(day, time.max)
    row = connection.execute("select ?::timestamp - to_months(?)", [end, terms()[term]]).fetchone()
    assert row is not None
    return row[0]


def find(home: Home, connection: duckdb.DuckDBPyConnection, day: date) -> Going:
    """What is past its term on `day` and was not erased yet."""
    books = [digest for (digest,) in connection.execute(_BOOKS, [moment(connection, "libros", day)]).fetchall()]
    old = [receipt for receipt in receipts(home) if receipt.received_at < moment(connection, "constancias", day)]
    files = [file for receipt in old for file in receipt.files if file.exists()]
    return Going(
        tuple(sorted(digest for digest in books if archived(home, digest).exists())),
        (*files, *_copies(home, moment(connection, "copias", day))),
        _rows(connection, moment(connection, "filas", day)),
    )


def _copies(home: Home, before: datetime) -> Iterator[Path]:
    apart = (file for file in sorted(set_aside(home).rglob("*")) if file.is_file())
    for file in (*copies_of_warehouse(home), *apart):
        if datetime.fromtimestamp(file.stat().st_mtime) < before:
            yield file


def _rows(connection: duckdb.DuckDBPyConnection, before: datetime) -> dict[str, list[int]]:
    found = {table: _numbers(connection, table, naming, before) for table, naming in _NAMING.items()}
    told = findings(connection, _numbers(connection, "observaciones", "true", before))
    return found | {"observaciones": [number for number, _ in told]}


def _numbers(connection: duckdb.DuckDBPyConnection, table: str, naming: str, before: datetime) -> list[int]:
    of_these = f"reporte_id in (select reporte_id from raw.reportes where sha256 in ({_BOOKS}))"
    rows = connection.execute(f"select rowid from raw.{table} where {naming} and {of_these} order by 1", [before])
    return [number for (number,) in rows.fetchall()]
