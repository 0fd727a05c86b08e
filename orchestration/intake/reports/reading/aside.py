"""What a container tells beside the cells that calamine gives, in the same words for each of them.
Finding it belongs to `ooxml` and `opendocument`; putting it into the grids belongs to `workbook`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.cells import Merged
from orchestration.intake.reports.reading.containers import Unreadable

# Row and column (0-based) and text of a cell that calamine gives as empty: a formula without value, or an error.
LeftOut = tuple[int, int, str]
MERGED, WITHOUT_VALUE = "celdas combinadas", "celdas con error o con una fórmula sin resultado guardado"


@dataclass(frozen=True)
class Aside:
    """`date_1904`: serial dates count from 1904. The others go by the sheet's name.

    `hidden` holds the numbers (from 1) of hidden rows.
    """

    date_1904: bool = False
    left_out: Mapping[str, Sequence[LeftOut]] = field(default_factory=dict)
    merged: Mapping[str, Sequence[Merged]] = field(default_factory=dict)
    hidden: Mapping[str, Collection[int]] = field(default_factory=dict)


def too_large() -> Unreadable:
    return Unreadable(
        f"una hoja tiene celdas escritas muy lejos de la tabla (más de {limits.MAX_COLUMNS} columnas, de "
        f"{limits.MAX_ROWS:,} filas o de {limits.MAX_GRID_CELLS:,} celdas); borre lo que está fuera de la tabla"
    )


def check_oddities(count: int, what: str) -> None:
    """Refuses a sheet with more cells than are looked up one by one; `what` they are, in the plural.

    Raises:
        Unreadable: it has.
    """
    if count > limits.MAX_ODDITIES:
        raise Unreadable(
            f"una hoja tiene más de {limits.MAX_ODDITIES:,} {what}; copie la carátula y la tabla a un libro nuevo, "
            "solo con sus valores"
        )


def check_extent(height: int, width: int) -> None:
    """Refuses a rectangle of cells larger than the limits.

    Raises:
        Unreadable: it is.
    """
    if width > limits.MAX_COLUMNS or height > limits.MAX_ROWS or width * height > limits.MAX_GRID_CELLS:
        raise too_large()
