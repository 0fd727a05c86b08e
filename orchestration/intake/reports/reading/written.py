"""Days, months and numbers as people and programs write them into a cell; no function here raises, whatever the cell.
Whether a missing or strange value breaks a rule belongs to `expectations/`; other kinds of cells to `normalize`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from orchestration.core import spellings
from orchestration.core.spellings import bare_text
from orchestration.intake.reports.reading.cells import Cell, clean_text, is_blank

# Beyond this neither Excel (15 significant digits) nor the warehouse (decimal(18,2)) keeps a number exactly.
_LARGEST = Decimal(10) ** 13
# How far, relatively, arithmetic in a sheet strays from the whole number that it shows.
_NOISE = Decimal("1e-9")
_CENTIMO = Decimal("0.01")
# A number is taken for Excel's count of days only within a person's lifetime around now: 1980 to 2100.
_FIRST_DAY, _LAST_DAY = date(1980, 1, 1), date(2100, 12, 31)
_LIMA = timezone(timedelta(hours=-5))

_DAY_FIRST = re.compile(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{1,2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[\s/.-]*(?:de\s)?\s*([a-z]+)\.?,?[\s/.-]*(?:del?\s)?\s*(\d{4}|\d{2})", re.ASCII)
_NAMED_FIRST = re.compile(r"([a-z]+)\.?\s*(\d{1,2}),?\s+(?:del?\s)?\s*(\d{4})", re.ASCII)
_WEEKDAY = re.compile(r"([a-z]+)[.,]*\s+(?=\d)", re.ASCII)
_ZONED = re.compile(r"(\d{4}-\d\d-\d\d)[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:z|[+-]\d\d:?\d\d)", re.ASCII)
_HOUR = re.compile(
    r"(?:t|,?\s)\s?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[ap]\.?\s?m\.?|h|hrs?\.?|horas)?$", re.ASCII
)
_MONTH_YEAR = re.compile(r"([a-z]+)\.?[\s/.,-]*(?:del?\s)?\s*(\d{4}|\d{2})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[\s/.,-]+([a-z]+)\.?", re.ASCII)
_NUMBER = re.compile(r"([+-]?)(\d*(?:[.,]\d*)*)", re.ASCII)
_GROUPING_SPACE = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))", re.ASCII)


def to_date(cell: Cell, date_1904: bool = False) -> date | None:
    """A day: an Excel date, its serial number, or text that has one reading with the day or a four-digit year first."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _from_serial(cell, date_1904)
    text = bare_text(clean_text(cell))
    if re.fullmatch(r"\d{5}(\.0)?", text, re.ASCII):
        return _from_serial(float(text), date_1904)
    if _ZONED.fullmatch(text):
        return _from_moment(text)
    text = _HOUR.sub("", text)
    weekday = _WEEKDAY.match(text)
    named = _weekdays().get(weekday[1]) if weekday else None
    day = _from_text(text[weekday.end() :] if weekday and named else text)
    return day if day is None or named is None or day.isoweekday() == named else None


def _from_text(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(text):
        return _day(_year(found[4]), int(found[3]), int(found[1]))
    if found := _NAMED.fullmatch(text):
        return _day(_year(found[3]), _months().get(found[2], 0), int(found[1]))
    if found := _NAMED_FIRST.fullmatch(text):
        return _day(int(found[3]), _months().get(found[1], 0), int(found[2]))
    return None


def _from_moment(text: str) -> date | None:
    """The day of a moment with its time zone; None where Lima had another day: a program's midnight is a bare day."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "t", 1).replace(" ", "").upper())
    except ValueError:
        return None
    plain = not (moment.hour or moment.minute or moment.second)
    return moment.date() if plain or moment.astimezone(_LIMA).date() == moment.date() else None


def _from_serial(serial: float, date_1904: bool) -> date | None:
    start = date(1904, 1, 1) if date_1904 else date(1899, 12, 30)
    if not 0 < serial < (_LAST_DAY - start).days + 1:
        return None
    day = start + timedelta(days=int(serial * (1 + float(_NOISE))))
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


@cache
def _months() -> dict[str, int]:
    return {name: int(number) for name, number in spellings.values("mes").items()}


@cache
def _weekdays() -> dict[str, int]:
    return {name: int(number) for name, number in spellings.values("dia_semana").items()}


def to_period(cell: Cell, date_1904: bool = False) -> date | None:
    """First day of a month: `2024-09`, `09/2024`, `Setiembre 2024`, `septiembre de 2024`, `SET-24`, a date in it."""
    day = to_date(cell, date_1904)
    if day is not None:
        return day.replace(day=1)
    text = bare_text(clean_text(cell))
    if found := re.fullmatch(r"(\d{4})\s?[-/]\s?(\d{1,2})", text, re.ASCII):
        return _day(int(found[1]), int(found[2]), 1)
    if found := re.fullmatch(r"(\d{1,2})\s?[-/]\s?(\d{4})", text, re.ASCII):
        return _day(int(found[2]), int(found[1]), 1)
    if found := _MONTH_YEAR.fullmatch(text):
        return _day(_year(found[2]), _months().get(found[1], 0), 1)
    if found := _YEAR_MONTH.fullmatch(text):
        return _day(int(found[1]), _months().get(found[2], 0), 1)
    return None


def to_number(cell: Cell) -> Decimal | None:
    """A number, or text that writes one plainly.

    Where both marks stand in a text the last is the decimal one; a single mark followed by exactly three digits is a
    thousands mark, else the decimal one. A space may part thousands.
    """
    if isinstance(cell, bool) or is_blank(cell):
        return None
    if isinstance(cell, int | float):
        return _bounded(repr(cell))
    return _from_digits(clean_text(cell))


def _from_digits(text: str) -> Decimal | None:
    text = _GROUPING_SPACE.sub("", text)
    if re.search(r"\d\s+\d", text, re.ASCII):
        return None
    found = _NUMBER.fullmatch(re.sub(r"\s", "", text))
    digits = _plain_digits(found[2]) if found else None
    return None if found is None or digits is None else _bounded(found[1] + digits)


def _plain_digits(text: str) -> str | None:
    """The same number with `.` as decimal mark and no thousands mark; None where the marks make no number."""
    marks = [c for c in text if c in ".,"]
    if not marks:
        return text or None
    last = marks[-1]
    whole, _, tail = text.rpartition(last)
    if len(marks) == 1 and len(tail) == 3:  # however many digits come before it: the format's rule knows no exception
        return whole + tail
    if marks.count(last) == 1:
        grouped = len(marks) == 1 or _is_grouped(whole, marks[0])
        return f"{whole.replace(marks[0], '') or '0'}.{tail or '0'}" if grouped and (whole or tail) else None
    return text.replace(last, "") if len(set(marks)) == 1 and _is_grouped(text, last) else None


def _is_grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"\d{{0,3}}(?:\{mark}\d{{3}})+", text, re.ASCII) is not None


def _bounded(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _LARGEST else None


def to_whole(cell: Cell) -> int | None:
    """A whole number, whatever its sign; None where there is a fraction that is more than a sheet's own noise."""
    number = to_number(cell)
    if number is None:
        return None
    whole = number.to_integral_value()
    return int(whole) if abs(number - whole) <= abs(number) * _NOISE else None


def to_total(cell: Cell) -> int | None:
    """A control total: a whole number, alone or before the word for what it counts (`36 servicios`)."""
    found = re.fullmatch(r"(.*\d)\s*([^\W\d_]+)\.?", clean_text(cell)) if isinstance(cell, str) else None
    named = found is not None and bare_text(found[2]) in spellings.values("unidad_total")
    return to_whole(found[1] if found and named else cell)


def to_amount(cell: Cell) -> Decimal | None:
    """Soles, rounded half up to the céntimo: a number, or text with the currency before or after and accounting marks.

    None for what is no amount, a dash that stands for none, and what is too small to be one.
    """
    if isinstance(cell, str):
        text = _without_currency(clean_text(cell))
        negative = re.fullmatch(r"\((.*)\)", text)
        number = _from_digits(_without_currency(negative[1]) if negative else text)
        number = -abs(number) if number is not None and negative else number
    else:
        number = to_number(cell)
    if number is None:
        return None
    amount = number.quantize(_CENTIMO, ROUND_HALF_UP)
    return amount if amount or not number else None


def is_no_amount(cell: Cell) -> bool:
    """Nothing, or the dash by which accountants write nothing, with or without the currency."""
    return is_blank(cell) or (isinstance(cell, str) and is_blank(_without_currency(clean_text(cell)) or "0"))


def _without_currency(text: str) -> str:
    before, after = _currency()
    return after.sub("", before.sub(r"\1", text.strip(), count=1), count=1).strip()


@cache
def _currency() -> tuple[re.Pattern[str], re.Pattern[str]]:
    written = sorted(spellings.values("moneda", key=str.lower), key=len, reverse=True)
    words = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in written)
    return (
        re.compile(rf"^([+-]?)\s?(?:{words})\.?(?![^\W\d_])", re.IGNORECASE),
        re.compile(rf"(?<![^\W\d_])(?:{words})\.?$", re.IGNORECASE),
    )
