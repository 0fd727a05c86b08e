"""The record of what the dirt layer planted where, so that a test can compare it with what the gates caught.
A stain is only described here; making it is `spelling_noise.py`'s and `bad_rows.py`'s."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from orchestration.synthetic.report import ROWS_SHEET, Report, Row

DIRT_HEADER = ("archivo", "hoja", "fila", "columna", "que", "efecto", "valor")


class Effect(StrEnum):
    """What a stain must lead to: nothing but normalising, a warning, or an observed row."""

    NORMALISED = "normaliza"
    WARNED = "advierte"
    OBSERVED = "observa"


@dataclass(frozen=True)
class Stain:
    """One thing planted; no `row` where it is a whole column, the cover or the sheet's shape."""

    what: str
    effect: Effect
    sheet: str = ROWS_SHEET
    column: str = ""
    row: Row | None = None
    value: str = ""


def stain_lines(report: Report, file: str, stains: Iterable[Stain]) -> list[list[str]]:
    """One line a stain under `DIRT_HEADER`; `fila` is the line of the file: Excel's row number, or the csv's line."""
    is_csv = file.endswith(".csv")
    first = len(report.cover) + 2 if is_csv else report.first_row()
    number = {id(row): str(first + i) for i, row in enumerate(report.rows)}
    return [
        [
            file,
            "" if is_csv else stain.sheet,
            "" if stain.row is None else number[id(stain.row)],
            stain.column,
            stain.what,
            stain.effect.value,
            stain.value,
        ]
        for stain in stains
    ]
