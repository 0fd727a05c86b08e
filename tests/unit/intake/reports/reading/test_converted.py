"""What LibreOffice wrote (.xls, .ods) is read as what it was converted from; see `archivos/README.md`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from workbooks import good_row

from orchestration.intake.reports.judging.normalize import to_document, to_ubigeo
from orchestration.intake.reports.reading.report import ReadReport, read_report
from orchestration.intake.reports.reading.written import to_date

FILES = Path(__file__).parent / "archivos"
EVERY = pytest.mark.parametrize("name", ["libre.xls", "libre1904.xls", "libre.ods", "libre1904.ods"])


def read(name: str) -> ReadReport:
    return read_report((FILES / name).read_bytes(), name)


@EVERY
def test_titles_merged_cells_comments_and_a_hidden_row_do_no_harm(name: str) -> None:
    found = read(name)
    assert found.problems == ()
    assert (found.header_row, found.row_numbers) == (4, (5, 6, 7, 8, 9, 10))
    assert found.column("Cliente") == [f"EMPRESA SINTETICA {n}" for n in range(1, 7)]
    assert found.column("Cantidad") == [1, 3, 1, 1, 1, 1]  # a formula's stored value; the comment is not in the cell
    assert found.cover["Periodo"].value == date(2024, 9, 1)
    assert found.cover["CITE/UT"].value == "CITEmadera y del mueble Lima"


@EVERY
def test_a_serial_number_counts_from_the_book_s_own_first_day(name: str) -> None:
    found = read(name)
    assert found.date_1904 is ("1904" in name)
    assert to_date(found.column("Fecha")[5], found.date_1904) == date(2024, 9, 7)
    assert found.column("Fecha")[3] == date(2024, 9, 5)


@EVERY
def test_zeros_that_the_program_ate_come_back(name: str) -> None:
    found = read(name)
    assert to_ubigeo(found.column("Ubigeo")[3]) == "010101"
    assert to_document("RUC", found.column("Número de documento")[4]) == good_row(5)["Número de documento"]


@EVERY
def test_a_date_merged_over_three_rows_is_the_date_of_all_three(name: str) -> None:
    assert read(name).column("Fecha")[:3] == [date(2024, 9, 2)] * 3


@pytest.mark.parametrize(("name", "shown"), [("libre.ods", "#N/A"), ("libre.xls", "")])
def test_an_error_is_told_from_an_empty_cell_where_the_container_tells(name: str, shown: str) -> None:
    assert read(name).column("Importe")[2] == shown
