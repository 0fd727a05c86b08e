"""Writes one table as a workbook (its data as a real Excel table, its dictionary beside) and reads the data back.
Which workbooks there are belongs to `excel.py`; formats and widths belong to `formats.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from orchestration.publishing.editions import Edition
from orchestration.routes.equality import selected, whole
from orchestration.routes.formats import number_format, spanish_type, width
from orchestration.routes.tables import Column, Table, identity

# What Excel holds in one sheet; a larger table goes on in the next sheet, never cut.
SHEET_ROWS = 1_048_576
# The cover lines stand above the table: whoever prints or copies the sheet takes them along.
HEADER_ROW = 2
DICTIONARY = "diccionario"
OFFICIAL = "Cifras de los reportes mensuales de los CITE y de los documentos publicados; vea la hoja «diccionario»."
_TITLE = {"bold": True, "font_size": 13, "font_color": "#1D2733"}
_SOFT = {"font_color": "#5B6875", "italic": True}
_STYLE = "Table Style Medium 2"


class TooMuchText(ValueError):
    """A text is longer than an Excel cell holds."""


class ExactSheet(Worksheet):
    """Numbers with every digit that a double needs: xlsxwriter writes 16, and some need 17."""

    def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        attr = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{attr}><v>{float(number)!r}</v></c>")


def held(column: Column) -> str:
    """A column as a cell holds it, in SQL: Excel's clock ends at the millisecond."""
    return f"date_trunc('millisecond', {whole(column)})" if column.type == "TIMESTAMP" else whole(column)


def write_workbook(
    file: Path, reader: duckdb.DuckDBPyConnection, source: Edition, table: Table, sheet_rows: int = SHEET_ROWS
) -> None:
    """Writes `table` of `source`, which `reader` has open; the same publication gives the same bytes.

    Raises:
        TooMuchText: a value does not fit a cell.
    """
    book = xlsxwriter.Workbook(file, {"strings_to_urls": False})
    book.set_properties(
        {
            "title": table.name,
            "subject": table.description[:250],
            "comments": identity(source),
            "created": datetime.fromisoformat(source.manifest.publicado_en),
        }
    )
    longest = _longest(reader, table)
    rows = reader.execute(f"select {selected(table.columns, held)} from marts.{table.name} order by all").fetchall()
    for part, lines in enumerate(_parts(rows, sheet_rows - HEADER_ROW - 1), start=1):
        sheet = book.add_worksheet(_part_name(table.name[:27], part), ExactSheet)
        _cover(book, sheet, source, table)
        _table(book, sheet, table, _part_name(table.name, part), lines, longest)
        _paper(sheet, source, table)
    _dictionary(book, source, table)
    book.close()


def read_workbook(file: Path, connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Puts the workbook's rows into `leido.<table>`; returns how many of the dictionary's sentences it lacks."""
    book = CalamineWorkbook.from_path(str(file))
    *data, dictionary = book.sheet_names
    names = [column.name for column in table.columns]
    for sheet in data:
        header, *lines = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[HEADER_ROW:]
        if header != names:
            continue  # none of its rows is read, which the gate sees
        # An empty table is one blank line, for Excel has no table without lines.
        cells = zip(*lines, strict=True) if lines else ([] for _ in names)
        columns = [_arrow(column, values) for column, values in zip(table.columns, cells, strict=True)]
        connection.register("hoja", pa.table(columns, names=names))
        connection.execute(f"insert into leido.{table.name} select {selected(table.columns)} from hoja")
        connection.unregister("hoja")
    said = {str(cell) for row in book.get_sheet_by_name(dictionary).to_python() for cell in row}
    return _lacking(table, lambda sentence: sentence in said)


def _lacking(table: Table, said: Callable[[str], bool]) -> int:
    sentences = [table.description, *(column.description for column in table.columns)]
    return sum(not sentence or not said(sentence) for sentence in sentences)


def _arrow(column: Column, values: Iterable[Any]) -> pa.Array:
    """A sheet's column with its nulls; DuckDB casts numbers to the mart's type and scale."""
    kinds = {"VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us")}
    cells: Iterable[Any] = (None if value == "" else value for value in values)
    if column.type == "TIMESTAMP":  # one at midnight is read as a date
        cells = (datetime.combine(v, time()) if type(v) is date else v for v in cells)
    return pa.array(cells, type=kinds.get(column.type, pa.float64()))


def _longest(reader: duckdb.DuckDBPyConnection, table: Table) -> list[int]:
    lengths = ", ".join(f'coalesce(max(length("{column.name}"::varchar)), 0)' for column in table.columns)
    row = reader.execute(f"select {lengths} from marts.{table.name}").fetchone()
    assert row is not None
    return list(row)


def _parts(rows: list[tuple[Any, ...]], size: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    yield from (rows[first : first + size] for first in range(0, max(len(rows), 1), size))


def _part_name(name: str, part: int) -> str:
    return name if part == 1 else f"{name}_{part}"


def _cover(book: xlsxwriter.Workbook, sheet: Worksheet, source: Edition, table: Table) -> None:
    """The lines above the table. The publication named is the one that the content is from: a workbook whose table did
    not change since is taken over by later ones."""
    sheet.write_string(0, 0, f"{table.name} · {identity(source)}", book.add_format(_TITLE))
    sheet.write_string(1, 0, source.manifest.notice or OFFICIAL, book.add_format(_SOFT))


def _table(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    table: Table,
    name: str,
    rows: Sequence[tuple[Any, ...]],
    longest: list[int],
) -> None:
    first = HEADER_ROW + 1
    last = HEADER_ROW + max(len(rows), 1)
    for index, column in enumerate(table.columns):
        cell_format = book.add_format({"num_format": number_format(column)})
        sheet.set_column(index, index, width(column, longest[index]))
        write = _writer(sheet, column)
        for number, row in enumerate(rows, start=first):
            if row[index] is not None and write(number, index, row[index], cell_format) == -2:
                raise TooMuchText(f"{table.name}, columna {column.name}: un texto no cabe en una celda de Excel.")
    sheet.add_table(
        HEADER_ROW,
        0,
        last,
        len(table.columns) - 1,
        {"name": name, "style": _STYLE, "columns": [{"header": column.name} for column in table.columns]},
    )
    sheet.freeze_panes(HEADER_ROW + 1, 0)


def _writer(sheet: Worksheet, column: Column) -> Callable[..., int]:
    """Text is text even where it reads like a formula or a number."""
    if column.is_text:
        return sheet.write_string
    if column.type == "BOOLEAN":
        return sheet.write_boolean
    return sheet.write_datetime if column.type in ("DATE", "TIMESTAMP") else sheet.write_number


def _paper(sheet: Worksheet, source: Edition, table: Table) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_footer(f"&L{table.name} · publicación {source.manifest.version}&R&P de &N")


def _dictionary(book: xlsxwriter.Workbook, source: Edition, table: Table) -> None:
    sheet = book.add_worksheet(DICTIONARY)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28, wrapped)
    sheet.set_column(1, 1, 14, wrapped)
    sheet.set_column(2, 2, 100, wrapped)
    sheet.write_string(0, 0, f"{table.name}: diccionario", book.add_format(_TITLE))
    sheet.merge_range(1, 0, 1, 2, table.description, wrapped)
    sheet.set_row(1, 15 * (2 + len(table.description) // 120))
    sheet.write_string(2, 0, f"{identity(source)} {source.manifest.notice or ''}".strip(), book.add_format(_SOFT))
    lines = [[column.name, spanish_type(column), column.description] for column in table.columns]
    headings = [{"header": heading} for heading in ("columna", "tipo", "descripción")]
    options = {"name": f"diccionario_{table.name}", "style": _STYLE, "data": lines, "columns": headings}
    sheet.add_table(4, 0, 4 + len(lines), 2, options)
    sheet.freeze_panes(5, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
