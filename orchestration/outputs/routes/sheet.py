"""A worksheet whose rows DuckDB renders as XML: ten times as fast as a call a cell, and with every digit.
What stands around the rows (cover, headings, widths, the dictionary) belongs to `workbook.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from orchestration.outputs.routes.equality import whole
from orchestration.outputs.routes.tables import MartColumn, MartTable

# Rows fetched at a time: some megabytes of XML.
_BLOCK = 10_000
# Day 0 of Excel's calendar, right for every day from 1900-03-01 on.
_DAY_ZERO = "1899-12-30"
_DAY_MS = 86_400_000
# Characters that surely fit a line of the widest column, and a line's height.
_LINE, _POINTS = 52, 15


class RowsSheet(Worksheet):
    """A sheet that writes, after its own cells, the rows given to `set_rows`."""

    _rows: Iterator[str] = iter(())

    def set_rows(
        self,
        reader: duckdb.DuckDBPyConnection,
        table: MartTable,
        first: int,
        rows: range,
        formats: Sequence[Any],
        wrapped: Sequence[MartColumn] = (),
    ) -> None:
        """Puts the published rows of these numbers from sheet row `first` (from 0) on; a null is no cell at all.

        `reader` must stay open until the workbook is closed; `formats` has one a column, None for no format; rows are
        as high as the texts of `wrapped` need, which LibreOffice does not find out by itself.
        """
        self._check_dimensions(first + max(len(rows) - 1, 0), len(table.columns) - 1)
        self._rows = _rendered(reader.cursor(), table, first, rows, formats, _height(wrapped))

    def _write_rows(self) -> None:
        super()._write_rows()
        for block in self._rows:
            self.fh.write(block)


def held(column: MartColumn) -> str:
    """A column as a cell holds it, in SQL: Excel's clock ends at the millisecond."""
    return f"date_trunc('millisecond', {whole(column)})" if column.type == "TIMESTAMP" else whole(column)


def _rendered(
    reader: duckdb.DuckDBPyConnection, table: MartTable, first: int, rows: range, formats: Sequence[Any], height: str
) -> Iterator[str]:
    cells = ", ".join(_cell(c, xl_col_to_name(n), formats[n]) for n, c in enumerate(table.columns))
    # The published table was written in order, so its row ids are its order.
    result = reader.execute(
        f"select concat('<row r=\"', n, '\"', {height}, '>', {cells}, '</row>') "
        f"from (select *, row_number() over (order by rowid) - {rows.start} + {first} as n from marts.{table.name} "
        f"where {table.where}) where n > {first} and n <= {first + len(rows)} order by n"
    )
    while block := result.fetchmany(_BLOCK):
        yield "".join(row for (row,) in block)


def _height(wrapped: Sequence[MartColumn]) -> str:
    """The attributes of a row's height in SQL, empty where it is the usual one."""
    if not wrapped:
        return "''"
    lines = (f"coalesce(ceil(length({whole(column)}) / {_LINE}.0), 1)" for column in wrapped)
    return f"' ht=\"' || ({_POINTS} * greatest(1, {', '.join(lines)}))::integer || '\" customHeight=\"1\"'"


def _cell(column: MartColumn, letters: str, cell_format: Any) -> str:
    """One cell in SQL; `n` is its row as Excel counts. `concat` leaves out what is null, here the whole cell."""
    kind, value = _content(column)
    style = f' s="{cell_format._get_xf_index()}"' if cell_format is not None else ""
    return f"'<c r=\"{letters}' || n || '\"{style}{kind}>' || {value} || '</c>'"


def _content(column: MartColumn) -> tuple[str, str]:
    """The cell's type attribute and its element. Text is text even where it reads like a formula or a number."""
    name = whole(column)
    if column.is_text:
        escaped = f"replace(replace(replace({name}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
        return ' t="inlineStr"', f"'<is><t xml:space=\"preserve\">' || {escaped} || '</t></is>'"
    number = {
        "BOOLEAN": f"{name}::integer",
        "DATE": f"({name} - date '{_DAY_ZERO}')",
        "TIMESTAMP": f"((epoch_ms({name}) - epoch_ms(timestamp '{_DAY_ZERO}')) / {_DAY_MS}::double)",
    }.get(column.type, name)
    return ' t="b"' if column.type == "BOOLEAN" else "", f"'<v>' || {number}::varchar || '</v>'"
