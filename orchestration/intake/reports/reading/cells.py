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

# How accountants write that there is nothing.
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
# Marks of direction and joining, soft hyphens and other format characters, and control characters: nobody sees them.
_UNSEEN = ("Cf", "Cc")


class Formula(str):
    """The text of a formula that stands in the file without a stored value."""


def clean_text(cell: Cell) -> str:
    """The cell as one line of composed characters, single spaces, nothing invisible; '' for an empty cell.

    A number has the 15 digits that Excel shows, a whole one no `.0`; dates are ISO.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and isfinite(cell):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    text = str(cell)
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def is_empty(cell: Cell) -> bool:
    """Nothing that a person would see."""
    return cell is None or (isinstance(cell, str) and not clean_text(cell))


def is_blank(cell: Cell) -> bool:
    """Nothing, or the dash that stands for it."""
    return is_empty(cell) or (isinstance(cell, str) and clean_text(cell) in _DASHES)


def as_written(cell: Cell) -> str | int | float | bool | None:
    """The cell for storage and messages: numbers and truth values as they are, all else as text; None if empty.

    What is no finite number (`NaN` in a damaged or hostile file) is text, for JSON knows no such number.
    """
    if is_empty(cell):
        return None
    if isinstance(cell, bool | int) or (isinstance(cell, float) and isfinite(cell) and not cell.is_integer()):
        return cell
    return str(cell) if isinstance(cell, str) else clean_text(cell)


def looks_dated(cell: Cell) -> bool:
    """Whether a person would take the cell for an attempt at a date: it has a digit."""
    return isinstance(cell, date | int | float) or bool(re.search(r"\d", clean_text(cell)))
