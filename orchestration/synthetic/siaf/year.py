"""A year of deliveries as the MEF publishes them: each month's file restates the year so far.
One file belongs to `writer`; taking the deliveries in belongs to the feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.synthetic.siaf.writer import SEED, Written, write_siaf

# Supuesto: a month's file is out on the eighth of the next one, at this hour of Lima.
DAY, HOUR = 8, 10
NATIONAL_ROWS = 2_000
# Years whose files carry only the annual figure.
ANNUAL_ALONE = range(2021, 2024)


@dataclass(frozen=True)
class SiafDelivery:
    """One file as it was handed in; `received_at` is Lima's local time without zone, `cut_month` as in `Written`."""

    path: Path
    received_at: datetime
    cut_month: int | None
    written: Written


def write_siaf_year(
    folder: Path,
    year: int = 2024,
    *,
    national_rows: int = NATIONAL_ROWS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> list[SiafDelivery]:
    """Writes a year's files into `folder`, in order of reception: twelve, or one for a year with annual figures alone.

    `progress` is called with files written and files to write.

    Raises:
        ValueError: the year has no synthetic file.
    """
    cuts: list[int | None] = [None] if year in ANNUAL_ALONE else list(range(1, 13))
    deliveries = []
    for number, cut in enumerate(cuts, start=1):
        stamp = "anual" if cut is None else f"{cut:02d}"
        path = folder / f"{year}-Gasto-Devengado-sintetico-{stamp}.csv"
        written = write_siaf(path, year, cut_month=cut, national_rows=national_rows, seed=seed)
        deliveries.append(SiafDelivery(path, _received(year, cut), cut, written))
        if progress:
            progress(number, len(cuts))
    return deliveries


def _received(year: int, cut: int | None) -> datetime:
    month = 12 if cut is None else cut
    return datetime(year + month // 12, month % 12 + 1, DAY, HOUR)
