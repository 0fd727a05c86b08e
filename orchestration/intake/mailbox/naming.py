"""A file's name as records and messages show it.
What a name means (a month, a centre) belongs to the feed's reading."""

from __future__ import annotations

import os
import unicodedata


def printable_name(name: str) -> str:
    """A file's name for records and messages: bytes that are no text and control characters become a mark."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
