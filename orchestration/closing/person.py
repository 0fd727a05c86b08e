"""Finds what the home keeps of one person, asked for by the number of a document; what is found may name others.
Erasing it belongs to `erasing.py`; who a client is, to `judging/normalize.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
from stdnum.pe import ruc

from orchestration.closing.erasing import Going, copies_of_warehouse, findings, receipts
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake.feeds import FEEDS
from orchestration.intake.reception import ERASED, archived, refused_folder
from orchestration.intake.reports.judging.normalize import (
    NO_DOCUMENT,
    client_identity,
    has_ruc_digit,
    identity_name,
    to_document,
    to_document_type,
)
from orchestration.intake.reports.reading.containers import ZIP_MAGIC, Encrypted, Unreadable, container_of, open_zip
from orchestration.intake.reports.stored import archived_report, first_bytes
from orchestration.intake.strays import folder as set_aside
from orchestration.warehouse.pseudonym import Key
from orchestration.warehouse.rows import records


@dataclass(frozen=True)
class Person:
    """A document in its normal form. A RUC that begins with 10 and the DNI in it are one person's."""

    kind: str
    number: str

    @classmethod
    def of(cls, kind: str, number: str) -> Person:
        """The person whom a kind and a number, as somebody wrote them, name.

        Raises:
            Misuse: no such kind of document, or no number of that kind.
        """
        known = to_document_type(kind)
        said = to_document(known, number)
        if known is None or known == NO_DOCUMENT:
            raise Misuse(f"'{kind}' no es un tipo de documento; puede ser DNI, RUC, CE o PASAPORTE.")
        fits = {"DNI": bool(re.fullmatch(r"\d{8}", said or "", re.ASCII)), "RUC": has_ruc_digit(said) is True}
        if said is None or not fits.get(known, len(said) >= 6):
            raise Misuse(f"ese número no es de un {known}: revíselo.")
        return cls(known, said)

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        """Kind and number of each document that is this person's."""
        own = ((self.kind, self.number),)
        if self.kind == "DNI":
            stem = f"10{self.number}"
            return (*own, ("RUC", stem + str(ruc.calc_check_digit(stem))))
        return (*own, ("DNI", self.number[2:10])) if self.kind == "RUC" and self.number.startswith("10") else own

    def pseudonyms(self, key: Key) -> list[str]:
        """Those that the rows of the person's documents bear, the document asked for first."""
        return [key.pseudonym(client_identity(kind, number, "", None)) for kind, number in self.documents]

    @cached_property
    def _written(self) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
        """The numbers in bytes of one, and of two to a letter, not as a part of a longer number."""
        numbers = [number.lstrip("0").encode() for _, number in self.documents]
        wide = [b"".join(bytes([letter, 0]) for letter in number) for number in numbers]
        return (
            re.compile(rb"(?<![0-9A-Za-z])0*(?:" + b"|".join(numbers) + rb")(?![0-9A-Za-z])"),
            re.compile(rb"(?<![0-9A-Za-z]\x00)(?:0\x00)*(?:" + b"|".join(wide) + rb")(?![0-9A-Za-z]\x00)"),
        )

    def in_bytes(self, content: bytes) -> bool:
        return any(pattern.search(content) for pattern in self._written)

    def in_cell(self, cell: Any) -> bool:
        """Whether a cell is, or quotes, one of the numbers, however it was written."""
        if any(to_document(kind, cell) == number for kind, number in self.documents):
            return True
        return cell is not None and self.in_bytes(str(cell).upper().encode())


@dataclass(frozen=True)
class Found:
    """What the home keeps of a person; rows are by column, with DuckDB's `rowid` as `numero`.

    `accepted` and `held_back` are rows of raw, `told` findings that quote a cell of theirs; `books` what is said of
    each archived file, by SHA-256; `files` receipts and what lies apart. `alike` are rows without the number under a
    name of the person, to be looked at one by one; `unread` books that nobody can look into.
    """

    accepted: list[dict[str, Any]]
    held_back: list[dict[str, Any]]
    told: list[dict[str, Any]]
    books: dict[str, str]
    files: tuple[Path, ...]
    alike: list[dict[str, Any]]
    unread: tuple[str, ...]

    def going(self, home: Home) -> Going:
        """What is to be erased of it; the copies of the warehouse go whole, for they hold all that it held."""
        rows = {
            "atenciones": [row["numero"] for row in self.accepted if row["cliente_nombre"] is not None],
            "atenciones_observadas": [row["numero"] for row in self.held_back],
            "observaciones": [row["numero"] for row in self.told],
        }
        going = Going(tuple(self.books), self.files, rows)
        return replace(going, files=(*self.files, *copies_of_warehouse(home))) if going else going


def search(home: Home, connection: duckdb.DuckDBPyConnection, person: Person) -> Found:
    """Looks into raw, every archived book, receipts and what was set aside.

    Raises:
        KeyMismatch: the pseudonyms here were made with another key.
    """
    key = Key.of(home)
    key.check(connection)
    accepted = records(
        connection,
        "select rowid as numero, * from raw.atenciones where list_contains(?, cliente_id) order by recibido_en, fila",
        [person.pseudonyms(key)],
    )
    held_back = [
        row
        for row in records(
            connection, "select rowid as numero, * from raw.atenciones_observadas order by recibido_en, fila"
        )
        if any(map(person.in_cell, json.loads(row["celdas"]).values()))
    ]
    told = list(_told(connection, person, [*accepted, *held_back]))
    known = {row["sha256"] for row in (*accepted, *held_back, *told)}
    books = {digest: "sus filas están en el almacén" for digest in sorted(known) if archived(home, digest).exists()}
    elsewhere, unread = _archive(home, connection, person, known)
    books |= elsewhere
    apart = tuple(file for file in _apart(home) if _in_parts(person, file))
    given = tuple(f for receipt in receipts(home) if receipt.sha256 in known | set(books) for f in receipt.files)
    alike = list(_alike(connection, accepted, held_back))
    return Found(accepted, held_back, told, books, (*filter(Path.exists, given), *apart), alike, tuple(unread))


def _told(
    connection: duckdb.DuckDBPyConnection, person: Person, rows: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    places = {(row["reporte_id"], row["hoja"], row["fila"]) for row in rows}
    every = records(
        connection,
        "select o.rowid as numero, o.*, r.archivo, r.sha256 from raw.observaciones as o "
        "inner join raw.reportes as r using (reporte_id) order by r.recibido_en, o.rowid",
    )
    quoting = [
        row
        for row in every
        if (row["reporte_id"], row["hoja"], row["fila"]) in places
        or any(person.in_cell(row[text]) for text in ("valor", "mensaje"))
    ]
    naming = {number for number, _ in findings(connection, [row["numero"] for row in quoting])}
    return (row for row in quoting if row["numero"] in naming)


def _archive(
    home: Home, connection: duckdb.DuckDBPyConnection, person: Person, known: Collection[str]
) -> tuple[dict[str, str], list[str]]:
    """The other books that hold a number, and those that cannot be read. A refused one has no rows in raw."""
    names = dict(connection.execute("select sha256, max(archivo) from raw.recepciones group by 1").fetchall())
    refused = {
        d for (d,) in connection.execute("select sha256 from raw.reportes where estado = 'rechazado'").fetchall()
    }
    books, unread = {}, []
    for file in sorted(home.archive.glob("[0-9a-f][0-9a-f]/*")):
        if file.name in known or file.suffix == ERASED:
            continue
        name = names.get(file.name, file.name)
        held = _in_parts(person, file)
        if held is None:
            unread.append(f"{name} ({file})")
        elif file.name in refused and (rows := _rows_of(home, person, file.name)):
            books[file.name] = f"«{name}», rechazado: fila {', '.join(map(str, rows))}"
        elif held:
            books[file.name] = f"«{name}»: el número está fuera de las filas cargadas"
    return books, unread


def _rows_of(home: Home, person: Person, digest: str) -> list[int]:
    report = archived_report(home, digest, digest)
    lines = zip(report.row_numbers, report.cells, strict=True)
    return [number for number, cells in lines if any(map(person.in_cell, cells))]


def _in_parts(person: Person, file: Path) -> bool | None:
    """Whether a file quotes a number, in any of its parts; None where it cannot be looked into."""
    content = first_bytes(file)
    try:
        container_of(content)
        if not content.startswith(ZIP_MAGIC):
            return person.in_bytes(content)
        with open_zip(content) as book:
            return any(person.in_bytes(book.read(part)) for part in book.namelist())
    except (Encrypted, Unreadable):
        return None


def _apart(home: Home) -> list[Path]:
    places = [set_aside(home), *(refused_folder(home, feed) for feed in FEEDS if feed.quarantines)]
    return [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]


def _alike(
    connection: duckdb.DuckDBPyConnection, accepted: Sequence[dict[str, Any]], held_back: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    names = {identity_name(row["cliente_nombre"]) for row in accepted if row["cliente_nombre"]}
    place = "select archivo, hoja, fila, cite_codigo, periodo"
    without = records(
        connection, f"{place}, cliente_nombre from raw.atenciones where tipo_documento = ? order by all", [NO_DOCUMENT]
    )
    yield from (row for row in without if row["cliente_nombre"] and identity_name(row["cliente_nombre"]) in names)
    known = {row["numero"] for row in held_back}
    for row in records(connection, f"{place}, celdas, rowid as numero from raw.atenciones_observadas order by all"):
        texts = (cell for cell in json.loads(row["celdas"]).values() if isinstance(cell, str))
        if row["numero"] not in known and any(identity_name(text) in names for text in texts):
            yield row
