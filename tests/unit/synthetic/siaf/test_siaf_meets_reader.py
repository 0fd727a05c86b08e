"""The feed's own reader takes every kind of synthetic file, and finds ITP's rows in it to the céntimo."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.intake.siaf.layout import AMOUNTS, Pliego
from orchestration.intake.siaf.reader import TABLE, read
from orchestration.synthetic.siaf.writer import write_siaf
from tests.unit.synthetic.siaf.conftest import money, read_rows

ITP = Pliego("38", "241")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
@pytest.mark.parametrize("container", ["csv", "gzip", "zip"])
@pytest.mark.parametrize("cut_month", [8, None])
def test_the_reader_finds_what_was_written(
    encoding: str, container: str, cut_month: int | None, tmp_path: Path
) -> None:
    done = write_siaf(
        tmp_path / "entrega",
        2024,
        cut_month=cut_month,
        national_rows=400,
        encoding=encoding,  # type: ignore[arg-type]
        container=container,  # type: ignore[arg-type]
    )
    plain = write_siaf(tmp_path / "llano.csv", 2024, cut_month=cut_month)
    with duckdb.connect() as connection:
        read(connection, done.path, ITP)
        sums = ", ".join(f"sum({column.lower()})" for column in AMOUNTS)
        (count, *found) = connection.execute(f"select count(*), {sums} from {TABLE}").fetchall()[0]
        names = connection.execute(f"select meta_nombre from {TABLE} where meta_nombre like '%“%'").fetchall()
    rows = list(read_rows(plain.path))
    assert count == done.itp_rows
    assert found == [money(rows, column) for column in AMOUNTS]
    assert names
