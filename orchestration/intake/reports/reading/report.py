"""One monthly report as its file states it: cover, table, and what is wrong with its structure.
Containers belong to `containers` and `text`; meaning and rules belong to `judging/`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from orchestration.core.spellings import title_key
from orchestration.intake.reports.reading import layout
from orchestration.intake.reports.reading.cells import Cell, Merged, as_written
from orchestration.intake.reports.reading.containers import RESAVE, Encrypted, Unreadable, container_of
from orchestration.intake.reports.reading.reader import ReaderFailed
from orchestration.intake.reports.reading.text import cover_from_name, read_csv
from orchestration.intake.reports.reading.workbook import Grid, Workbook, read_workbook
from orchestration.intake.reports.reading.written import to_period

_COVER_KEY, _TABLE_KEY = title_key(layout.COVER_SHEET), title_key(layout.TABLE_SHEET)
_WANTED = {_COVER_KEY, _TABLE_KEY}
_UNREADABLE = {"archivo_ilegible", "archivo_cifrado"}


@dataclass(frozen=True)
class Problem:
    """Something structural that keeps the report from being read whole.

    `codigo` is one of `archivo_ilegible`, `archivo_cifrado`, `hoja_faltante`, `tabla_faltante`, `columna_faltante`,
    `columna_repetida`, `filas_despues_del_fin`; `valor` names sheet, column or row, or says why in Spanish.
    One problem a sheet, a column or a row.
    """

    codigo: str
    valor: str


@dataclass(frozen=True)
class CoverCell:
    """A value of the cover; `fila` is the row that Excel shows, None where it was read from the file's name."""

    value: Cell
    hoja: str | None
    fila: int | None


@dataclass(frozen=True)
class ReadReport:
    """What a file says, nothing judged.

    `cover`: by the format's own key (`CITE/UT`, ...). `columns`: the format's column name -> index in `cells`.
    `headers`: as printed, by index. `row_numbers`: the rows that Excel shows, parallel to `cells`.
    `cells`: a cell merged downwards stands in every row that it covers, but for amounts. `date_1904`: serial numbers
    count from 1904. `sheet` is None in a CSV. `sum_rows` and `template_rows` are row numbers that are no rows of the
    table, `hidden_rows` those of its rows that a filter or a person hid. `other_tables`: further visible sheets that
    carry the table, with their rows. `unread_hidden`: hidden sheets of a wanted name; `read_hidden`: those that were
    read, since no visible one has the name.
    """

    file_name: str
    sha256: str
    size: int
    container: str | None
    cover: Mapping[str, CoverCell] = field(default_factory=dict)
    sheet_names: tuple[str, ...] = ()
    sheet: str | None = None
    header_row: int | None = None
    headers: tuple[str, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    extra_columns: tuple[str, ...] = ()
    row_numbers: tuple[int, ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()
    date_1904: bool = False
    sum_rows: tuple[int, ...] = ()
    template_rows: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    other_tables: tuple[tuple[str, int], ...] = ()
    unread_hidden: tuple[str, ...] = ()
    read_hidden: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def readable(self) -> bool:
        """The container could be opened; sheets or columns may still be missing."""
        return not any(problem.codigo in _UNREADABLE for problem in self.problems)

    @property
    def has_table(self) -> bool:
        """The table was found, so that its rows can be counted."""
        return self.header_row is not None

    def column(self, name: str) -> list[Cell]:
        """The cells of one of the format's columns, one a row; None where the file lacks the column or the cell."""
        index = self.columns.get(name)
        if index is None:
            return [None] * len(self.cells)
        return [line[index] if index < len(line) else None for line in self.cells]

    def printed(self, name: str) -> str:
        """The column's header as the file prints it, else the format's name."""
        index = self.columns.get(name)
        return name if index is None else self.headers[index]

    def original_cells(self, row: int) -> dict[str, object]:
        """Printed header -> cell as written, of the row at this position; columns without a header get their letter."""
        line = self.cells[row]
        named: dict[str, object] = {}
        for index in range(max(len(line), len(self.headers))):
            value = as_written(line[index]) if index < len(line) else None
            header = self.headers[index] if index < len(self.headers) else ""
            if header or value is not None:
                named[_free_name(header or f"Columna {column_letters(index)}", named)] = value
        return named


def column_letters(index: int) -> str:
    """The letters over a column, 0 being `A`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    candidate, repeat = name, 2
    while candidate in taken:
        candidate, repeat = f"{name} ({repeat})", repeat + 1
    return candidate


def read_report(content: bytes, file_name: str) -> ReadReport:
    """Reads a monthly report, whatever the bytes: what is wrong with them stands in `problems`.

    Args:
        content: the file's bytes; their kind is told by content.
        file_name: for messages, and for centre and month of a CSV without a cover.

    Raises:
        ReaderFailed: workbooks cannot be read on this machine.
    """
    bare = ReadReport(file_name, hashlib.sha256(content).hexdigest(), len(content), None)
    try:
        kind = container_of(content)
        if kind == "csv":
            return _from_csv(replace(bare, container=kind), read_csv(content, set(layout.columns_by_key())))
        book = read_workbook(content, kind, _WANTED, layout.attention_keys(), len(layout.OF_AN_ATTENTION))
        return _from_workbook(replace(bare, container=kind), book)
    except Encrypted:
        return replace(bare, problems=(Problem("archivo_cifrado", "el archivo está protegido con contraseña"),))
    except Unreadable as error:
        return replace(bare, problems=(Problem("archivo_ilegible", str(error)),))
    except ReaderFailed:
        raise
    except Exception:  # a file that nobody foresaw is still only a file that cannot be read
        return replace(bare, problems=(Problem("archivo_ilegible", f"su contenido no se entiende; {RESAVE}"),))


def _from_workbook(bare: ReadReport, book: Workbook) -> ReadReport:
    by_key = {title_key(name): name for name in book.grids}
    missing = [
        Problem("hoja_faltante", sheet)
        for sheet in (layout.COVER_SHEET, layout.TABLE_SHEET)
        if title_key(sheet) not in by_key
    ]
    report = replace(
        bare,
        sheet_names=book.sheet_names,
        date_1904=book.date_1904,
        unread_hidden=tuple(n for n in book.hidden_sheets if title_key(n) in _WANTED and n not in book.grids),
        read_hidden=tuple(name for name in book.hidden_sheets if name in book.grids),
        problems=tuple(missing),
    )
    cover, sheet = by_key.get(_COVER_KEY), by_key.get(_TABLE_KEY)
    if cover is not None:
        report = replace(report, cover=_cover(layout.cover_cells(book.grids[cover]), cover))
    if sheet is None:
        return report
    report = _with_table(replace(report, sheet=sheet), book.grids[sheet], book.merged.get(sheet, []))
    hidden = book.hidden_rows.get(sheet, ())
    return replace(
        report,
        hidden_rows=tuple(number for number in report.row_numbers if number in hidden),
        other_tables=tuple(_other_tables(book, report)),
    )


def _other_tables(book: Workbook, report: ReadReport) -> Iterator[tuple[str, int]]:
    for name, grid in book.others.items():
        table = layout.find_table(grid, book.merged.get(name, ()), _month(report))
        if table and table.row_numbers and all(column in table.columns for column in layout.OF_AN_ATTENTION):
            yield name, len(table.row_numbers)


def _from_csv(bare: ReadReport, grid: Grid) -> ReadReport:
    table = layout.find_table(grid)
    above = grid[: table.header_row - 1] if table else grid
    cover = _cover(layout.cover_cells(above, joined=", "), None)
    if not cover:
        cover = {name: CoverCell(value, None, None) for name, value in cover_from_name(bare.file_name).items()}
    return _with_table(replace(bare, cover=cover), grid)


def _cover(found: Mapping[str, tuple[int, Cell]], sheet: str | None) -> dict[str, CoverCell]:
    return {name: CoverCell(value, sheet, number) for name, (number, value) in found.items()}


def _month(report: ReadReport) -> date | None:
    """The month that the cover states: which titles hold follows from it."""
    stated = report.cover.get("Periodo")
    return None if stated is None else to_period(stated.value, report.date_1904)


def _with_table(report: ReadReport, grid: Grid, merged: Sequence[Merged] = ()) -> ReadReport:
    table = layout.find_table(grid, merged, _month(report))
    if table is None:
        return replace(report, problems=(*report.problems, Problem("tabla_faltante", report.sheet or "CSV")))
    missing = [Problem("columna_faltante", name) for name in layout.REQUIRED_COLUMNS if name not in table.columns]
    twice = [
        Problem("columna_repetida", f"{name} ({' y '.join(map(column_letters, places))})")
        for name, places in table.repeated.items()
        if name in layout.REQUIRED_COLUMNS
    ]
    late = [Problem("filas_despues_del_fin", str(row)) for row in table.late_rows]
    required = {place for name in layout.REQUIRED_COLUMNS for place in table.repeated.get(name, ())}
    return replace(
        report,
        header_row=table.header_row,
        headers=table.headers,
        columns=table.columns,
        extra_columns=tuple(table.headers[place] for place in table.extra_columns if place not in required),
        row_numbers=table.row_numbers,
        cells=table.cells,
        sum_rows=table.sum_rows,
        template_rows=table.template_rows,
        problems=(*report.problems, *missing, *twice, *late),
    )
