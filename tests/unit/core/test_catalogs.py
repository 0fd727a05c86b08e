"""Which centre a name leads to in which month, and which centres are due: opened, renamed, merged, closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from orchestration.core import catalogs
from orchestration.core.catalogs import centre_of, centres
from orchestration.core.seeds import BadSeed
from orchestration.intake.reports.judging.messages import suggestion
from orchestration.intake.reports.judging.normalize import to_centre
from orchestration.intake.reports.reading.report import read_report

CITES = """\
cite_codigo,cite,tipo,departamento,reporta_desde,reporta_hasta,sucesor,programas,nota
norte,CITEmadera Norte,CITE,Lima,2024-01,2025-06,grande,PP0093,
grande,CITEmadera Grande,CITE,Lima,2024-01,,,PP0093,
nuevo,UTmadera Nueva,UT,Lima,2025-07,,,PP0093,
"""
ALIASES = """\
alias,cite_codigo,documento,vigente_desde,vigente_hasta
CITEmadera Antigua,grande,resolución,,
CITEmadera Centro,norte,resolución,,2025-06
CITEmadera Centro,nuevo,resolución,2025-07,
"""


def remember(folder: Path, monkeypatch: pytest.MonkeyPatch, aliases: str) -> None:
    (folder / "cites.csv").write_text(CITES, encoding="utf-8")
    (folder / "alias_cite.csv").write_text(aliases, encoding="utf-8")
    monkeypatch.setattr(catalogs, "CATALOGS", folder)
    forget()


def forget() -> None:
    catalogs.centres.cache_clear()
    catalogs.centre_aliases.cache_clear()


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    remember(tmp_path, monkeypatch, ALIASES)
    yield
    forget()


@pytest.mark.usefixtures("network")
def test_a_centre_is_due_from_its_first_month_to_its_last() -> None:
    due = {
        month: [code for code, centre in centres().items() if centre.is_due(month)]
        for month in (date(2023, 12, 1), date(2025, 6, 1), date(2025, 7, 1))
    }
    assert list(due.values()) == [[], ["norte", "grande"], ["grande", "nuevo"]]


@pytest.mark.usefixtures("network")
def test_an_old_name_stays_its_centres_and_one_that_passed_on_is_whose_it_was() -> None:
    assert centre_of("CITE Madera Antigua", date(2026, 1, 1)) == "grande"
    assert [centre_of("CITEmadera Centro", date(2025, month, 1)) for month in (6, 7)] == ["norte", "nuevo"]
    assert centre_of("CITEmadera Centro") == "nuevo"


@pytest.mark.usefixtures("network")
def test_a_closed_centre_is_known_in_its_months_and_then_told_who_reports() -> None:
    assert to_centre("CITEmadera Norte", date(2025, 6, 1)) == "norte"
    assert to_centre("CITEmadera Norte", date(2025, 7, 1)) is None
    assert centre_of("norte") == "norte"
    told = suggestion("cites", "CITEmadera Norte", read_report(b"x", "x.csv"))
    assert (
        told == " CITEmadera Norte reportó hasta 2025-06. Desde entonces sus atenciones las reporta CITEmadera Grande."
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("CITEmadera Antigua,nuevo,x,,", "«CITEmadera Antigua» sería a la vez de grande y de nuevo"),
        ("CITEmadera Centro,grande,x,2025-06,2025-06", "sería a la vez de norte y de grande"),
        ("CITEmadera Sur,sur,x,,", "«CITEmadera Sur» lleva a «sur», que no está en cites.csv"),
    ],
)
def test_a_name_of_two_centres_in_one_month_or_of_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, told: str
) -> None:
    remember(tmp_path, monkeypatch, f"{ALIASES}{line}\n")
    with pytest.raises(BadSeed, match=told):
        centre_of("CITEmadera Grande")
    forget()


def test_the_name_that_data_peru_also_writes_is_known() -> None:
    assert centre_of("CITEpesquero amazónico Ahuashiyacu") == "citeproductivo-san-martin"
