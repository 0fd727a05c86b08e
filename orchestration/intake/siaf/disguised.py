"""Whether a text holds a number that a typed reader takes for another: one with an exponent, or digits joined by `_`.
Only suspicion belongs here, at the pace of the reading itself; `diagnosis` decides what a suspected line says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

_NARROWEST, _WIDEST = 2, 64
# What stays in a core's own memory while it is looked at; four times as much takes four times as long a byte.
AT_ONCE = 1 << 18
# A cell that is such a number, or a part of one at the edge of what is looked at.
_NUMBER = re.compile(rb"""(?:^|[,"\n])\s*[+-]?[0-9_.]*[0-9.](?:[eE][+-]?|_)[0-9][0-9_.eE+-]*\s*(?:$|[,"\r\n])""")
# `e` or `E` after a byte from the blank to `?`, as two bytes in one number: digits and the decimal mark are among them.
_BITS, _PAIR = np.uint16(0xDFE0), np.uint16(0x4520)
_BEFORE = np.isin(np.arange(256), list(b".0123456789"))
# What must follow: a digit or a sign (not the point of `I.E.`).
_AFTER = np.isin(np.arange(256), list(b"+-0123456789"))
_JOINT = b"_"


class Watch:
    """Sees a text's pieces pass; `found` is true from the first piece on that holds such a cell."""

    def __init__(self) -> None:
        self.found = False
        self._last = b""

    def over(self, source: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces as they are."""
        for piece in source:
            whole = memoryview(piece)
            for start in range(0, len(piece), AT_ONCE):
                self.look(whole[start : start + AT_ONCE])
            yield piece

    def look(self, piece: bytes | memoryview) -> None:
        """Looks at the next piece, and at the seam between it and the one before."""
        if not self.found:
            self.found = _holds(self._last + bytes(piece[:_WIDEST])) or _holds(piece)
            self._last = (self._last + bytes(piece[-_WIDEST:]))[-_WIDEST:]


def _holds(piece: bytes | memoryview) -> bool:
    """Whole pieces are compared at once, at gigabytes a second; the pattern sees the few places left."""
    text = np.frombuffer(piece, np.uint8)
    return any(_is_number(piece, at) for places in _places(text) for at in places.tolist())


def _places(text: np.ndarray) -> Iterator[np.ndarray]:
    """Where a digit, or the decimal mark, stands before an exponent or a joint that something may follow."""
    last = len(text) - _NARROWEST  # what follows the last ones comes with the next piece
    for shift in (0, 1) if last > 0 else ():
        pairs = np.frombuffer(text, "<u2", (len(text) - shift) // 2, shift)
        places = 2 * np.flatnonzero((pairs & _BITS) == _PAIR) + shift
        places = places[places < last]
        yield places[_BEFORE[text[places]] & _AFTER[text[places + 2]]]
    if _JOINT in bytes(text):
        places = np.flatnonzero(text == _JOINT[0]) - 1
        places = places[(places >= 0) & (places < last)]
        yield places[_BEFORE[text[places]] & _AFTER[text[places + 2]]]


def _is_number(piece: bytes | memoryview, at: int) -> bool:
    return _NUMBER.search(piece[max(at - _WIDEST, 0) : at + _WIDEST]) is not None
