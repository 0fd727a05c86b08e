"""Writes one table as a workbook (its data as a real Excel table, its dictionary beside) and reads the data back.
Which workbooks there are belongs to `excel.py`; formats and widths belong to `formats.py`."""

from __future__ import annotations

import io
import math
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb
import pyarrow as pa
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from orchestration.core.errors import Failure
from orchestration.outputs.routes.equality import selected, whole
from orchestration.outputs.routes.formats import WIDEST, alignment, number_format, spanish_type, width
from orchestration.outputs.routes.sheet import RowsSheet
from orchestration.outputs.routes.tables import MartColumn, MartTable, identity
from orchestration.publication.editions import Edition

# What Excel holds in one sheet; a larger table goes on in the next sheet, never cut.
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
HEADER_ROW = 2
DICTIONARY = "diccionario"
OFFICIAL = "Cifras de los reportes mensuales de los CITE y de los documentos publicados; vea la hoja «diccionario»."
# A table of more rows than a reader wants on paper says how to print a part: what a filter hides is not printed.
LONG = 1_000
FILTER_FIRST = "Para imprimir solo una parte, filtre la tabla: se imprime lo que se ve."
_TITLE = {"bold": True, "font_size": 13, "font_color": "#1D2733"}
_SOFT = {"font_color": "#5B6875", "italic": True}
# On the cells too, for LibreOffice draws no table styles.
_HEADING = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "bottom": 1, "valign": "vcenter"}
_STYLE = "MartTable Style Medium 2"
# Characters of the longest text that takes lines; what is longer is code, or not for paper.
SENTENCES = 500
# Paper, and in characters: beyond which it is A3, and how many of these a page holds in letters of 8 points.
A4, A3, WIDE, READABLE = 9, 8, 170, 290
# A workbook's parts that name its publication; neither holds a row of the table.
_NAMING = ("xl/sharedStrings.xml", "docProps/core.xml")
# Where a part's header within the container says how long its name is, and what follows the name.
_LENGTHS = 26
_KINDS = {"VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us")}


class TooMuchText(ValueError):
    """A text is longer than an Excel cell holds."""


class ForeignCell(Failure):
    """A cell holds what its column cannot; the message says which, what it holds and what belongs there."""


def write_workbook(
    file: Path, reader: duckdb.DuckDBPyConnection, source: Edition, table: MartTable, sheet_rows: int = SHEET_ROWS
) -> None:
    """Writes `table` of `source`, which `reader` has open; the same publication gives the same bytes.

    Raises:
        TooMuchText: a value does not fit a cell.
    """
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties(
        {
            "title": table.title,
            "subject": table.description[:250],
            "comments": identity(source),
            "created": datetime.fromisoformat(source.manifest.publicado_en),
        }
    )
    longest = _longest(reader, table)
    wrapped = [c for c, most in zip(table.columns, longest, strict=True) if c.is_text and WIDEST < most <= SENTENCES]
    for part, rows in enumerate(_parts(table.rows, sheet_rows - HEADER_ROW - 1), start=1):
        sheet = book.add_worksheet(_part_name(table.name[:27], part), RowsSheet)
        _cover(book, sheet, source, table)
        _table(book, sheet, table, _part_name(table.name, part), len(rows), longest)
        sheet.set_rows(reader, table, HEADER_ROW + 1, rows, [_format(book, c, wrapped) for c in table.columns], wrapped)
        sheet.print_area(0, 0, HEADER_ROW + max(len(rows), 1), len(table.columns) - 1)
        _paper(sheet, table, list(map(width, table.columns, longest)))
    _dictionary(book, source, table)
    book.close()


def naming(source: Edition) -> list[str]:
    """How a workbook names its publication: all in which those of two publications of the same table differ."""
    published_at = datetime.fromisoformat(source.manifest.publicado_en)
    return [identity(source), f"{published_at:%Y-%m-%dT%H:%M:%SZ}", *filter(None, [source.manifest.notice])]


def rename_publication(old: Path, file: Path, before: Sequence[str], now: Sequence[str]) -> None:
    """Writes as `file` what `write_workbook` would of a table that did not change since `old`.

    `before` and `now` are `naming` of both publications. The rows' bytes are those of `old`: they need no reading back.
    """
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename in _NAMING:
                content = source.read(part)
                for one, other in zip(before, now, strict=True):
                    content = content.replace(escape(one).encode(), escape(other).encode())
                target.writestr(part, content)
            else:
                _copy_compressed(source, part, target)


def _copy_compressed(source: zipfile.ZipFile, part: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    """`zipfile` would expand and compress it again, which over twenty years of workbooks takes longer than a close."""
    assert source.fp is not None and target.fp is not None
    source.fp.seek(part.header_offset + _LENGTHS)
    source.fp.seek(sum(struct.unpack("<HH", source.fp.read(4))), io.SEEK_CUR)  # the name, and what it has besides
    content = source.fp.read(part.compress_size)
    copied = copy(part)
    copied.header_offset = target.fp.tell()
    target.fp.write(copied.FileHeader() + content)
    target.filelist.append(copied)
    target.NameToInfo[copied.filename] = copied
    target.start_dir = target.fp.tell()


def read_workbook(file: Path, connection: duckdb.DuckDBPyConnection, table: MartTable) -> int:
    """Puts the workbook's rows into `leido.<title>`; returns how many of the dictionary's sentences it lacks.

    Raises:
        ForeignCell: a cell differs from the publication in kind, a text where a number belongs.
    """
    book = CalamineWorkbook.from_path(str(file))
    *data, dictionary = book.sheet_names
    names = [column.name for column in table.columns]
    for sheet in data:
        header, *lines = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[HEADER_ROW:]
        if header != names:
            continue  # none of its rows is read, which the gate sees
        cells = zip(*lines, strict=True) if lines else ([] for _ in names)
        places = (partial(_place, file, sheet, number) for number in range(len(names)))
        columns = list(map(_arrow, table.columns, cells, places))
        connection.register("hoja", pa.table(columns, names=names))
        connection.execute(f"insert into leido.{table.title} select {selected(table.columns)} from hoja")
        connection.unregister("hoja")
    said = {str(cell) for row in book.get_sheet_by_name(dictionary).to_python() for cell in row}
    return _lacking(table, lambda sentence: sentence in said)


def _lacking(table: MartTable, said: Callable[[str], bool]) -> int:
    sentences = [table.description, *(column.description for column in table.columns)]
    return sum(not sentence or not said(sentence) for sentence in sentences)


def _arrow(column: MartColumn, values: Iterable[Any], where: Callable[[int], str]) -> pa.Array:
    """A sheet's column with its nulls; DuckDB casts numbers to the mart's type and scale."""
    kind = _KINDS.get(column.type, pa.float64())
    cells = [None if value == "" else value for value in values]
    if column.type == "TIMESTAMP":  # one at midnight is read as a date
        cells = [datetime.combine(v, time()) if type(v) is date else v for v in cells]
    try:
        return pa.array(cells, type=kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        row = next(row for row, value in enumerate(cells) if not _fits(value, kind))
        raise ForeignCell(
            f"{where(row)}: dice {cells[row]!r} y lo publicado en `{column.name}` es "
            f"{spanish_type(column)}; el libro no es igual a la publicación."
        ) from None


def _place(file: Path, sheet: str, column: int, line: int) -> str:
    return f"{file.name}, hoja {sheet}, celda {xl_rowcol_to_cell(HEADER_ROW + 1 + line, column)}"


def _fits(value: Any, kind: pa.DataType) -> bool:
    try:
        pa.array([value], type=kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return False
    return True


def _longest(reader: duckdb.DuckDBPyConnection, table: MartTable) -> list[int]:
    """Characters of each column's longest value."""
    lengths = ", ".join(f"coalesce(max(length({whole(column)}::varchar)), 0)" for column in table.columns)
    row = reader.execute(f"select {lengths} from marts.{table.name} where {table.where}").fetchone()
    assert row is not None
    for column, longest in zip(table.columns, row, strict=True):
        if column.is_text and longest > CELL_CHARACTERS:
            raise TooMuchText(f"{table.title}, columna {column.name}: un texto no cabe en una celda de Excel.")
    return list(row)


def _parts(rows: int, size: int) -> Iterator[range]:
    yield from (range(first, min(first + size, rows)) for first in range(0, max(rows, 1), size))


def _part_name(name: str, part: int) -> str:
    return name if part == 1 else f"{name}_{part}"


def _cover(book: xlsxwriter.Workbook, sheet: Worksheet, source: Edition, table: MartTable) -> None:
    """The lines above the table: whoever prints or copies the sheet takes them along."""
    sheet.write_string(0, 0, f"{table.title} · {identity(source)}", book.add_format(_TITLE))
    told = [source.manifest.notice or OFFICIAL, *([FILTER_FIRST] if table.rows > LONG else [])]
    sheet.write_string(1, 0, " ".join(told), book.add_format(_SOFT))


def _table(
    book: xlsxwriter.Workbook, sheet: RowsSheet, table: MartTable, name: str, rows: int, longest: list[int]
) -> None:
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, width(column, longest[index]))
    options = {"name": name, "style": _STYLE, "columns": [_heading(book, c.name, alignment(c)) for c in table.columns]}
    # Excel has no table without lines: an empty one shows a blank line.
    sheet.add_table(HEADER_ROW, 0, HEADER_ROW + max(rows, 1), len(table.columns) - 1, options)
    sheet.freeze_panes(HEADER_ROW + 1, 0)


def _heading(book: xlsxwriter.Workbook, name: str, align: str = "left") -> dict[str, Any]:
    return {"header": name, "header_format": book.add_format(_HEADING | _aligned(align))}


def _aligned(align: str) -> dict[str, Any]:
    """Texts keep off the number to their left."""
    return {"align": align, "indent": int(align == "left")}


def _format(book: xlsxwriter.Workbook, column: MartColumn, wrapped: Sequence[MartColumn]) -> Any:
    """None for a yes or no, which LibreOffice shows as 1 or 0 in a cell with any format."""
    if column.type == "BOOLEAN":
        return None
    # On paper a long text would run over its neighbours, or be cut by them.
    lines = {"text_wrap": column in wrapped, "valign": "top"} if wrapped else {}
    return book.add_format({"num_format": number_format(column), **_aligned(alignment(column)), **lines})


def _paper(sheet: Worksheet, table: MartTable, widths: Sequence[float]) -> None:
    """As many pages beside each other as keep the letters readable; all of them begin with what names a row."""
    names = [column.name for column in table.columns]
    keys = names.index("cite") + 1 if "cite" in names else 1
    fixed = sum(widths[:keys])
    pages = max(1, math.ceil((sum(widths) - fixed) / (READABLE - fixed)))
    sheet.set_landscape()
    sheet.set_paper(A4 if sum(widths) < WIDE else A3)
    sheet.fit_to_pages(pages, 0)
    if pages > 1:
        sheet.repeat_columns(0, keys - 1)
    sheet.repeat_rows(0, HEADER_ROW)  # also which publication it is
    sheet.set_footer(f"&L{table.title}&R&P de &N")


def _dictionary(book: xlsxwriter.Workbook, source: Edition, table: MartTable) -> None:
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
    headings = [_heading(book, name) for name in ("columna", "tipo", "descripción")]
    options = {"name": f"diccionario_{table.name}", "style": _STYLE, "data": lines, "columns": headings}
    sheet.add_table(4, 0, 4 + len(lines), 2, options)
    sheet.freeze_panes(5, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
