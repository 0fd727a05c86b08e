"""One monthly report as its file states it: cover, table, and what is wrong with its structure.
Containers belong to `containers` and `text`; meaning and rules belong to `judging/`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from orchestration.core.catalogs import name_key
from orchestration.intake.reports.reading import layout
from orchestration.intake.reports.reading.cells import Cell, Merged, as_written
from orchestration.intake.reports.reading.containers import Encrypted, Unreadable, container_of
from orchestration.intake.reports.reading.reader import ReaderFailed
from orchestration.intake.reports.reading.text import cover_from_name, read_csv
from orchestration.intake.reports.reading.workbook import Grid, Workbook, read_workbook

_WANTED = {name_key(layout.COVER_SHEET), name_key(layout.TABLE_SHEET)}
_UNREADABLE = {"archivo_ilegible", "archivo_cifrado"}


@dataclass(frozen=True)
class Problem:
    """Something structural that keeps the report from being read whole.

    `codigo` is one of `archivo_ilegible`, `archivo_cifrado`, `hoja_faltante`, `columna_faltante`,
    `filas_despues_del_fin`; `valor` names the sheet, the column or the row, or says why in Spanish.
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
    count from 1904. `sheet` is None in a CSV.
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
            return _from_csv(replace(bare, container=kind), read_csv(content, layout.COLUMN_KEYS))
        return _from_workbook(replace(bare, container=kind), read_workbook(content, kind, _WANTED))
    except Encrypted:
        return replace(bare, problems=(Problem("archivo_cifrado", "el archivo está protegido con contraseña"),))
    except Unreadable as error:
        return replace(bare, problems=(Problem("archivo_ilegible", str(error)),))
    except ReaderFailed:
        raise
    except Exception:  # a file that nobody foresaw is still only a file that cannot be read
        return replace(bare, problems=(Problem("archivo_ilegible", "su contenido no se entiende"),))


def _from_workbook(bare: ReadReport, book: Workbook) -> ReadReport:
    by_key = {name_key(name): name for name in book.grids}
    missing = [
        Problem("hoja_faltante", sheet)
        for sheet in (layout.COVER_SHEET, layout.TABLE_SHEET)
        if name_key(sheet) not in by_key
    ]
    report = replace(bare, sheet_names=book.sheet_names, date_1904=book.date_1904, problems=tuple(missing))
    cover = by_key.get(name_key(layout.COVER_SHEET))
    if cover is not None:
        report = replace(report, cover=_cover(layout.cover_cells(book.grids[cover]), cover))
    sheet = by_key.get(name_key(layout.TABLE_SHEET))
    if sheet is None:
        return report
    return _with_table(replace(report, sheet=sheet), book.grids[sheet], book.merged.get(sheet, []))


def _from_csv(bare: ReadReport, grid: Grid) -> ReadReport:
    report = _with_table(bare, grid)
    above = grid[: report.header_row - 1] if report.header_row else grid
    cover = _cover(layout.cover_cells(above, joined=", "), None)
    if not cover:
        cover = {name: CoverCell(value, None, None) for name, value in cover_from_name(bare.file_name).items()}
    return replace(report, cover=cover)


def _cover(found: Mapping[str, tuple[int, Cell]], sheet: str | None) -> dict[str, CoverCell]:
    return {name: CoverCell(value, sheet, number) for name, (number, value) in found.items()}


def _with_table(report: ReadReport, grid: Grid, merged: Sequence[Merged] = ()) -> ReadReport:
    table = layout.find_table(grid, merged)
    columns = {} if table is None else table.columns
    missing = [Problem("columna_faltante", name) for name in layout.REQUIRED_COLUMNS if name not in columns]
    if table is None:
        return replace(report, problems=(*report.problems, *missing))
    late = [Problem("filas_despues_del_fin", str(row)) for row in table.late_rows]
    return replace(
        report,
        header_row=table.header_row,
        headers=table.headers,
        columns=table.columns,
        extra_columns=table.extra_columns,
        row_numbers=table.row_numbers,
        cells=table.cells,
        problems=(*report.problems, *missing, *late),
    )
