"""The sheet Constancia: the summary laid out on one A4 page wide, for a screen and for paper.
What it says belongs to `summary`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from orchestration.intake.receipts.copy_sheets import MAX_NOTES, Shortfall
from orchestration.intake.receipts.marks import CopyCell, Tone
from orchestration.intake.receipts.replica import Replica
from orchestration.intake.receipts.style import (
    ESTADO_FILLS,
    GRID,
    INK,
    PADDED,
    PAPER,
    QUIET,
    TONE_FILLS,
    Formats,
    row_height,
    set_up_page,
    text_lines,
    write_text,
)
from orchestration.intake.receipts.summary import Correction, Summary, Total
from orchestration.intake.reports.reading.layout import COVER_KEYS

SHEET = "Constancia"
_WIDTHS = (2, 33, 11, 20, 58, 10)  # A is a margin; B to F hold the text
_FIRST, _LAST = 1, 5
_WHOLE = sum(_WIDTHS[_FIRST:])
_ON_ONE_PAGE = 14  # lines of what to correct that still read well on one printed page
_BOX = GRID | PADDED
_HEADING: dict[str, Any] = {"bold": True, "font_color": INK, "bg_color": PAPER, "text_wrap": True, **_BOX}
_FIRST_OF_SEVERAL = " (Es la primera; las demás, en la hoja «Observaciones».)"


class SummarySheet:
    """Writes downwards; `_row` is the next free row, 0-based."""

    def __init__(self, sheet: Worksheet, formats: Formats, replica: Replica | None) -> None:
        self._sheet, self._formats, self._replica = sheet, formats, replica
        self._row = 0

    def write(self, summary: Summary, shortfall: Shortfall) -> None:
        self._set_up(len(summary.corrections) + len(summary.warnings))
        self._title(summary)
        self._facts(summary)
        self._counts(summary)
        self._findings("Qué corregir", summary.corrections)
        self._findings("Advertencias (no retienen nada)", summary.warnings)
        self._paragraphs("Cómo corregir y volver a enviar", _numbered(summary.steps))
        self._paragraphs("Qué no incluye esta copia", _notices(shortfall, self._replica))
        self._legend(summary)
        self._section("Dónde preguntar")
        self._paragraph(summary.contact)

    def _set_up(self, lines: int) -> None:
        sheet = self._sheet
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.center_horizontally()
        set_up_page(sheet, footer="Constancia de recepción · Red CITE", pages_high=1 if lines <= _ON_ONE_PAGE else 0)

    def _title(self, summary: Summary) -> None:
        fill: dict[str, Any] = {"bg_color": INK, "font_color": "#FFFFFF", **PADDED}
        self._merged("Constancia de recepción", 34, bold=True, font_size=20, valign="vcenter", **fill)
        self._merged("Reporte mensual de atenciones · Red CITE", 20, font_size=11, **fill)
        self._row += 1
        back, front = ESTADO_FILLS[summary.estado]
        band: dict[str, Any] = {"bg_color": back, "font_color": front, **PADDED}
        self._merged(summary.estado.upper(), 30, bold=True, font_size=18, valign="vcenter", **band)
        height = 17 * text_lines(summary.sentence, _WHOLE - 12) + 8
        self._merged(summary.sentence, height, font_size=12, text_wrap=True, **band)
        self._row += 1

    def _facts(self, summary: Summary) -> None:
        for label, value in summary.facts:
            write_text(self._sheet, self._row, _FIRST, label, self._formats(font_color=QUIET))
            height = row_height(text_lines(value, 85)) - 3
            self._merged(value, height, first=_FIRST + 1, bold=label in ("Centro", "Mes"), text_wrap=True)

    def _counts(self, summary: Summary) -> None:
        self._section("Qué se recibió")
        number = self._formats(num_format="#,##0", align="right", indent=1, **GRID)
        for label, count in summary.rows:
            write_text(self._sheet, self._row, _FIRST, label, self._formats(**_BOX))
            if count is None:
                write_text(self._sheet, self._row, _FIRST + 1, "—", self._formats(align="right", indent=1, **GRID))
            else:
                self._sheet.write_number(self._row, _FIRST + 1, count, number)
            self._row += 1
        self._row += 1
        header = self._row
        self._header("Totales de control", "Cargados", "Contados en las filas")
        self._row = header
        self._merged("Comparación con la carátula", None, first=_FIRST + 3, **_HEADING)
        for total in summary.totals:
            self._total(total)

    def _total(self, total: Total) -> None:
        """Services or clients: loaded, counted over every row, and how the cover's figure compares."""
        row, sheet, number = self._row, self._sheet, self._formats(align="right", indent=1, **GRID)
        write_text(sheet, row, _FIRST, total.name, self._formats(**_BOX))
        write_text(sheet, row, _FIRST + 1, _or_dash(total.loaded), number)
        write_text(sheet, row, _FIRST + 2, _or_dash(total.counted), number)
        declared = "" if total.declared is None else f"{_grouped(total.declared)} en la carátula: "
        colour = _agreement_colour(total.agrees)
        self._merged(declared + total.comparison, None, first=_FIRST + 3, bold=True, font_color=colour, **_BOX)

    def _findings(self, title: str, lines: Sequence[Correction]) -> None:
        if not lines:
            return
        self._section(title)
        self._header("Regla", "Cuántas", "Filas", "Qué pasa y qué hacer", "Ir")
        for line in lines:
            self._finding(line)

    def _finding(self, line: Correction) -> None:
        row, sheet, wrapped = self._row, self._sheet, self._formats(text_wrap=True, **_BOX)
        where = f"\n{_named(line.column)}" if line.column else ""
        message = line.message + (_FIRST_OF_SEVERAL if line.first_of_several else "")
        title = self._formats(text_wrap=True, bold=True, bg_color=TONE_FILLS[line.tone], **_BOX)
        write_text(sheet, row, _FIRST, line.title + where, title)
        sheet.write_number(row, _FIRST + 1, line.count, self._formats(num_format="#,##0", align="center", **GRID))
        write_text(sheet, row, _FIRST + 2, line.rows, wrapped)
        write_text(sheet, row, _FIRST + 3, message, wrapped)
        self._link(row, _LAST, line.place)
        lines = max(
            text_lines(line.title + where, _WIDTHS[1] - 2),
            text_lines(line.rows, _WIDTHS[3] - 2),
            text_lines(message, _WIDTHS[4] - 2),
        )
        sheet.set_row(row, row_height(lines))
        self._row += 1

    def _link(self, row: int, column: int, place: CopyCell | None) -> None:
        style = {"font_color": "#1155CC", "underline": 1, "align": "center", **GRID}
        if place is None or self._replica is None:
            write_text(self._sheet, row, column, "", self._formats(**GRID))
        else:
            url, cell = link_to(self._replica, place)
            self._sheet.write_url(row, column, url, self._formats(**style), string=f"{cell} →")

    def _paragraphs(self, title: str, texts: Sequence[str]) -> None:
        if texts:
            self._section(title)
        for text in texts:
            self._paragraph(text)

    def _legend(self, summary: Summary) -> None:
        """The colours that the copy uses; a refused report holds no row back, since it loads none."""
        used = {line.tone for line in (*summary.corrections, *summary.warnings) if line.place is not None}
        if used:
            self._section("Qué dice cada color en las hojas de la copia")
        held = "su fila quedó retenida; " if summary.estado == "observado" else ""
        meanings: dict[Tone, str] = {
            "rechaza": "Por esto se rechazó el reporte completo: mientras siga así, no se carga nada.",
            "observa": f"Celda por corregir ({held}la fila entera lleva un tono más claro).",
            "advierte": "Advertencia: no retiene nada, pero conviene revisarla.",
        }
        for tone, meaning in meanings.items():
            if tone not in used:
                continue
            sample = self._formats(bg_color=TONE_FILLS[tone], **GRID)
            self._sheet.write_blank(self._row, _FIRST, None, sample)
            self._merged(meaning, row_height(1), first=_FIRST + 1, **PADDED)

    def _section(self, title: str) -> None:
        self._row += 1
        self._merged(title, 20, bold=True, font_size=13, font_color=INK, bottom=1, bottom_color=INK)
        self._sheet.set_row(self._row, 5)
        self._row += 1

    def _header(self, *titles: str) -> None:
        style = self._formats(**_HEADING)
        for offset, title in enumerate(titles):
            write_text(self._sheet, self._row, _FIRST + offset, title, style)
        self._row += 1

    def _paragraph(self, text: str, **properties: Any) -> None:
        self._merged(text, row_height(text_lines(text, _WHOLE - 4)), text_wrap=True, **properties)

    def _merged(self, text: str, height: float | None, first: int = _FIRST, **properties: Any) -> None:
        """The text across the page at the next row."""
        style = self._formats(**properties)
        if height is not None:
            self._sheet.set_row(self._row, height)
        self._sheet.merge_range(self._row, first, self._row, _LAST, "", style)
        write_text(self._sheet, self._row, first, text, style)
        self._row += 1


def link_to(replica: Replica, place: CopyCell) -> tuple[str, str]:
    """xlsxwriter's address of a cell of the copy, and how a person calls it (`B6`)."""
    cell = xl_rowcol_to_cell(place.fila - 1, place.columna)
    return f"internal:'{replica.sheet_of(place.side)}'!{cell}", cell


def _numbered(steps: Sequence[str]) -> list[str]:
    return [f"{number}. {step}" for number, step in enumerate(steps, start=1)]


def _notices(shortfall: Shortfall, replica: Replica | None) -> list[str]:
    notices = []
    if replica is not None:
        notices.append(
            "Solo trae la carátula y la tabla: no los títulos sueltos, los totales al pie ni las otras hojas de su "
            "archivo, que el sistema no lee. El original se conserva entero."
        )
    if shortfall.notes:
        notices.append(
            f"Solo las primeras {MAX_NOTES:,} celdas llevan comentario; otras {shortfall.notes:,} están pintadas sin "
            "él. Todas están en la hoja «Observaciones»."
        )
    if shortfall.cells:
        notices.append(f"Celdas recortadas por pasar de los 32,767 caracteres que admite Excel: {shortfall.cells:,}.")
    return notices


def _named(column: str) -> str:
    return f"Carátula, «{column}»" if column in COVER_KEYS else f"Columna «{column}»"


def _agreement_colour(agrees: bool | None) -> str:
    return QUIET if agrees is None else "#1B6B32" if agrees else "#9C1F17"


def _grouped(text: str) -> str:
    return f"{int(text):,}" if text.isdecimal() and text.isascii() and len(text) < 16 else text


def _or_dash(value: int | str | None) -> str:
    return "—" if value is None else _grouped(str(value))
