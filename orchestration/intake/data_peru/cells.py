"""What one written cell of a delivery means: a number with thousands commas, a day, a year.
Whether it may stand where it stands is judged from `frames.py` by the suites."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

# Commas every three digits or none; no more digits than a raw amount holds.
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_MOST_DIGITS = 16
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)


def to_number(text: str) -> Decimal | None:
    """`1,234.50` as a decimal; None for anything else, or for more than 16 digits before the point."""
    if not _NUMBER.fullmatch(text):
        return None
    bare = text.replace(",", "")
    return Decimal(bare) if len(bare.lstrip("-").partition(".")[0]) <= _MOST_DIGITS else None


def decimals(number: Decimal) -> int:
    """Decimal places that say something: 12.50 has one, 12.00 none."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def to_day(text: str) -> date | None:
    """`dd/mm/aaaa` as a date that exists, else None."""
    written = _DAY.fullmatch(text)
    if written is None:
        return None
    day, month, year = map(int, written.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def to_year(text: str) -> int | None:
    """Four digits, perhaps with a point and zeros as spreadsheets leave them."""
    return int(text[:4]) if re.fullmatch(r"\d{4}(?:\.0+)?", text, re.ASCII) else None
