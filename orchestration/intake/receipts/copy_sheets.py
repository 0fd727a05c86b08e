"""The two sheets of the copy, Carátula and Atenciones, as the file had them, with the offending cells painted.
Which cells are painted belongs to `marks`; where each cell stands belongs to `replica`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.intake.receipts import lists
from orchestration.intake.receipts.marks import CopyCell, Marks
from orchestration.intake.receipts.replica import Replica
from orchestration.intake.receipts.style import (
    GRID,
    INK,
    LONGEST_SENTENCE,
    PADDED,
    PAPER,
    Formats,
    note_options,
    plain_text,
    safe_text,
    set_up_page,
    write_as_read,
)
from orchestration.intake.reports.judging.cover import CLIENTS, SERVICES
from orchestration.intake.reports.reading.cells import Cell

MAX_NOTES = 1_000
"""Comments of a book: each is a drawing, and Excel opens thousands of them slowly. All the cells are painted."""

_MAX_FROZEN_ROWS = 12  # Title rows that still leave most of a small screen to the table.
_WIDTHS = {
    "Fecha": 12,
    "Tipo de documento": 16,
    "Número de documento": 15,
    "Cliente": 34,
    "Tipo de cliente": 26,
    "Servicio": 36,
    "Tarea": 28,
    "Categoría presupuestal": 14,
    "Cantidad": 10,
    "Sexo": 7,
    "Ubigeo": 10,
    "Focalizado": 11,
    "Importe": 12,
    "Medio de verificación": 42,
}
_OTHER_WIDTH = 16
# Columns whose digits are names, not amounts: what a person types there stays text, its zeros too.
_KINDS = {
    "Fecha": "fecha",
    "Importe": "importe",
    "Cantidad": "cantidad",
    **dict.fromkeys(("Número de documento", "Tarea", "Cliente", "Medio de verificación"), "texto"),
    **dict.fromkeys(("Tipo de documento", "Ubigeo", "Sexo", "Focalizado", "Categoría presupuestal"), "sigla"),
}


@dataclass
class Shortfall:
    """What did not fit into the copy, to be said on the first sheet."""

    notes: int = 0
    cells: int = 0


class CopyWriter:
    """Writes the copy into sheets already added to the book, in the book's formats."""

    def __init__(self, book: Workbook, formats: Formats, replica: Replica, marks: Marks) -> None:
        self._formats, self._form = formats, Formats(book, all_left=True)
        self._replica, self._marks = replica, marks
        self._notes_left = MAX_NOTES
        self.shortfall = Shortfall()

    def write_cover(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 52, self._formats(num_format="@", align="left"))
        label = self._formats(bold=True, font_color=INK, bg_color=PAPER, **GRID, **PADDED)
        for line in self._replica.cover:
            row = line.fila - 1
            tone = self._marks.tones.get(CopyCell("cover", line.fila, 0))
            sheet.write_string(row, 0, line.key, self._formats.header(tone) if tone else label)
            kind = "cantidad" if line.key in (SERVICES, CLIENTS) else "general"
            self._write(sheet, CopyCell("cover", line.fila, 1), line.value, kind, None)
            self._note(sheet, CopyCell("cover", line.fila, 0))
            if line.key == "CITE/UT":
                lists.offer_centres(sheet, row)
        set_up_page(sheet)

    def write_table(self, sheet: Worksheet) -> None:
        replica = self._replica
        names = replica.named_columns()
        kinds = [_KINDS.get(names.get(index, ""), "general") for index in range(len(replica.headers))]
        self._write_headers(sheet, names, kinds)
        tinted = {place.fila for place, tone in self._marks.tones.items() if tone == "observa"}
        for number, line in zip(replica.report.row_numbers, replica.report.cells, strict=True):
            self._write_row(sheet, number, line, kinds, "fila" if number in tinted else None)
        last = max(replica.report.row_numbers, default=replica.header_row)
        _make_findable(sheet, replica, last)
        lists.offer(sheet, replica, last)

    def _write_headers(self, sheet: Worksheet, names: dict[int, str], kinds: Sequence[str]) -> None:
        row = self._replica.header_row
        sheet.set_row(row - 1, 32)
        for index, header in enumerate(self._replica.headers):
            kind = self._formats(num_format=_column_format(kinds[index]))
            sheet.set_column(index, index, _WIDTHS.get(names.get(index, ""), _OTHER_WIDTH), kind)
            place = CopyCell("table", row, index)
            if header or place in self._marks.tones:
                style = self._formats.header(self._marks.tones.get(place))
                sheet.write_string(row - 1, index, safe_text(header), style)
            self._note(sheet, place)

    def _write_row(
        self, sheet: Worksheet, number: int, line: Sequence[Cell], kinds: Sequence[str], tint: str | None
    ) -> None:
        for index, kind in enumerate(kinds):
            value = line[index] if index < len(line) else None
            self._write(sheet, CopyCell("table", number, index), value, kind, tint)

    def _write(self, sheet: Worksheet, place: CopyCell, value: Cell, kind: str, tint: str | None) -> None:
        tone = self._marks.tones.get(place, tint)
        date_1904 = self._replica.report.date_1904
        formats = self._form if place.side == "cover" else self._formats
        if not write_as_read(sheet, place.fila - 1, place.columna, value, formats, kind, tone, date_1904):
            self.shortfall.cells += 1
        self._note(sheet, place)

    def _note(self, sheet: Worksheet, place: CopyCell) -> None:
        messages = self._marks.notes.get(place)
        if not messages:
            return
        if not self._notes_left:
            self.shortfall.notes += 1
            return
        self._notes_left -= 1
        text = plain_text("\n\n".join(dict.fromkeys(messages)))[:LONGEST_SENTENCE]
        sheet.write_comment(place.fila - 1, place.columna, text, note_options(self._marks.tones[place], text))


def _make_findable(sheet: Worksheet, replica: Replica, last: int) -> None:
    """A filter over the table, its header and first column kept in sight and on every printed page."""
    header = replica.header_row
    sheet.autofilter(header - 1, 0, max(last, header) - 1, len(replica.headers) - 1)
    sheet.freeze_panes(header if header <= _MAX_FROZEN_ROWS else 0, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{header}:XFD{max(last, header)}"})
    sheet.repeat_rows(header - 1)
    set_up_page(sheet, landscape=True)


def _column_format(kind: str) -> str:
    return {"texto": "@", "sigla": "@", "fecha": "dd/mm/yyyy", "importe": "#,##0.00"}.get(kind, "General")
