"""The receipt's workbook, from its sheets to its bytes: the same input gives the same bytes.
Where the file is left belongs to `receipt`."""

from __future__ import annotations

import io
from datetime import datetime

from xlsxwriter.workbook import Workbook

from orchestration.intake.receipts import detail_sheet, lists, summary_sheet
from orchestration.intake.receipts.copy_sheets import CopyWriter, Shortfall
from orchestration.intake.receipts.counting import with_counts
from orchestration.intake.receipts.detail_sheet import write_detail
from orchestration.intake.receipts.marks import marks_of
from orchestration.intake.receipts.replica import Replica, replica_of
from orchestration.intake.receipts.style import Formats
from orchestration.intake.receipts.summary import DeliveryFacts, summarize
from orchestration.intake.receipts.summary_sheet import SummarySheet
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.intake.reports.reading.report import ReadReport


def workbook_bytes(report: ReadReport, verdict: Verdict, delivery: DeliveryFacts) -> bytes:
    """The first sheet, then, where there is something to correct or to read and the file could be opened, the copy
    with its lists; all as an xlsx file."""
    verdict = with_counts(verdict, report, delivery.received_at)
    buffer = io.BytesIO()
    options = {
        "in_memory": True,  # also what fixes the dates inside the zip
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
        "date_1904": report.date_1904,
    }
    with Workbook(buffer, options) as book:
        _set_properties(book, delivery.received_at)
        formats = Formats(book)
        first = book.add_worksheet(summary_sheet.SHEET)
        findings = (*verdict.motivos, *verdict.advertencias)
        # A copy is there to be corrected: what was accepted without a word needs none.
        replica = replica_of(report, findings) if findings else None
        shortfall = Shortfall() if replica is None else _write_copy(book, formats, replica, verdict)
        SummarySheet(first, formats, replica).write(summarize(verdict, delivery, replica, report), shortfall)
    return buffer.getvalue()


def _write_copy(book: Workbook, formats: Formats, replica: Replica, verdict: Verdict) -> Shortfall:
    findings = (*verdict.motivos, *verdict.advertencias)
    cover, table = book.add_worksheet(replica.cover_sheet), book.add_worksheet(replica.table_sheet)
    writer = CopyWriter(book, formats, replica, marks_of(replica, findings))
    writer.write_cover(cover)
    writer.write_table(table)
    write_detail(book.add_worksheet(detail_sheet.SHEET), formats, replica, findings)
    lists.write_lists(book.add_worksheet(lists.SHEET), formats)
    return writer.shortfall


def _set_properties(book: Workbook, received_at: datetime) -> None:
    """The reception's time, not the clock's."""
    book.set_properties({"title": "Constancia de recepción", "author": "Red CITE", "created": received_at})
