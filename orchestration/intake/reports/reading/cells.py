"""A cell as a container gives it, and the questions that are asked of it before any rule.
What a cell should hold belongs to `judging/normalize`."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from math import isfinite

Cell = str | int | float | bool | datetime | date | time | timedelta | None

# First and last cell of a merged range, each as row and column (0-based).
Merged = tuple[tuple[int, int], tuple[int, int]]

# Soft hyphen, zero-width marks and byte order mark: written by word processors, seen by nobody.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))


class Formula(str):
    """The text of a formula that stands in the file without a stored value."""


def clean_text(cell: Cell) -> str:
    """The cell as one line of composed characters, single spaces, nothing invisible; '' for an empty cell.

    A whole number stored as a float loses its `.0`; dates are ISO.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    text = str(cell)
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def is_blank(cell: Cell) -> bool:
    """Nothing that a person would see."""
    return cell is None or (isinstance(cell, str) and not clean_text(cell))


def as_written(cell: Cell) -> str | int | float | bool | None:
    """The cell for storage and messages: numbers and truth values as they are, all else as text; None if blank.

    What is no finite number (`NaN` in a damaged or hostile file) is text, for JSON knows no such number.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, bool | int) or (isinstance(cell, float) and isfinite(cell) and not cell.is_integer()):
        return cell
    return str(cell) if isinstance(cell, str) else clean_text(cell)


def looks_dated(cell: Cell) -> bool:
    """Whether a person would take the cell for an attempt at a date: it has a digit."""
    return isinstance(cell, date | int | float) or bool(re.search(r"\d", clean_text(cell)))
