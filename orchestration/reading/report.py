"""One monthly report as its file states it: cover, table, and what is wrong with its structure.
Containers belong to `containers` and `text`; meaning and rules belong to `judging/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.reading.cells import Cell


@dataclass(frozen=True)
class Problem:
    """Something structural that keeps the report from being read whole.

    `codigo` is one of `archivo_ilegible`, `archivo_cifrado`, `hoja_faltante`, `columna_faltante`,
    `filas_despues_del_fin`; `valor` names the sheet, the columns or the rows, or says why in Spanish.
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
    `date_1904`: serial numbers count from 1904. A file that could not be read has `readable` False.
    """

    file_name: str
    sha256: str
    size: int
    container: str | None
    cover: Mapping[str, CoverCell] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None
    headers: tuple[str, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    extra_columns: tuple[str, ...] = ()
    row_numbers: tuple[int, ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()
    date_1904: bool = False
    problems: tuple[Problem, ...] = ()
