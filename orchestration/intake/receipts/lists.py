"""The sheet Catálogos: the valid values of the format's fields, offered as drop-down lists in the copy.
The catalogues themselves belong to `orchestration.core.catalogs`."""

from __future__ import annotations

from functools import cache

from xlsxwriter.worksheet import Worksheet

from orchestration.core import catalogs
from orchestration.intake.receipts.replica import Replica
from orchestration.intake.receipts.style import GRID, PADDED, Formats, row_height, set_up_page, text_lines
from orchestration.intake.reports.judging.normalize import DOCUMENT_TYPES

SHEET = "Catálogos"
_WIDEST, _MARGIN = 60, 6  # the margin: the indent, and a bold heading's wider letters


@cache
def valid_values() -> dict[str, tuple[str, ...]]:
    """The values that each field accepts, by the format's name of the field."""
    return {
        "Tipo de documento": DOCUMENT_TYPES,
        "Tipo de cliente": tuple(catalogs.client_types().values()),
        "Servicio": tuple(f"{code}. {name}" for code, name in catalogs.services().items()),
        "Tarea": tuple(f"{task.code}. {task.name}" for task in catalogs.tasks().values()),
        "Categoría presupuestal": tuple(catalogs.budget_categories()),
        "Focalizado": ("Sí", "No"),
        "Sexo": ("F", "M"),
        "CITE/UT": tuple(centre.name for centre in catalogs.centres().values()),
    }


def write_lists(sheet: Worksheet, formats: Formats) -> None:
    text = formats(num_format="@", text_wrap=True, **GRID, **PADDED)
    for row in range(max(map(len, valid_values().values())) + 1):
        texts = [(field, *values)[row] for field, values in valid_values().items() if row <= len(values)]
        sheet.set_row(row, row_height(max(text_lines(text, _WIDEST - _MARGIN) for text in texts)))
    for column, (field, values) in enumerate(valid_values().items()):
        sheet.set_column(column, column, min(_WIDEST, _MARGIN + max(len(value) for value in (field, *values))))
        sheet.write_string(0, column, field, formats.header())
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, column, value, text)
    sheet.freeze_panes(1, 0)
    set_up_page(sheet, landscape=True)


def offer(sheet: Worksheet, replica: Replica, last: int) -> None:
    """Drop-down lists over the table's rows; they advise, since the format accepts other spellings, too."""
    for index, name in replica.named_columns().items():
        if name in valid_values() and last > replica.header_row:
            sheet.data_validation(replica.header_row, index, last - 1, index, _list_of(name))


def offer_centres(sheet: Worksheet, row: int) -> None:
    """The same for the cover's CITE/UT, at a 0-based row."""
    sheet.data_validation(row, 1, row, 1, _list_of("CITE/UT"))


def _list_of(field: str) -> dict[str, object]:
    return {"validate": "list", "source": source_of(field), "show_error": False, "ignore_blank": True}


def source_of(field: str) -> str:
    """The range of the field's values, as a drop-down list of another sheet names it."""
    return f"='{SHEET}'!${column_of(field)}$2:${column_of(field)}${len(valid_values()[field]) + 1}"


def column_of(field: str) -> str:
    return chr(ord("A") + list(valid_values()).index(field))
