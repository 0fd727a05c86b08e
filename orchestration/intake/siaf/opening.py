"""The beginning of a file: what it is, its encoding, where each of the 73 columns stands, and the year it speaks of.
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
_YEAR = re.compile(r"20[0-9]{2}")
_COVID_COLUMNS = 62
_DOWNLOAD = (
    "Descargue «AAAA-Gasto-Devengado.csv» (AAAA es el año) de los datos abiertos del MEF y entréguelo sin abrirlo."
)
_SEPARATORS = {
    ",": "",
    ";": f"las columnas van separadas por «;»: así lo deja Excel al guardar, y cambia importes y códigos. {_DOWNLOAD}",
    "|": f"las columnas van separadas por «|», como en descargas antiguas; las de hoy van por comas. {_DOWNLOAD}",
    "\t": f"las columnas van separadas por tabuladores, y el MEF las publica separadas por comas. {_DOWNLOAD}",
}


@dataclass(frozen=True)
class Opened:
    """A file fit to be read: `encoding` is None where its beginning holds nothing but ASCII.

    `columns` are the 73 names in upper case, in the file's own order; `digest` is known once the file was read.
    """

    file: Path
    format: Format
    encoding: Encoding | None
    columns: tuple[str, ...]
    year: int
    digest: str = ""


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
    columns = _columns(header)
    return Opened(file, kind, encoding, columns, _year(first, columns))


def _two_lines(text: str) -> tuple[list[str], list[str]]:
    """Header and first row; empty where there are none.

    Raises:
        Refused: they are no CSV, or its separator is not the comma.
    """
    lines = text.splitlines(keepends=True)
    separator = max(_SEPARATORS, key=(lines or [""])[0].count)
    rows = csv.reader(lines, delimiter=separator, strict=True)
    try:
        header, first = next(rows, []), next(rows, [])
    except csv.Error as error:
        raise Refused("cabecera_distinta", f"las primeras líneas no son un CSV ({error}). {_DOWNLOAD}", 1) from error
    if separator != ",":
        _check_alike(_names(header))
        raise Refused("separador_distinto", _SEPARATORS[separator], 1)
    return header, first


def _names(header: list[str]) -> list[str]:
    return [name.strip().upper() for name in header]


def _columns(header: list[str]) -> tuple[str, ...]:
    """The names of the columns as they stand in the file."""
    names = _names(header)
    if sorted(names) == sorted(COLUMNS):
        return tuple(names)
    _check_alike(names)
    missing = [column for column in COLUMNS if column not in names]
    extra = [name for name in names if name not in COLUMNS]
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    said = [
        f"{what} {', '.join(shown(name) for name in found[:5])}"
        + (f" y {len(found) - 5} más" if len(found) > 5 else "")
        for what, found in (("falta", missing), ("sobra", extra), ("se repite", twice))
        if found
    ]
    raise Refused(
        "cabecera_distinta",
        f"la cabecera no es la de las {len(COLUMNS)} columnas del gasto devengado: {'; '.join(said)}. {_DOWNLOAD} Si "
        "recién descargado sigue así, el MEF cambió el formato: avise a quien mantiene el almacén.",
        1,
        shown((missing or extra or twice)[0]),
    )


def _check_alike(names: list[str]) -> None:
    """Refuses by its own name a file that is easily taken for this one."""
    if len(names) == _COVID_COLUMNS and len(set(names) & set(COLUMNS)) > _COVID_COLUMNS // 2:
        raise _another("el extracto del gasto en COVID-19 (62 columnas), que trae solo una parte del gasto")
    if "MES_EJE" in names:
        raise _another("el archivo «AAAA-Gasto» (o «AAAA-Gasto-Mensual»), con una fila por mes", "MES_EJE")
    internal = next((name for name in names if name.startswith("MTO_")), None)
    if internal:
        raise _another("una exportación interna del SIAF, con otras columnas", shown(internal))


def _another(what: str, column: str | None = None) -> Refused:
    return Refused("otro_archivo", f"este es {what}. {_DOWNLOAD}", 1, column)


def _year(first: list[str], columns: tuple[str, ...]) -> int:
    if not first:
        raise Refused("sin_filas", f"el archivo tiene la cabecera y ninguna fila. {_DOWNLOAD}", 2)
    place = columns.index("ANO_EJE")
    year = first[place] if place < len(first) else ""
    if not _YEAR.fullmatch(year):
        raise bad_year(2, year)
    return int(year)


def bad_year(line: int, value: str) -> Refused:
    """The refusal of a year that cannot be read."""
    return Refused(
        "anio_ilegible",
        f"dice «{shown(value)}» y se esperaba un año de cuatro cifras. Descargue el archivo de nuevo.",
        line,
        "ANO_EJE",
        value,
    )
