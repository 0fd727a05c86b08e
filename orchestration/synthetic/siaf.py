"""Writes invented files of the SIAF from committed rows: the demo's twelve deliveries of 2024, or one of any size.
How the rows were made, and where the code that made them can be found, stands in docs/reconstruccion-siaf.md."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import IO, Literal, cast

from orchestration.intake.siaf.layout import COLUMNS, MONTH_AMOUNTS

Encoding = Literal["utf-8", "utf-8-sig", "latin-1"]
Container = Literal["csv", "gzip", "zip"]

# CORTE and the 73 columns: ITP's rows as each month's delivery has them, and, without CORTE, the rest of the country's
# as of December.
ROWS = Path(__file__).with_name("siaf_2024.csv.xz")
YEAR = 2024
NATIONAL_ROWS = 2_000
# Supuesto: a month's file is out on the eighth of the next one, at this hour of Lima.
DAY, HOUR = 8, 10
# Files said to be Latin-1 hold Windows-1252's dashes and curly quotes.
_CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "latin-1": "cp1252"}
_MONTHS = [COLUMNS.index(column) for column in MONTH_AMOUNTS]
_TOTALS = [COLUMNS.index(f"MONTO_{name}_ANUAL") for name in ("DEVENGADO", "GIRADO")]

Cells = list[str]


@dataclass(frozen=True)
class SiafDelivery:
    """One file as it was handed in; `received_at` is Lima's local time without zone."""

    path: Path
    received_at: datetime


def write_siaf_year(folder: Path, progress: Callable[[int, int], None] | None = None) -> list[SiafDelivery]:
    """Writes 2024's twelve deliveries into `folder`, in order of reception; `progress` hears how many of 12."""
    deliveries = []
    for month in range(1, 13):
        path = folder / f"{YEAR}-Gasto-Devengado-sintetico-{month:02d}.csv"
        write_siaf(path, month)
        deliveries.append(SiafDelivery(path, datetime(YEAR + month // 12, month % 12 + 1, DAY, HOUR)))
        if progress:
            progress(month, 12)
    return deliveries


def write_siaf(
    path: Path,
    cut_month: int = 12,
    national_rows: int = NATIONAL_ROWS,
    encoding: Encoding = "utf-8",
    container: Container = "csv",
) -> None:
    """Writes the file of 2024 as delivered once `cut_month` (1..12) had closed, ITP's rows in the midst of as many
    others as `national_rows` says; equal arguments give equal bytes, and memory is flat in the size."""
    codec = _CODECS[encoding]
    country = [_as_of(cells, cut_month) for cells in _rows()[0]]
    whole, rest = divmod(national_rows, len(country))
    block, itp = _text(country, codec), _text(_rows()[cut_month], codec)
    with _opened(path, container) as target:
        target.write(_text([COLUMNS], encoding if encoding == "utf-8-sig" else codec))
        for copy in range(whole):
            target.write(itp if copy == whole // 2 else b"")
            target.write(block)
        target.write((b"" if whole else itp) + _text(country[:rest], codec))


@cache
def _rows() -> dict[int, list[Cells]]:
    """Cells in the order of `COLUMNS`, by the month of the delivery; the rest of the country's under 0."""
    found: dict[int, list[Cells]] = {month: [] for month in range(13)}
    with lzma.open(ROWS, "rt", encoding="utf-8", newline="") as handle:
        lines = csv.reader(handle)
        next(lines)
        for cut, *cells in lines:
            found[int(cut or 0)].append(cells)
    return found


def _as_of(cells: Cells, cut_month: int) -> Cells:
    """A row of the whole year with the months past the cut not yet closed."""
    closed = list(cells)
    for place in _MONTHS[cut_month:]:
        closed[place] = "0"
    total = sum((Decimal(closed[place]) for place in _MONTHS), Decimal(0))
    for place in _TOTALS if cut_month < len(_MONTHS) else ():
        closed[place] = str(total)
    return closed


def _text(rows: Iterable[Iterable[str]], codec: str) -> bytes:
    """As the MEF's files: quotes where a name needs them, and LF."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue().encode(codec)


@contextmanager
def _opened(path: Path, container: Container) -> Iterator[IO[bytes]]:
    """`path` open for writing, its folder made: plain, gzipped, or the one member of a zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=1 << 20) as raw:
        if container == "gzip":
            with gzip.GzipFile("", "wb", 4, raw, mtime=0) as packed:
                yield cast(IO[bytes], packed)
        elif container == "zip":
            member = zipfile.ZipInfo(f"{YEAR}-Gasto-Devengado.csv")
            member.compress_type = zipfile.ZIP_DEFLATED
            with zipfile.ZipFile(raw, "w") as pack, pack.open(member, "w", force_zip64=True) as inside:
                yield inside
        else:
            yield raw
