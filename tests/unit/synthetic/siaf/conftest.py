"""One synthetic file of the SIAF for all the tests, read back as a careful reader would: every cell as text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.synthetic.siaf.writer import Written, write_siaf

Row = dict[str, str]


@dataclass(frozen=True)
class ReadBack:
    """A file's rows as written, ITP's apart, and what the writer said of it."""

    written: Written
    rows: list[Row]
    itp: list[Row]


def read_rows(path: Path, codec: str = "utf-8-sig") -> Iterator[Row]:
    with path.open(encoding=codec, newline="") as handle:
        yield from csv.DictReader(handle, strict=True)


def money(rows: list[Row], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., ReadBack]:
    """Writes a file, with the arguments of `write_siaf`, and reads it back; the same arguments are written once."""
    folder = tmp_path_factory.mktemp("siaf")
    known: dict[tuple[object, ...], ReadBack] = {}

    def write(year: int = 2024, *, cut_month: int | None = 8, national_rows: int = 0, seed: int = 1) -> ReadBack:
        key = (year, cut_month, national_rows, seed)
        if key not in known:
            path = folder / f"{'-'.join(map(str, key))}.csv"
            done = write_siaf(path, year, cut_month=cut_month, national_rows=national_rows, seed=seed)
            rows = list(read_rows(path))
            known[key] = ReadBack(done, rows, [r for r in rows if (r["SECTOR"], r["PLIEGO"]) == ("38", "241")])
        return known[key]

    return write
