"""What a publication's tables look like: columns, types and the dictionary, read from the published DuckDB file.
Writing them elsewhere belongs to `excel.py` and `postgres.py`; what the figures mean is in the dictionary itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from orchestration.publication.editions import Edition


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
    """One table of schema `marts`, with the hash of its content from the manifest."""

    name: str
    description: str
    columns: tuple[MartColumn, ...]
    rows: int
    sha256: str


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
