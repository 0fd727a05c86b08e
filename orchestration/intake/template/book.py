"""The workbook that a centre fills in for a month, from the catalogues to its bytes: the same month, the same bytes.
What a filled one is judged by belongs to `expectations/`; which centres get one, and where, to the command."""

from __future__ import annotations

import io
from datetime import date, datetime, time

from babel.dates import format_date
from xlsxwriter.workbook import Workbook

from orchestration.core.catalogs import Centre
from orchestration.intake.receipts import lists
from orchestration.intake.receipts.style import Formats
from orchestration.intake.reports.reading.layout import COVER_SHEET, TABLE_SHEET
from orchestration.intake.template.catalogues import write_catalogues
from orchestration.intake.template.cover_sheet import GUIDE_SHEET, write_cover, write_guide
from orchestration.intake.template.table_sheet import body_of, write_table


def template_name(centre: Centre, month: date) -> str:
    """`AAAA-MM_<cite_codigo>_plantilla.xlsx`."""
    return f"{month:%Y-%m}_{centre.code}_plantilla.xlsx"


def template_bytes(centre: Centre, month: date) -> bytes:
    """Args:
    month: its first day.
    """
    buffer = io.BytesIO()
    # In memory, since only then the dates inside the zip are fixed.
    with Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        book.set_properties(
            {"title": "Reporte mensual de atenciones", "author": "Red CITE", "created": datetime.combine(month, time())}
        )
        book.set_calc_mode("auto")
        formats, month_name = Formats(book), format_date(month, "MMMM 'de' y", locale="es_PE")
        guide, cover, table, catalogues = map(book.add_worksheet, (GUIDE_SHEET, COVER_SHEET, TABLE_SHEET, lists.SHEET))
        write_guide(guide, formats, month)
        write_cover(cover, formats, centre.name, month, month_name, body_of(month))
        write_table(book, table, formats, centre.name, month, month_name)
        write_catalogues(catalogues, formats)
        cover.activate()
    return buffer.getvalue()
