"""The sheet Observaciones: every finding one line, with the cell that it speaks of, for those who work down a list.
Their summary by rule belongs to `summary_sheet`."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from orchestration.gates.findings import Finding
from orchestration.gates.suites import title_of
from orchestration.intake.receipts.marks import TONES, places_of, short_message
from orchestration.intake.receipts.replica import Replica
from orchestration.intake.receipts.style import (
    GRID,
    PADDED,
    TONE_FILLS,
    Formats,
    row_height,
    set_up_page,
    text_lines,
    write_text,
)
from orchestration.intake.receipts.summary import row_ranges
from orchestration.intake.receipts.summary_sheet import link_to

SHEET = "Observaciones"
MAX_LINES = 100_000
"""Five times the rows of the largest foreseen report; a sheet holds 1,048,576 rows."""

MAX_LINKS = 5_000
"""Excel takes 65,530 links a sheet and opens many slowly; past this the cell is only named."""

_COLUMNS = (
    *(("Hoja", 13), ("Fila", 12), ("Columna", 24), ("Celda", 9)),
    *(("Regla", 32), ("Lo escrito", 28), ("Qué hacer", 80)),
)


def write_detail(sheet: Worksheet, formats: Formats, replica: Replica, findings: Sequence[Finding]) -> None:
    for column, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, formats.header())
    shown = findings[:MAX_LINES]
    for row, finding in enumerate(shown, start=1):
        _write_line(sheet, row, formats, replica, finding)
    if len(findings) > len(shown):
        more = f"… y {len(findings) - len(shown):,} más; la constancia los cuenta todos."
        write_text(sheet, len(shown) + 1, 0, more, formats(italic=True))
    sheet.autofilter(0, 0, max(1, len(shown)), len(_COLUMNS) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    set_up_page(sheet, landscape=True)


def _write_line(sheet: Worksheet, row: int, formats: Formats, replica: Replica, finding: Finding) -> None:
    cell = formats(text_wrap=True, **GRID, **PADDED)
    tone = formats(text_wrap=True, bg_color=TONE_FILLS[TONES[finding.nivel]], **GRID, **PADDED)
    message = short_message(finding)
    places = places_of(replica, finding)
    write_text(sheet, row, 0, replica.sheet_of(places[0].side) if places else "", cell)
    if finding.fila is None:
        write_text(sheet, row, 1, row_ranges(finding.filas, 1), formats(text_wrap=True, align="center", **GRID))
    else:
        sheet.write_number(row, 1, finding.fila, formats(align="center", **GRID))
    write_text(sheet, row, 2, finding.columna or "", cell)
    url, name = link_to(replica, places[0]) if places else ("", "")
    if places and row <= MAX_LINKS:
        link = formats(font_color="#1155CC", underline=1, **GRID, **PADDED)
        sheet.write_url(row, 3, url, link, string=name)
    else:
        write_text(sheet, row, 3, name, cell)
    write_text(sheet, row, 4, title_of("reporte", finding.codigo), tone)
    write_text(sheet, row, 5, finding.valor or "", cell)
    write_text(sheet, row, 6, message, cell)
    sheet.set_row(row, row_height(max(text_lines(message, 78), text_lines((finding.valor or "")[:200], 26))))
