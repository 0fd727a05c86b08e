"""Reads dbt's seeds, the CSV files that people edit by hand, so that Python and the warehouse take them for the same.
What a table means belongs to who asks for it; what stands in a file and only a program would see is refused here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from orchestration.core.errors import Misuse
from orchestration.core.paths import SEEDS

_ENDING = re.compile(r"\r\n|\n|\r")
_ENDINGS = {"\r\n": "el de Windows (CRLF)", "\n": "el de Unix (LF)", "\r": "el de los Mac antiguos (CR)"}
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class BadSeed(Misuse):
    """A seed that would not be read as it was meant: one Spanish sentence with file, line and what to do."""


def read_seed(file: Path) -> list[dict[str, str]]:
    """The rows of a seed by the header's names; empty lines are none.

    Raises:
        BadSeed: it is not UTF-8, mixes line endings, holds a byte-order mark further down or a blank around a value,
            or a line has not as many values as the header.
    """
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadSeed(f"{file.name}, línea {line}: no está en UTF-8; guarde el archivo como CSV UTF-8.") from error
    _check_lines(file.name, text)
    lines = _lines(file.name, text)
    _, header = next(lines, (1, []))
    if len(header) == 1 and ";" in header[0]:
        raise BadSeed(f"{file.name}: está separado por «;»; guárdelo separado por comas.")
    return [_row(file.name, number, header, cells) for number, cells in lines]


def check_seeds(folder: Path = SEEDS) -> None:
    """Every seed under `folder`, before dbt's parser meets it.

    Raises:
        BadSeed: of the first that is not well written.
    """
    for file in sorted(folder.rglob("*.csv")):
        read_seed(file)


def _check_lines(name: str, text: str) -> None:
    if _MARK in text:
        line = text.count("\n", 0, text.index(_MARK)) + 1
        raise BadSeed(f"{name}, línea {line}: hay una marca invisible (BOM); escriba la línea de nuevo.")
    endings = _ENDING.findall(text)
    if len(set(endings)) < 2:
        return
    for number, ending in enumerate(endings, start=1):
        if ending != endings[0]:
            raise BadSeed(
                f"{name}, línea {number}: termina con otro fin de línea, {_ENDINGS[ending]}; "
                f"guarde el archivo entero con {_ENDINGS[endings[0]]}."
            )


def _lines(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The number and the values of each line that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        for cells in reader:
            if cells:
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise BadSeed(f"{name}, línea {reader.line_num}: las comillas no cierran; corríjalas.") from error


def _row(name: str, number: int, header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise BadSeed(
            f"{name}, línea {number}: tiene {len(cells)} valores y el encabezado {len(header)}; un valor con coma va "
            "entre comillas, y uno vacío deja su coma."
        )
    if [*map(str.strip, cells)] != cells:
        column, cell = next(pair for pair in zip(header, cells, strict=True) if pair[1] != pair[1].strip())
        raise BadSeed(f"{name}, línea {number}, columna «{column}»: sobra un espacio junto a «{cell.strip()}».")
    return dict(zip(header, cells, strict=True))
