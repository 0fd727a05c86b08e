"""Writes one synthetic file of the SIAF: bytes in the encoding and container asked for, in flat memory.
What its rows say belongs to `delivery` (ITP) and `national` (the rest); loading it belongs to the feed."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import IO, Literal, cast

from orchestration.siaf.layout import COLUMNS
from orchestration.synthetic.published import IntArray
from orchestration.synthetic.siaf.delivery import ANNUAL, CERTIFIED, COMMITTED, PAID, PIA, PIM, Delivery, deliver
from orchestration.synthetic.siaf.national import national_lines, zero_line

Encoding = Literal["utf-8-sig", "latin-1"]
Container = Literal["csv", "gzip", "zip"]
# Files said to be Latin-1 hold Windows-1252's dashes and curly quotes.
CODECS = {"utf-8-sig": "utf-8", "latin-1": "cp1252"}
SEED = 38241
LINE_END = "\r\n"
# How many times a national row of zeros is repeated, and the gzip level: sizes matter less than time.
REPEATED, LEVEL = 4, 4
# A fixed moment for the containers' own clocks, so that the same seed gives the same bytes.
EPOCH = (2024, 1, 1, 0, 0, 0)


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
) -> Written:
    """Writes the file of `year` as delivered once `cut_month` (1..12) had closed; None for a closed year that carries
    only the annual figure, as 2021 to 2023 do. ITP's rows stand in the midst of `national_rows` of other pliegos.

    Only 2024's PIA and PIM (the PIM of `cut_month=8`) are calibrated, to Cuadros 22 to 25 of the operating plan; the
    devengado of every year is invented (docs/reconstruccion-siaf.md). Equal arguments give equal bytes.

    Raises:
        ValueError: a year without metas, a month that is not one, an encoding or a container that is none of those.
    """
    if encoding not in CODECS or container not in ("csv", "gzip", "zip") or national_rows < 0:
        raise ValueError(f"no se escribe {encoding}, {container}, con {national_rows} filas de otros pliegos.")
    itp = deliver(year, cut_month, seed)
    text = partial(_cells, codec=CODECS[encoding])
    lines = partial(_national, year, cut_month, seed, CODECS[encoding])
    repeated = zero_line(year, text, _ends) * REPEATED if national_rows > REPEATED else b""
    others = national_rows - (REPEATED if repeated else 0)
    with _opened(path, container) as target:
        target.write(b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b"")
        target.write(_line(COLUMNS, CODECS[encoding]))
        for piece in lines(others // 2, part=0):
            target.write(piece)
        target.write(repeated)
        target.write(_slice(itp, text))
        for piece in lines(others - others // 2, part=1):
            target.write(piece)
    return _written(path, year, cut_month, national_rows, itp)


def _national(year: int, cut_month: int | None, seed: int, codec: str, rows: int, part: int) -> Iterator[bytes]:
    return national_lines(year, rows, cut_month, seed * 2 + part, partial(_cells, codec=codec), _ends)


def _slice(itp: Delivery, text: partial[bytes]) -> bytes:
    return b"".join(text(cells) + end for cells, end in zip(itp.cells, _ends(itp.amounts), strict=True))


def _cells(cells: tuple[str, ...], codec: str) -> bytes:
    """Cells, each in double quotes, with the comma that leads to the next."""
    return "".join(_quoted(cell) + "," for cell in cells).encode(codec)


def _line(cells: tuple[str, ...], codec: str) -> bytes:
    return (",".join(_quoted(cell) for cell in cells) + LINE_END).encode(codec)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _ends(amounts: IntArray) -> list[bytes]:
    """The amounts of each row as the end of its line."""
    return [("".join(f',"{_soles(cents)}"' for cents in row)[1:] + LINE_END).encode() for row in amounts.tolist()]


def _soles(cents: int) -> str:
    """An amount as the real files have it: no thousands mark, and no more decimals than it needs."""
    sign, rest = "-" if cents < 0 else "", abs(cents)
    whole, fraction = divmod(rest, 100)
    return f"{sign}{whole}" + (f".{fraction:02d}".rstrip("0") if fraction else "")


@contextmanager
def _opened(path: Path, container: Container) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    inner = path.name.removesuffix(".zip").removesuffix(".gz")
    with path.open("wb", buffering=1 << 20) as raw:
        if container == "csv":
            yield raw
        elif container == "gzip":
            with gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=raw, mtime=0) as packed:
                yield cast(IO[bytes], packed)
        else:
            info = zipfile.ZipInfo(inner if inner.endswith(".csv") else f"{inner}.csv", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            with (
                zipfile.ZipFile(raw, "w", compresslevel=LEVEL) as pack,
                pack.open(info, "w", force_zip64=True) as packed,
            ):
                yield packed


def _written(path: Path, year: int, cut_month: int | None, national_rows: int, itp: Delivery) -> Written:
    totals = itp.amounts.sum(axis=0)
    soles = [Decimal(int(totals[place])).scaleb(-2) for place in (PIA, PIM, CERTIFIED, COMMITTED, ANNUAL, PAID)]
    return Written(path, year, cut_month, national_rows + len(itp.cells), len(itp.cells), *soles)
