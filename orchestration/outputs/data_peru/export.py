"""Writes a publication as a delivery of the earlier data platform: its six tables, byte for byte the same each time.
Which figures go into which table is said in `figures.py`; reading deliveries belongs to `delivery.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from orchestration.core.catalogs import data_peru_names
from orchestration.core.errors import Misuse
from orchestration.intake.data_peru.layout import ENCODING, ROOT, TABLES, DataPeruTable
from orchestration.outputs.data_peru.figures import TableRow, rows_of
from orchestration.publication.editions import Edition, reading

# Assumed ("supuesto"): the platform's site credits CITE's figures so; nothing says what the column held for the money.
SOURCES = {
    "TABLA_02_N01": "Registros administrativos CITE - ITP",
    "TABLA_02_N02": "Registros administrativos CITE - ITP",
    "TABLA_05_N02": "SIAF - MEF",
}
NAMES_FILE = "dbt_project/seeds/catalogos/nombres_data_peru.csv"
_NAMES = {"tipo": "tipo_cliente", "subcategoria": "tipo_servicio"}


class NotWritable(Misuse):
    """A name has no spelling there, or one that Latin-1 cannot hold; the message says in Spanish what to do."""


@dataclass(frozen=True)
class Exported:
    """Rows written by table, without the header, and the day that the delivery carries as `fecha`."""

    folder: Path
    fecha: date
    rows: dict[str, int]


def export(edition: Edition, destination: Path) -> Exported:
    """Writes `01_Informacion_ITP_red_CITE/` with its six files into `destination`, over those of an earlier export.

    Every year of the publication is in each file: the platform replaces its tables whole with each delivery.

    Raises:
        NotWritable: a name cannot be written, or the publication is older than what the files hold; nothing was.
        OSError: the destination cannot be written.
    """
    day = updated_on(edition)
    with reading(edition, "la entrega de Data Perú", NotWritable) as reader:
        tables = {table: rows_of(reader, table) for table in TABLES}
    contents = {table: _content(table, rows, day) for table, rows in tables.items()}
    for table, content in contents.items():
        file = destination / ROOT / table.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return Exported(destination / ROOT, day, {table.name: len(rows) for table, rows in tables.items()})


def spellings_digest() -> str:
    """8 hexadecimal digits of the catalogue of names: with it a delivery of the same publication changes."""
    names = [sorted(data_peru_names(kind).items()) for kind in ("cite", *_NAMES.values())]
    return hashlib.sha256(repr(names).encode()).hexdigest()[:8]


def updated_on(edition: Edition) -> date:
    """The day up to which the figures know: of a rebuilt publication its moment, else when it was published."""
    return datetime.fromisoformat(edition.manifest.al or edition.manifest.publicado_en).date()


def _content(table: DataPeruTable, rows: Iterable[TableRow], day: date) -> bytes:
    lines = [",".join(table.columns), *(",".join(_fields(table, row, day)) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def _fields(table: DataPeruTable, row: TableRow, day: date) -> Iterator[str]:
    if table.by_centre:
        yield _text(_name("cite", row.cite_codigo))
    yield str(row.anio)
    if table.kind:
        yield _text(_name(_NAMES[table.kind], str(row.tipo_codigo)))
    for value in row.values:
        yield "" if value is None else _number(value, table.amounts)
    yield f"{day:%d/%m/%Y}"
    if table.sourced:
        yield _text(SOURCES[table.name])


def _number(value: Decimal, amount: bool) -> str:
    """Amounts go quoted with thousands commas; counts go bare, for the platform reads them as they stand."""
    return f'"{value:,.2f}"' if amount else f"{value:.0f}"


def _name(kind: str, code: str | None) -> str:
    name = data_peru_names(kind).get(code or "")
    if name is None:
        raise NotWritable(
            f"«{code}» no tiene nombre en Data Perú; agréguelo en {NAMES_FILE} (clase `{kind}`) con su sustento."
        )
    strange = next((letter for letter in name if ord(letter) > 0xFF or not letter.isprintable()), None)
    if strange is not None:
        raise NotWritable(
            f"el nombre «{name}» ({code}) tiene el carácter «{strange}» (U+{ord(strange):04X}), que Latin-1 no puede "
            f"escribir; corríjalo en {NAMES_FILE}."
        )
    return name


def _text(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(mark in text for mark in ',"\r\n') else text
