"""Numbers and lists as a sentence wants them; the bulletin 2024 gives the models."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.outputs.documents.wording import (
    Gender,
    Language,
    listed,
    long_date,
    month_name,
    plural,
    share,
    spelled,
)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (29693, 78711, "37.7%"),
        (390, 78711, "0.5%"),
        (793, 78711, "1.0%"),
        (5085, 14001, "36.3%"),
        (1, 16, "6.3%"),  # 6.25: half up, where a float and Python's round give 6.2
        (0, 5, "0.0%"),
        (5, 5, "100%"),
        (9999, 10000, "100.0%"),
    ],
)
def test_percentages_as_the_bulletin_rounds_them(part: int, whole: int, printed: str) -> None:
    assert share(part, whole) == printed


@pytest.mark.parametrize(
    ("number", "language", "gender", "printed"),
    [
        (4, "es", "m", "cuatro (04)"),
        (5, "es", "f", "cinco (05)"),
        (1, "es", "m", "un (01)"),
        (1, "es", "f", "una (01)"),
        (21, "es", "m", "veintiún (21)"),
        (21, "es", "f", "veintiuna (21)"),
        (31, "es", "f", "treinta y una (31)"),
        (11, "es", "f", "once (11)"),
        (30, "es", "m", "treinta (30)"),
        (45, "en", "m", "forty-five (45)"),
        (354, "es", "m", "354"),
    ],
)
def test_small_counts_are_spelled(number: int, language: Language, gender: Gender, printed: str) -> None:
    assert spelled(number, language, gender) == printed


@pytest.mark.parametrize(
    ("items", "printed"),
    [
        ([], ""),
        (["A"], "A"),
        (["Capacitación", "Información"], "Capacitación e Información"),
        (["aguja", "hilo"], "aguja e hilo"),
        (["cobre", "hierro"], "cobre y hierro"),  # the sound is not i
        (["agua", "hielo"], "agua y hielo"),
        (["A", "B", "Ica"], "A, B e Ica"),
        (["CITEccal, textil (3)", "Ambo (2)", "Ilo (1)"], "CITEccal, textil (3); Ambo (2); e Ilo (1)"),
    ],
)
def test_lists_join_with_y_or_e(items: list[str], printed: str) -> None:
    assert listed(items, "es") == printed


def test_english_lists() -> None:
    assert listed(["A", "B", "Ica"], "en") == "A, B and Ica"


def test_months_and_dates_as_peru_writes_them() -> None:
    assert month_name(9, "es") == "setiembre"
    assert long_date(date(2026, 11, 21), "es") == "21 de noviembre de 2026"
    assert long_date(date(2026, 11, 21), "en") == "21 November 2026"


def test_nouns_agree() -> None:
    assert [plural(n, "servicio", "servicios") for n in (0, 1, 2)] == ["servicios", "servicio", "servicios"]
