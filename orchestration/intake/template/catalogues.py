"""The template's sheet of lists: the receipts' own, and beside them which tasks are of which service.
Which list a column offers belongs to `table_sheet`; the values, to the catalogues."""

from __future__ import annotations

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from orchestration.core import catalogs
from orchestration.intake.receipts import lists
from orchestration.intake.receipts.style import Formats


def write_catalogues(sheet: Worksheet, formats: Formats) -> None:
    """Locked, since a list that is edited there offers what no suite takes."""
    lists.write_lists(sheet, formats)
    column = len(lists.valid_values())
    sheet.write_column(1, column, [f"{task.service_code}. {task.service}" for task in catalogs.tasks().values()])
    sheet.set_column(column, column, None, None, {"hidden": True})
    sheet.protect()


def tasks_of(service: str) -> str:
    """The range of the tasks of the service that a cell (`$H5`) holds: they stand together in the catalogue's order."""
    column, tasks = len(lists.valid_values()), len(catalogs.tasks())
    services = f"'{lists.SHEET}'!{xl_range_abs(1, column, tasks, column)}"
    start = f"'{lists.SHEET}'!${lists.column_of('Tarea')}$1"
    return f"=OFFSET({start},MATCH({service},{services},0),0,COUNTIF({services},{service}),1)"
