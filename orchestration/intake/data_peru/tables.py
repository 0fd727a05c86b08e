"""Turns the bytes of one table into its lines of text, with what stands in the way.
What a cell means belongs to `frames.py`; whether a delivery is accepted belongs to `expectations/data_peru.yml`."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from orchestration.intake.data_peru.layout import ENCODING
from orchestration.intake.data_peru.opening import MAX_TABLE_BYTES

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Line:
    """One row below the header: where it stands (the header is line 1) and its cells as written, trimmed."""

    linea: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A table's text. `header` is None when it could not be read, and then `problem` says why and `linea` where.

    `problem` is one of `ausente`, `vacio`, `pesado`, `utf8`, `caracteres`, `csv`.
    """

    header: tuple[str, ...] | None
    lines: tuple[Line, ...] = ()
    problem: str | None = None
    linea: int | None = None


def read_text(content: bytes | None) -> Text:
    """Lines of a Latin-1 CSV, by commas or semicolons; rows without a single filled cell are none."""
    problem, where = _obstacle(content)
    if problem or content is None:
        return Text(None, problem=problem, linea=where)
    text = content.decode(ENCODING)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_separator(text))
    rows: list[Line] = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Line(before + 1, tuple(cell.strip() for cell in cells)))
            before = reader.line_num
    except csv.Error:
        return Text(None, problem="csv", linea=reader.line_num)
    return Text(rows[0].cells, tuple(rows[1:]))


def _separator(text: str) -> str:
    """What Excel writes between cells where the comma is the decimal mark, if the header is written so."""
    header = text.lstrip().partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _obstacle(content: bytes | None) -> tuple[str | None, int | None]:
    """What keeps the bytes from being Latin-1 text, and the line where it stands, if at one."""
    if content is None:
        return "ausente", None
    if not content.strip():
        return "vacio", None
    if len(content) > MAX_TABLE_BYTES:
        return "pesado", None
    if _is_utf8(content):
        return "utf8", None
    strange = _CONTROL.search(content)
    return ("caracteres", content.count(b"\n", 0, strange.start()) + 1) if strange else (None, None)


def _is_utf8(content: bytes) -> bool:
    """Whether letters beyond ASCII are written in UTF-8: read as Latin-1 each would become two others."""
    if content.startswith(b"\xef\xbb\xbf"):
        return True
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False
