"""Writes one synthetic file of the SIAF: bytes in the encoding and container asked for, in flat memory.
What its rows say belongs to `delivery` (ITP) and `national` (the rest); loading it belongs to the feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Literal

from orchestration.intake.siaf.layout import COLUMNS
from orchestration.synthetic.siaf.amounts import ANNUAL, CERTIFIED, COMMITTED, LINE_END, PAID, PIA, PIM, ends
from orchestration.synthetic.siaf.container import CONTAINERS, Container, opened
from orchestration.synthetic.siaf.delivery import Delivery, deliver
from orchestration.synthetic.siaf.national import Encode, national_lines, zero_line

Encoding = Literal["utf-8-sig", "latin-1"]
# Files said to be Latin-1 hold Windows-1252's dashes and curly quotes.
CODECS = {"utf-8-sig": "utf-8", "latin-1": "cp1252"}
MARKS = {"utf-8-sig": b"\xef\xbb\xbf", "latin-1": b""}
SEED = 38241
# How many times a national row of zeros is repeated, in files that have room for it.
REPEATED = 4


@dataclass(frozen=True)
class Written:
    """What a file holds. Counts are lines without the header; amounts are ITP's, in soles: `pia`, `pim` and the phases
    of spending as of the file's cut, `accrued` being devengado."""

    path: Path
    year: int
    cut_month: int | None
    rows: int
    itp_rows: int
    pia: Decimal
    pim: Decimal
    certified: Decimal
    committed: Decimal
    accrued: Decimal
    paid: Decimal


def write_siaf(
    path: Path,
    year: int,
    *,
    cut_month: int | None,
    national_rows: int = 0,
    seed: int = SEED,
    encoding: Encoding = "utf-8-sig",
    container: Container = "csv",
    out_of_order: bool = False,
) -> Written:
    """Writes the file of `year` as delivered once `cut_month` (1..12) had closed; None for a closed year that carries
    only the annual figure, as 2021 to 2023 do. ITP's rows stand in the midst of `national_rows` of other pliegos.

    Only 2024's PIA and PIM (the PIM of `cut_month=8`) are calibrated, to Cuadros 22 to 25 of the operating plan; the
    devengado of every year is invented (docs/reconstruccion-siaf.md). Equal arguments give equal bytes. `out_of_order`
    puts a later phase of spending ahead of the one before it in two chains (`quirks.break_order`); the gate refuses it
    unless they are listed as exceptions.

    Raises:
        ValueError: a year without metas, a month that is not one, an encoding or a container that is none of those.
    """
    if encoding not in CODECS or container not in CONTAINERS or national_rows < 0:
        raise ValueError(f"no se escribe {encoding}, {container}, con {national_rows} filas de otros pliegos.")
    itp = deliver(year, cut_month, seed, out_of_order)
    encode = partial(_cells, codec=CODECS[encoding])
    with opened(path, container) as target:
        target.write(MARKS[encoding] + encode(COLUMNS)[:-1] + LINE_END.encode())
        for piece in _lines(itp, year, cut_month, national_rows, seed, encode):
            target.write(piece)
    return _written(path, year, cut_month, national_rows, itp)


def _lines(
    itp: Delivery, year: int, cut_month: int | None, national_rows: int, seed: int, encode: Encode
) -> Iterator[bytes]:
    """ITP's lines between two halves of the country's, the repeated zero rows before them."""
    repeated = REPEATED if national_rows > REPEATED else 0
    first = (national_rows - repeated) // 2
    yield from national_lines(year, first, cut_month, 2 * seed, encode, ends)
    if repeated:
        yield zero_line(year, encode, ends) * repeated
    yield b"".join(encode(cells) + end for cells, end in zip(itp.cells, ends(itp.amounts), strict=True))
    yield from national_lines(year, national_rows - repeated - first, cut_month, 2 * seed + 1, encode, ends)


def _cells(cells: tuple[str, ...], codec: str) -> bytes:
    """Cells, each in double quotes, with the comma that leads to the next."""
    return "".join('"' + cell.replace('"', '""') + '",' for cell in cells).encode(codec)


def _written(path: Path, year: int, cut_month: int | None, national_rows: int, itp: Delivery) -> Written:
    totals = itp.amounts.sum(axis=0)
    soles = [Decimal(int(totals[place])).scaleb(-2) for place in (PIA, PIM, CERTIFIED, COMMITTED, ANNUAL, PAID)]
    return Written(path, year, cut_month, national_rows + len(itp.cells), len(itp.cells), *soles)
