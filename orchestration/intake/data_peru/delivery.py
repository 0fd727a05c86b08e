"""Reads a delivery into typed rows: names become codes, texts become numbers; what was written stays beside them.
What is promised about them stands in `expectations/data_peru.yml`, over the frames of `frames.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orchestration.core.catalogs import data_peru_names, name_key
from orchestration.intake.data_peru.cells import to_day, to_number, to_year
from orchestration.intake.data_peru.layout import TABLES, DataPeruTable
from orchestration.intake.data_peru.opening import Delivered
from orchestration.intake.data_peru.tables import Line, Text, read_text
from orchestration.intake.reports.judging.normalize import to_centre, to_client_type, to_service

_TYPES = {"tipo": ("tipo_cliente", to_client_type), "subcategoria": ("tipo_servicio", to_service)}


@dataclass(frozen=True)
class ReadRow:
    """One line of a table. `written` has its cells by column; what could not be understood is None beside its text."""

    table: DataPeruTable
    linea: int
    written: dict[str, str]
    cite_codigo: str | None
    anio: int | None
    tipo_codigo: int | None
    fecha: date | None
    values: dict[str, Decimal | None]

    def text(self, column: str | None) -> str | None:
        return self.written.get(column or "") or None


@dataclass(frozen=True)
class ReadTable:
    """One of the six files; `rows` is empty where its text or its header would not do. `ragged` are lines with more or
    fewer cells than the header."""

    table: DataPeruTable
    text: Text
    rows: tuple[ReadRow, ...]
    ragged: tuple[Line, ...]


@dataclass(frozen=True)
class ReadDelivery:
    """A delivery as read on the day that it was received."""

    delivered: Delivered
    received_on: date
    tables: tuple[ReadTable, ...]

    @property
    def rows(self) -> Iterator[ReadRow]:
        return (row for read in self.tables for row in read.rows)


def read_delivery(delivered: Delivered, received_on: date) -> ReadDelivery:
    """Never raises: whatever is wrong with a table is told in its text, its ragged lines or a None."""
    return ReadDelivery(
        delivered, received_on, tuple(_table(table, delivered.contents.get(table.name)) for table in TABLES)
    )


def _table(table: DataPeruTable, content: bytes | None) -> ReadTable:
    text = read_text(content)
    if text.header != table.columns:
        return ReadTable(table, text, (), ())
    whole = [line for line in text.lines if len(line.cells) == len(table.columns)]
    ragged = tuple(line for line in text.lines if len(line.cells) != len(table.columns))
    return ReadTable(table, text, tuple(_row(table, line) for line in whole), ragged)


def _row(table: DataPeruTable, line: Line) -> ReadRow:
    written = dict(zip(table.columns, line.cells, strict=True))
    return ReadRow(
        table,
        line.linea,
        written,
        _centre(written["cite"], to_year(written["anio"])) if table.by_centre else None,
        to_year(written["anio"]),
        _type(table.kind, written[table.kind]) if table.kind else None,
        to_day(written["fecha"]),
        {column: to_number(written[column]) for column in table.values if written[column]},
    )


def _centre(name: str, year: int | None) -> str | None:
    """Whose the name was when the year began, or at its end for a centre that it brought."""
    if not year:
        return to_centre(name)
    return to_centre(name, date(year, 1, 1)) or to_centre(name, date(year, 12, 1))


def _type(kind: str, text: str) -> int | None:
    """By the spelling of that platform or of the catalogue; a bare number is no name there."""
    if text.isdigit():
        return None
    spelled, by_name = _TYPES[kind]
    known = {name_key(name): int(code) for code, name in data_peru_names(spelled).items()}
    return known.get(name_key(text)) or by_name(text)
