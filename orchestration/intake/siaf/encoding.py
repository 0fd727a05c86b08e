"""Whether a text is UTF-8 or the Windows-1252 of older files, and the latter turned into UTF-8 while it streams.
Windows-1252 covers Latin-1: both agree on every letter, and only the former has the bytes 0x80 to 0x9F."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from orchestration.intake.siaf.refusal import Refused

Encoding = Literal["utf-8", "windows-1252"]

BOM = b"\xef\xbb\xbf"
_ONLY_WINDOWS = bytes(range(0x80, 0xA0))
_MARK = "\N{REPLACEMENT CHARACTER}"


def encoding_of(sample: bytes) -> Encoding | None:
    """The encoding that the beginning of a text shows; None where it holds nothing but ASCII.

    A UTF-8 text with a damaged byte is still UTF-8: the reader refuses it, instead of loading every name misspelt.
    """
    if sample.startswith(BOM):
        return "utf-8"
    if sample.isascii():
        return None
    text = sample.decode("utf-8", "replace")
    letters = len(text) - len(text.encode("ascii", "ignore"))  # beyond ASCII, the marks of damage among them
    return "utf-8" if letters > 2 * text.count(_MARK) else "windows-1252"


def to_utf8(source: Iterator[bytes]) -> Iterator[bytes]:
    """Windows-1252 pieces as UTF-8.

    Raises:
        Refused: a byte that stands for no letter, with its line.
    """
    lines = 1
    for piece in source:
        plain = len(piece.translate(None, _ONLY_WINDOWS)) == len(piece)
        try:
            # Latin-1 decodes ten times as fast, and gives the same where none of those bytes occurs.
            yield piece.decode("latin-1" if plain else "cp1252").encode()
        except UnicodeDecodeError as error:
            line = lines + piece.count(b"\n", 0, error.start)
            raise undecodable(line, piece[error.start : error.start + 1]) from error
        lines += piece.count(b"\n")


def undecodable(line: int, found: bytes) -> Refused:
    """The refusal of bytes that are no text in the file's encoding."""
    return Refused(
        "texto_ilegible",
        f"bytes que no son texto ({found.hex(' ')}); se esperaba UTF-8 o Windows-1252 en todo el archivo. "
        "El archivo se dañó en el camino o mezcla codificaciones: descárguelo de nuevo.",
        line,
    )
