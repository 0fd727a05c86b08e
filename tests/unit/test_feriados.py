"""Holds the seed of public holidays against the package it was made from.
Which day a report is due belongs to dbt's own unit tests."""

from __future__ import annotations

import csv
from datetime import date

import holidays
import pytest

from orchestration.core.paths import CATALOGS


def _seed() -> dict[date, str]:
    with (CATALOGS / "feriados.csv").open(encoding="utf-8", newline="") as handle:
        return {date.fromisoformat(row["fecha"]): row["feriado"] for row in csv.DictReader(handle)}


def test_seed_holds_perus_public_holidays_of_every_year_it_covers() -> None:
    seed = _seed()
    years = range(min(seed).year, max(seed).year + 1)
    assert seed == dict(holidays.country_holidays("PE", years=years, language="es"))


def test_seed_covers_2023_to_2031() -> None:
    assert (min(_seed()).year, max(_seed()).year) == (2023, 2031)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2024, 3, 28), "Jueves Santo moves with Easter"),
        (date(2024, 8, 6), "Batalla de Junín, a holiday since 2022"),
        (date(2024, 6, 7), "Batalla de Arica, a holiday since 2024"),
        (date(2024, 12, 9), "Batalla de Ayacucho, a holiday since 2022"),
    ],
)
def test_holidays_that_are_easily_missed(day: date, why: str) -> None:
    assert day in _seed(), why


def test_no_day_twice() -> None:
    lines = (CATALOGS / "feriados.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == len(_seed())
