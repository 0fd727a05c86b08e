"""Files of any size, encoding and container: same arguments, same bytes; totals are those of what was written."""

from __future__ import annotations

import gzip
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.synthetic.siaf.national import national_lines
from orchestration.synthetic.siaf.writer import write_siaf
from orchestration.synthetic.siaf.year import write_siaf_year
from tests.unit.synthetic.siaf.conftest import money, read_rows


def test_equal_arguments_give_equal_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    one, same, other = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    for path, seed in ((one, 3), (same, 3), (other, 4)):
        write_siaf(path, 2024, cut_month=4, national_rows=300, seed=seed)
    assert one.read_bytes() == same.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("container", ["csv", "gzip", "zip"])
def test_a_container_holds_the_plain_file_and_is_the_same_twice(tmp_path: Path, container: str) -> None:
    plain, packed, again = (tmp_path / name for name in ("plain.csv", "packed", "again"))
    write_siaf(plain, 2024, cut_month=4, national_rows=300)
    for path in (packed, again):
        write_siaf(path, 2024, cut_month=4, national_rows=300, container=container)  # type: ignore[arg-type]
    content = packed.read_bytes()
    if container == "gzip":
        content = gzip.decompress(content)
    elif container == "zip":
        with zipfile.ZipFile(packed) as pack:
            assert [Path(name).suffix for name in pack.namelist()] == [".csv"]
            content = pack.read(pack.namelist()[0])
    assert content == plain.read_bytes()
    if container != "zip":  # a zip's member is named after its file
        assert packed.read_bytes() == again.read_bytes()


def test_utf_8_has_its_mark_and_latin_1_bytes_that_only_windows_knows(tmp_path: Path) -> None:
    utf, latin = tmp_path / "utf.csv", tmp_path / "latin.csv"
    write_siaf(utf, 2024, cut_month=4, national_rows=300)
    write_siaf(latin, 2024, cut_month=4, national_rows=300, encoding="latin-1")
    assert utf.read_bytes().startswith(b'\xef\xbb\xbf"ANO_EJE"')
    content = latin.read_bytes()
    assert content.startswith(b'"ANO_EJE"') and b"\x93" in content and b"\x96" in content and b"\xd1" in content
    assert list(read_rows(latin, "cp1252")) == list(read_rows(utf))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    national=st.integers(0, 60),
    cut=st.one_of(st.none(), st.integers(1, 12)),
    year=st.integers(2021, 2026),
    seed=st.integers(0, 50),
)
def test_totals_are_those_of_the_file(national: int, cut: int | None, year: int, seed: int, tmp_path: Path) -> None:
    done = write_siaf(tmp_path / "any.csv", year, cut_month=cut, national_rows=national, seed=seed)
    rows = list(read_rows(done.path))
    itp = [r for r in rows if r["PLIEGO"] == "241"]
    assert (len(rows), len(itp)) == (done.rows, done.itp_rows) == (national + len(itp), len(itp))
    assert {r["ANO_EJE"] for r in rows} == {str(year)}
    columns = ("PIA", "PIM", "CERTIFICADO_ANUAL", "COMPROMETIDO_ANUAL", "DEVENGADO_ANUAL", "GIRADO_ANUAL")
    said = (done.pia, done.pim, done.certified, done.committed, done.accrued, done.paid)
    assert tuple(money(itp, f"MONTO_{column}") for column in columns) == said


def test_rows_of_the_country_are_dealt_in_pieces_of_one_size() -> None:
    pieces = national_lines(2024, 120_000, 8, 1, lambda cells: b"a,", lambda amounts: [b"1\r\n"] * len(amounts))
    tracemalloc.start()
    sizes = [piece.count(b"\n") for piece in pieces]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sizes == [50_000, 50_000, 20_000]
    assert peak < 100_000_000


@pytest.mark.parametrize(
    "wrong", [{"year": 2019}, {"cut_month": 13}, {"container": "rar"}, {"encoding": "utf-16"}, {"national_rows": -1}]
)
def test_what_cannot_be_written_is_said(tmp_path: Path, wrong: dict[str, object]) -> None:
    asked = {"year": 2024, "cut_month": 8, **wrong}
    with pytest.raises(ValueError, match=r"2019|13|rar|utf-16|-1"):
        write_siaf(tmp_path / "no.csv", **asked)  # type: ignore[arg-type]
    assert not (tmp_path / "no.csv").exists()


def test_a_year_is_twelve_deliveries_each_received_after_its_month(tmp_path: Path) -> None:
    deliveries = write_siaf_year(tmp_path, 2024, national_rows=20)
    assert [d.cut_month for d in deliveries] == list(range(1, 13))
    assert all("sintetico" in d.path.name and d.path.exists() for d in deliveries)
    assert [(d.received_at.year, d.received_at.month) for d in deliveries[-2:]] == [(2024, 12), (2025, 1)]


def test_a_year_with_annual_figures_alone_is_one_delivery(tmp_path: Path) -> None:
    (only,) = write_siaf_year(tmp_path, 2022, national_rows=20)
    assert (only.cut_month, only.received_at.year) == (None, 2023)
