"""The beginning of a file: what it is, its encoding, its header held to the 73 columns, and the year that it speaks of.
The rows after the first belong to `reader`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from orchestration.intake.siaf.container import Format, format_of, pieces
from orchestration.intake.siaf.encoding import Encoding, encoding_of
from orchestration.intake.siaf.layout import COLUMNS
from orchestration.intake.siaf.refusal import Refused, shown

SAMPLE_BYTES = 1 << 20
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class Opened:
    """A file fit to be read: `encoding` is None where its beginning holds nothing but ASCII."""

    file: Path
    format: Format
    encoding: Encoding | None
    year: int


def open_file(file: Path) -> Opened:
    """Looks at the first lines.

    Raises:
        Refused: the container or the header is not what it must be, or the first row has no year.
    """
    kind = format_of(file)
    sample = b""
    for piece in pieces(file, kind):
        sample += piece
        if len(sample) >= SAMPLE_BYTES:
            break
    encoding = encoding_of(sample)
    header, first = _two_lines(sample.decode(encoding or "ascii", "replace").removeprefix("\ufeff"))
    _check_header(header)
    return Opened(file, kind, encoding, _year(first))


def _two_lines(text: str) -> tuple[list[str], list[str]]:
    """Header and first row; empty where there are none."""
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        return next(lines, []), next(lines, [])
    except csv.Error as error:
        raise Refused("cabecera_distinta", f"las primeras líneas no son un CSV ({error}).", 1) from error


def _check_header(header: list[str]) -> None:
    if header == list(COLUMNS):
        return
    if len(header) == 1 and header[0].count(";") + 1 == len(COLUMNS):
        why = "las columnas van separadas por «;» y deben ir por «,»"
        raise _header(f"{why}. Entregue el archivo tal como lo publica el MEF, sin abrirlo en Excel.")
    missing = [column for column in COLUMNS if column not in header]
    extra = [column for column in header if column not in COLUMNS]
    if not missing and not extra:
        place = next(i for i, column in enumerate(header) if i >= len(COLUMNS) or column != COLUMNS[i])
        expected = COLUMNS[place] if place < len(COLUMNS) else "el final de la línea"
        raise _header(
            f"la columna {place + 1} es {shown(header[place])} y se esperaba {expected}: están repetidas o en otro "
            "orden. Entregue el archivo tal como lo publica el MEF.",
            header[place],
        )
    said = [f"falta {', '.join(missing[:5])}{_more(missing)}"] if missing else []
    said += [f"sobra {', '.join(shown(name) for name in extra[:5])}{_more(extra)}"] if extra else []
    raise _header(
        f"la cabecera no es la de las {len(COLUMNS)} columnas del gasto devengado: {'; '.join(said)}. Si el MEF cambió "
        "el formato, avise a quien mantiene el almacén; si no, descargue el archivo de nuevo.",
        (missing or extra)[0],
    )


def _more(names: list[str]) -> str:
    return f" y {len(names) - 5} más" if len(names) > 5 else ""


def _header(message: str, column: str | None = None) -> Refused:
    return Refused("cabecera_distinta", message, 1, column and shown(column))


def _year(first: list[str]) -> int:
    if not first:
        raise Refused("sin_filas", "el archivo tiene la cabecera y ninguna fila. Descárguelo de nuevo.", 2)
    if not _YEAR.fullmatch(first[0]):
        raise bad_year(2, first[0])
    return int(first[0])


def bad_year(line: int, value: str) -> Refused:
    """The refusal of a year that cannot be read."""
    return Refused(
        "anio_ilegible",
        f"dice «{shown(value)}» y se esperaba un año de cuatro cifras. Descargue el archivo de nuevo.",
        line,
        "ANO_EJE",
        value,
    )
