"""Which line and column of a refused file is wrong: a second look, taken only after a reader stopped.
The reader says at most in which record it stopped; here the record's text is found, and what is wrong with it named."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from orchestration.intake.siaf.encoding import BOM, undecodable
from orchestration.intake.siaf.layout import AMOUNTS, COLUMNS, DECIMALS, Pliego
from orchestration.intake.siaf.opening import Opened, bad_year
from orchestration.intake.siaf.refusal import Refused, shown

_MOST_DIGITS = Decimal(10) ** 12
# A record longer than this has an open quote: the widest of a real file has some 2 KB.
_LONGEST_RECORD = 1 << 20
_AGAIN = "El archivo se dañó o alguien lo editó: descárguelo de nuevo del portal del MEF."


def first_problem(
    source: Iterator[bytes], opened: Opened, pliego: Pliego, suspected: Callable[[int, bytes], bool]
) -> Refused | None:
    """What is wrong with the first of the records suspected, by number (the header is 1) and text, that is wrong.

    Raises:
        Refused: the source itself cannot be read to its end.
    """
    for number, (line, record) in enumerate(records(source), start=1):
        if number > 1 and suspected(number, record):
            problem = _problem(line, record, opened, pliego)
            if problem is not None:
                return problem
    return None


def records(source: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each record with the line that it begins in; a quoted text may hold line ends. A record too long ends cut."""
    line, held = 1, b""
    for text in _lines(source):
        held += text
        if held.count(b'"') % 2 and len(held) < _LONGEST_RECORD:
            continue
        if held.strip():
            yield line, held
        line, held = line + held.count(b"\n"), b""
    if held:
        yield line, held


def _lines(source: Iterator[bytes]) -> Iterator[bytes]:
    """Each line with its end; one longer than any record comes in parts, or each piece would copy all before it."""
    rest = b""
    for piece in source:
        *whole, rest = (rest + piece).split(b"\n")
        for text in whole:
            yield text + b"\n"
        if len(rest) >= _LONGEST_RECORD:
            yield rest
            rest = b""
    if rest:
        yield rest


def _problem(line: int, record: bytes, opened: Opened, pliego: Pliego) -> Refused | None:
    whole = record.endswith(b"\n")
    if not whole and len(record) >= _LONGEST_RECORD:
        return _endless(line)
    try:
        text = record.removeprefix(BOM).decode("cp1252" if opened.encoding == "windows-1252" else "utf-8")
        fields = next(csv.reader([text], strict=True))
    except UnicodeDecodeError as error:
        return undecodable(line, record[error.start : error.end]) if whole else cut_off(line)
    except csv.Error:
        why = f"hay una comilla sin cerrar o fuera de lugar. {_AGAIN}"
        return Refused("comillas_abiertas", why, line) if whole else cut_off(line)
    if len(fields) < len(COLUMNS) and not whole:
        return cut_off(line)
    named = dict(zip(opened.columns, fields, strict=False))
    return (
        _wrong_count(line, fields)
        or _wrong_year(line, named["ANO_EJE"], str(opened.year))
        or _wrong_amount(line, named, own=pliego.owns(named["SECTOR"], named["PLIEGO"]))
    )


def mixed_ends(source: Iterator[bytes]) -> Refused | None:
    """The first line that ends otherwise than the first one does; None where all end alike."""
    first: bool | None = None
    for line, record in records(source):
        ends = record.endswith(b"\r\n") if record.endswith(b"\n") else first
        if first is not None and ends != first:
            return Refused(
                "finales_de_linea",
                f"su final de línea no es el de las anteriores: el archivo se armó de dos o alguien lo editó. {_AGAIN}",
                line,
            )
        first = ends
    return None


def _endless(line: int) -> Refused:
    return Refused("columnas_de_la_fila", f"pasa de {_LONGEST_RECORD >> 20} MB sin terminar. {_AGAIN}", line)


def cut_off(line: int) -> Refused:
    """The refusal of a file that ends inside a row."""
    return Refused(
        "archivo_cortado",
        "la última línea está incompleta: el archivo llegó cortado. Descárguelo de nuevo y compare su tamaño con el "
        "del portal.",
        line,
    )


def _wrong_count(line: int, fields: list[str]) -> Refused | None:
    if len(fields) == len(COLUMNS) or (len(fields) == len(COLUMNS) + 1 and not fields[-1]):
        return None
    return Refused("columnas_de_la_fila", f"tiene {len(fields)} columnas y se esperaban {len(COLUMNS)}. {_AGAIN}", line)


def _wrong_year(line: int, value: str, year: str) -> Refused | None:
    if value == year:
        return None
    if not (value.isascii() and value.isdigit() and len(value) == 4):
        return bad_year(line, value)
    return Refused(
        "dos_anios",
        f"dice {value} y el archivo empieza con {year}: cada archivo trae un solo año. Entregue cada año por separado.",
        line,
        "ANO_EJE",
        value,
    )


def _wrong_amount(line: int, cells: Mapping[str, str], own: bool) -> Refused | None:
    """`own` rows are looked at more closely: the others' amounts are not kept."""
    for column in AMOUNTS:
        value = cells[column]
        wrong = _why_no_amount(value) or (_why_lossy(value) if own else None)
        if wrong is not None:
            return Refused("importe_ilegible", f"dice «{shown(value)}» y {wrong}. {_AGAIN}", line, column, value)
    return None


def _why_no_amount(value: str) -> str | None:
    if not value:
        return None  # missing is not unreadable: the suite says what follows
    try:
        amount = Decimal(value.replace("_", "x") if value.isascii() else "")
    except InvalidOperation:
        return "se esperaba un importe como 1234.50, con punto decimal y sin separador de miles"
    if not amount.is_finite() or abs(amount) >= _MOST_DIGITS:
        return "se esperaba un importe de menos de un billón de soles"
    return None


def _why_lossy(value: str) -> str | None:
    if "e" in value.lower():
        return "se esperaba un importe sin exponente: así escribe una hoja de cálculo, que pierde cifras"
    amount = Decimal(value or 0)
    if abs(amount - amount.quantize(Decimal(1).scaleb(-DECIMALS))) >= Decimal("0.0000005"):
        return f"se esperaban {DECIMALS} decimales como máximo: el almacén no redondea"
    return None
