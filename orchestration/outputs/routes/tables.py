"""What a publication's tables look like: columns, types and the dictionary, read from the published DuckDB file.
Writing them elsewhere belongs to `excel.py` and `postgres.py`; what the figures mean is in the dictionary itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import duckdb

from orchestration.publication.editions import Edition

YEAR = "anio"


@dataclass(frozen=True)
class MartColumn:
    """`type` is DuckDB's (`BIGINT`, `DECIMAL(18,2)`); `description` is empty where the dictionary says nothing."""

    name: str
    type: str
    description: str

    @property
    def is_text(self) -> bool:
        return self.type == "VARCHAR"

    @property
    def scale(self) -> int | None:
        """Digits after the point of a DECIMAL; None for any other type."""
        match = re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", self.type)
        return int(match[1]) if match else None


@dataclass(frozen=True)
class MartTable:
    """One table of schema `marts`, or one `year` of it, and what tells its content from any other's."""

    name: str
    description: str
    columns: tuple[MartColumn, ...]
    rows: int
    sha256: str
    year: int | None = None

    @property
    def title(self) -> str:
        """Its name, and the year where it is one year of it."""
        return self.name if self.year is None else f"{self.name}_{self.year}"

    @property
    def where(self) -> str:
        """SQL that picks its rows out of the table's."""
        return "true" if self.year is None else f"{YEAR} = {self.year}"


def published_tables(source: Edition) -> list[MartTable]:
    """Every table of the publication, by name."""
    with duckdb.connect(str(source.database), read_only=True) as reader:
        described = dict(
            reader.execute(
                "select table_name, coalesce(comment, '') from duckdb_tables() where schema_name = 'marts' order by 1"
            ).fetchall()
        )
        return [
            MartTable(
                name,
                description.strip(),
                _columns(reader, name),
                source.manifest.tablas[name].rows,
                source.manifest.tablas[name].sha256,
            )
            for name, description in described.items()
        ]


def years_of(reader: duckdb.DuckDBPyConnection, table: MartTable) -> list[MartTable]:
    """The table a year at a time; whole where it has no years, or rows of none."""
    if YEAR not in (column.name for column in table.columns):
        return [table]
    sums = reader.execute(
        f"select {YEAR}, count(*), concat_ws('-', sum(hash(t)), bit_xor(hash(t))) from marts.{table.name} as t "
        "group by all order by all"
    ).fetchall()
    if any(year is None for year, *_ in sums):
        return [table]
    return [replace(table, year=year, rows=rows, sha256=content) for year, rows, content in sums]


def identity(source: Edition) -> str:
    """Which publication the figures are from, as a line that stands beside them."""
    manifest = source.manifest
    return f"Publicación {manifest.version} del {manifest.publicado_en[:10]}, huella {manifest.huella[:12]}."


def _columns(reader: duckdb.DuckDBPyConnection, table: str) -> tuple[MartColumn, ...]:
    rows = reader.execute(
        "select column_name, data_type, coalesce(trim(comment), '') from duckdb_columns() "
        "where schema_name = 'marts' and table_name = ? order by column_index",
        [table],
    ).fetchall()
    return tuple(MartColumn(*row) for row in rows)
