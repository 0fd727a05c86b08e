"""Numbers, months and lists as a sentence in es-PE (or English) has them: `78,711`, `37.7%`, `cuatro (04)`, `A e I`.
Whole sentences belong to each document's table of messages; which figures they carry, to its own room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Language = Literal["es", "en"]
Gender = Literal["m", "f"]

# How a table says that there is no number: the signs of INEI's yearbooks, and one for figures kept back.
ZERO, NO_DATA, RESERVED_SIGN = "-", "…", "(r)"

_MONTHS: dict[Language, str] = {
    "es": "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "en": "January February March April May June July August September October November December",
}
_TO_29: dict[Language, str] = {
    "es": (
        "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
        "dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
        "veintiocho veintinueve"
    ),
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five twenty-six "
        "twenty-seven twenty-eight twenty-nine"
    ),
}
_TENS: dict[Language, str] = {
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "en": "thirty forty fifty sixty seventy eighty ninety",
}
_ORDINALS: dict[Language, str] = {
    "es": "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo",
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
}
# `y` becomes `e` before the sound i: not before a diphthong (hielo, ion) nor the letter y.
_SOUNDS_I = re.compile(r"^h?[ií](?![aeoáéó])", re.IGNORECASE)


def integer(number: int) -> str:
    """`78,711`: the thousands mark of es-PE, and of English."""
    return f"{number:,}"


def share(part: int, whole: int) -> str:
    """The percentage of `part` in `whole` (not zero), as the bulletin 2024: one decimal, halves up, `100%` for all."""
    return "100%" if part == whole else f"{percentage(part, whole)}%"


def rate(value: float) -> str:
    """A part of one as a percentage with one decimal, halves up: `94.3%`."""
    return f"{(Decimal(repr(value)) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP):,}%"


def amount(value: Decimal) -> str:
    """Soles with two decimals, halves up: `1,234.50`."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def percentage(part: int, whole: int) -> Decimal:
    """Of exact integers, so that no binary fraction moves a half."""
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def spelled(number: int, language: Language, gender: Gender = "m") -> str:
    """`cuatro (04)`, `una (01)`, `four (4)`: how the bulletin writes a small count; from 100 on, digits alone."""
    if not 0 <= number < 100:
        return integer(number)
    word = _word(number, language)
    if language == "es" and gender == "f" and number % 10 == 1 and number != 11:
        word = re.sub("ún$|un$", "una", word)
    return f"{word} ({number:02d})" if language == "es" else f"{word} ({number})"


def ordinal(place: int, language: Language) -> str:
    """`primer`, `segundo`, ... `décimo`, before a masculine noun; `first`."""
    return _ORDINALS[language].split()[place - 1]


def _word(number: int, language: Language) -> str:
    to_29, tens = _TO_29[language].split(), _TENS[language].split()
    if number < 30:
        return to_29[number]
    ten, rest = tens[number // 10 - 3], number % 10
    if not rest:
        return ten
    return f"{ten} y {to_29[rest]}" if language == "es" else f"{ten}-{to_29[rest]}"


def listed(items: Sequence[str], language: Language, separator: str | None = None) -> str:
    """`A, B y C`; `;` between them where an item holds a comma; `e` before the sound i."""
    if len(items) < 2:
        return "".join(items)
    mark = separator or ("; " if any(", " in item for item in items) else ", ")
    last = items[-1]
    joint = ("e" if _SOUNDS_I.match(last) else "y") if language == "es" else "and"
    before = mark.strip() if mark.startswith(";") else ""
    return f"{mark.join(items[:-1])}{before} {joint} {last}"


def month_name(month: int, language: Language) -> str:
    """`setiembre`, as Peru's offices write it; `September`."""
    return _MONTHS[language].split()[month - 1]


def long_date(day: date, language: Language) -> str:
    """`21 de noviembre de 2026`; `21 November 2026`."""
    joint = " de " if language == "es" else " "
    return joint.join((str(day.day), month_name(day.month, language), str(day.year)))


def plural(number: int, one: str, many: str) -> str:
    """The noun that agrees with the number."""
    return one if number == 1 else many
