"""Whether a text holds a number that a typed reader takes for another: one with an exponent, or digits joined by `_`.
Only suspicion belongs here, at the pace of the reading itself; `diagnosis` decides what a suspected line says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

_NARROWEST, _WIDEST = 2, 64
# What stays in a core's own memory while it is looked at.
AT_ONCE = 1 << 19
# A cell that is such a number, or a part of one at the edge of what is looked at.
_NUMBER = re.compile(rb"""(?:^|[,"\n])\s*[+-]?[0-9_.]*[0-9.](?:[eE][+-]?|_)[0-9][0-9_.eE+-]*\s*(?:$|[,"\r\n])""")
# As two bytes in one number: `.`, `/` or a digit, twelve neighbours, and `E` after it, or `e`, which is one bit away.
_NO_CASE, _FIRST, _SPAN = np.uint16(0xDFFF), np.uint16(0x452E), np.uint16(0x0B)
# What must follow: a digit or a sign (not the point of `I.E.`).
_AFTER = np.isin(np.arange(256), list(b"+-0123456789"))
_JOINT = b"_"


class Watch:
    """Sees a text's pieces pass; `found` is true from the first piece on that holds such a cell."""

    def __init__(self) -> None:
        self.found = False
        self._last = b""
        # Made once: memory that is asked for anew with each piece costs as much as looking at it.
        self._pairs, self._marked = np.empty(AT_ONCE, np.uint16), np.empty(AT_ONCE, bool)

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
            self.found = self._holds(self._last + bytes(piece[:_WIDEST])) or self._holds(piece)
            self._last = (self._last + bytes(piece[-_WIDEST:]))[-_WIDEST:]

    def _holds(self, piece: bytes | memoryview) -> bool:
        """Whole pieces are compared at once, at gigabytes a second; the pattern sees the few places left."""
        return any(_is_number(piece, at) for places in self._places(piece) for at in places.tolist())

    def _places(self, piece: bytes | memoryview) -> Iterator[np.ndarray]:
        """Where a digit, or the decimal mark, stands before an exponent or a joint that something may follow."""
        text = np.frombuffer(piece, np.uint8)
        last = len(text) - _NARROWEST  # what follows the last ones comes with the next piece
        for shift in (0, 1) if last > 0 else ():
            pairs = np.frombuffer(piece, "<u2", (len(text) - shift) // 2, shift)
            same, marked = self._pairs[: len(pairs)], self._marked[: len(pairs)]
            np.bitwise_and(pairs, _NO_CASE, out=same)
            np.less_equal(np.subtract(same, _FIRST, out=same), _SPAN, out=marked)
            if marked.any():
                yield _followed(text, 2 * np.flatnonzero(marked) + shift, last)
        if _JOINT in bytes(piece):
            yield _followed(text, np.flatnonzero(text == _JOINT[0]) - 1, last)


def _followed(text: np.ndarray, places: np.ndarray, last: int) -> np.ndarray:
    places = places[(places >= 0) & (places < last)]
    return places[_AFTER[text[places + 2]]]


def _is_number(piece: bytes | memoryview, at: int) -> bool:
    return _NUMBER.search(piece[max(at - _WIDEST, 0) : at + _WIDEST]) is not None
