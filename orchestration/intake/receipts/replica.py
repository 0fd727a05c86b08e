"""Where each cell of the sender's two sheets stands in the copy: its own row and column, so that corrections go back.
Colours and comments belong to `marks`; writing belongs to `copy_sheets`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from orchestration.core.catalogs import name_key
from orchestration.gates.findings import Finding
from orchestration.intake.reports.reading import layout
from orchestration.intake.reports.reading.cells import Cell, Formula
from orchestration.intake.reports.reading.report import ReadReport

Side = Literal["cover", "table"]

_LONGEST_NAME = 31
_FORBIDDEN = set("[]:*?/\\'")
_OUTSIDE_THE_COPY = "filas_despues_del_fin"


@dataclass(frozen=True)
class CoverLine:
    """One key of the cover with its value; `fila` as Excel shows it."""

    fila: int
    key: str
    value: Cell


@dataclass(frozen=True)
class Replica:
    """The copy's two sheets; `header_row` as Excel shows it.

    `headers` are those printed, then the required columns that the report lacks, empty, for the centre to fill in;
    `missing` are the indices of these. `whole` is False where the sender's sheets hold attentions that were not read.
    """

    report: ReadReport
    cover_sheet: str
    table_sheet: str
    cover: tuple[CoverLine, ...]
    header_row: int
    headers: tuple[str, ...]
    missing: frozenset[int]
    whole: bool

    def sheet_of(self, side: Side) -> str:
        return self.cover_sheet if side == "cover" else self.table_sheet

    def cover_row(self, key: str) -> int:
        return next(line.fila for line in self.cover if line.key == key)

    def named_columns(self) -> dict[int, str]:
        """The format's name of each column, by index; extra columns are not in it."""
        known = {index: name for name, index in self.report.columns.items()}
        return known | {index: self.headers[index] for index in self.missing}


def replica_of(report: ReadReport, findings: tuple[Finding, ...]) -> Replica | None:
    """The copy of a report that could be opened, else None."""
    if not report.readable:
        return None
    lacking = [problem.valor for problem in report.problems if problem.codigo == "columna_faltante"]
    if not report.has_table and not lacking:  # the sheet itself is missing
        lacking = list(layout.COLUMNS)
    width = max([len(report.headers), *(len(line) for line in report.cells)])
    printed = report.headers + ("",) * (width - len(report.headers))
    return Replica(
        report,
        _sheet_name(next((cell.hoja for cell in report.cover.values() if cell.hoja), None), layout.COVER_SHEET),
        _sheet_name(report.sheet, layout.TABLE_SHEET),
        tuple(_cover_lines(report)),
        report.header_row or 1,
        printed + tuple(lacking),
        frozenset(range(width, width + len(lacking))),
        not any(finding.codigo == _OUTSIDE_THE_COPY for finding in findings),
    )


def _sheet_name(written: str | None, usual: str) -> str:
    """The sender's name for the sheet where Excel allows it, else the format's."""
    if written is None or name_key(written) != name_key(usual):
        return usual
    allowed = written.isprintable() and len(written) <= _LONGEST_NAME and not _FORBIDDEN & set(written)
    return written if allowed else usual


def _result(value: Cell) -> Cell:
    """A formula without a stored value counts as not stated; as text it would be a total that differs."""
    return None if isinstance(value, Formula) else value


def _cover_lines(report: ReadReport) -> list[CoverLine]:
    """The format's keys at their own rows; those that the cover lacks follow below, for the centre to fill in."""
    stated = {key: cell for key, cell in report.cover.items() if cell.fila is not None}
    lines = [CoverLine(cell.fila, key, _result(cell.value)) for key, cell in stated.items() if cell.fila is not None]
    below = max((line.fila for line in lines), default=0)
    for key in layout.COVER_KEYS:
        if key not in stated:
            below += 1
            lines.append(CoverLine(below, key, report.cover[key].value if key in report.cover else None))
    return sorted(lines, key=lambda line: line.fila)
