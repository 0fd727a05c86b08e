"""The board: one cell per due centre and month, and a month's centres as one unbroken range."""

from __future__ import annotations

from datetime import date, datetime

from orchestration.core.catalogs import centres, reported_months
from orchestration.core.clock import lima_now
from orchestration.defs.partitions import CENTRES, MONTHS, REPORTS, YEARS, month_range, report_key, year_key


def test_the_board_has_the_centres_that_report_and_only_them() -> None:
    assert set(CENTRES.get_partition_keys()) == {c.code for c in centres().values() if c.reports_since}
    assert "citetextil-camelidos-huancavelica" not in CENTRES.get_partition_keys()


def test_a_months_range_is_its_centres_and_nothing_else() -> None:
    first, last = month_range("2024-02")
    keys = REPORTS.get_partition_keys()
    months = {key.split("|")[0] for key in keys[keys.index(first) : keys.index(last) + 1]}
    assert months == {"2024-02"}
    assert keys.index(last) - keys.index(first) + 1 == len(CENTRES.get_partition_keys())


def test_a_month_that_is_not_over_or_an_unknown_centre_has_no_cell() -> None:
    assert report_key(date(2024, 2, 1), "citemadera-lima") == "2024-02|citemadera-lima"
    assert report_key(date(2124, 2, 1), "citemadera-lima") is None
    assert report_key(date(2024, 2, 1), "citetextil-camelidos-huancavelica") is None


def test_the_months_of_the_board_are_those_that_the_command_takes() -> None:
    assert MONTHS.get_partition_keys() == reported_months(lima_now())
    assert (
        reported_months(datetime(2025, 1, 1))[-1] == "2024-12"
        and reported_months(datetime(2024, 12, 31))[-1] == "2024-11"
    )


def test_the_board_of_the_siaf_has_the_years_from_2017_to_the_current_one() -> None:
    assert YEARS.get_partition_keys() == [str(year) for year in range(2017, lima_now().year + 1)]
    assert (year_key(2024), year_key(2016), year_key(None)) == ("2024", None, None)
