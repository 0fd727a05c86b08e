"""Which cells of the copy a finding paints, in which tone, and the comment that it leaves there.
What the finding says belongs to `judging/`; the colours themselves belong to `style`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from orchestration.gates.findings import Finding
from orchestration.intake.receipts.replica import Replica, Side
from orchestration.intake.reports.judging.cover import CLIENTS, SERVICES
from orchestration.intake.reports.reading.layout import COVER_KEYS, COVER_SHEET

Tone = Literal["rechaza", "observa", "advierte"]
TONES: dict[str, Tone] = {"reporte": "rechaza", "fila": "observa", "advertencia": "advierte"}
_STRENGTH = ("advierte", "observa", "rechaza")


class CopyCell(NamedTuple):
    """A cell of the copy; `fila` as Excel shows it, `columna` from 0."""

    side: Side
    fila: int
    columna: int


@dataclass
class Marks:
    """The strongest tone of every painted cell, and the messages of those that carry a comment."""

    tones: dict[CopyCell, Tone] = field(default_factory=dict)
    notes: dict[CopyCell, list[str]] = field(default_factory=dict)

    def add(self, places: Iterable[CopyCell], tone: Tone, message: str) -> None:
        """Paints all the places and leaves the message on the first."""
        for order, place in enumerate(places):
            known = self.tones.get(place, tone)
            self.tones[place] = max(known, tone, key=_STRENGTH.index)
            if order == 0:
                self.notes.setdefault(place, []).append(message)


def marks_of(replica: Replica, findings: Iterable[Finding]) -> Marks:
    marks = Marks()
    for finding in findings:
        marks.add(places_of(replica, finding), TONES[finding.nivel], short_message(finding))
    return marks


def places_of(replica: Replica, finding: Finding) -> list[CopyCell]:
    """The cells that the finding speaks of, the one to look at first; none where it speaks of the whole report."""
    if finding.filas:
        copied = set(replica.report.row_numbers)
        return [
            cell for row in finding.filas if row in copied for cell in _in_row(replica, row, _header(replica, finding))
        ]
    if finding.columna in COVER_KEYS:
        return [CopyCell("cover", replica.cover_row(str(finding.columna)), 1)]
    if finding.fila is not None:
        return _in_row(replica, finding.fila, finding.columna)
    return list(_in_headers(replica, finding))


def _header(replica: Replica, finding: Finding) -> str | None:
    return replica.report.printed(finding.columna) if finding.columna else None


def _in_row(replica: Replica, row: int, header: str | None) -> list[CopyCell]:
    """The finding's cell; the whole row where it names no column of the report."""
    if header in replica.headers:
        return [CopyCell("table", row, replica.headers.index(header))]
    return [CopyCell("table", row, index) for index in range(len(replica.headers))]


def _in_headers(replica: Replica, finding: Finding) -> Iterator[CopyCell]:
    report = replica.report
    if finding.codigo == "hoja_faltante":
        first = replica.cover[0].fila
        yield CopyCell("cover", first, 0) if finding.valor == COVER_SHEET else CopyCell("table", replica.header_row, 0)
    elif finding.codigo == "total_no_declarado":
        for line in replica.cover:
            if line.key in (SERVICES, CLIENTS) and line.key in finding.mensaje:
                yield CopyCell("cover", line.fila, 1)
    elif finding.codigo == "columnas_desconocidas":
        for index, header in enumerate(report.headers):
            if header and index not in report.columns.values():
                yield CopyCell("table", replica.header_row, index)
    elif finding.columna:
        header = report.printed(finding.columna)
        if header in replica.headers:
            yield CopyCell("table", replica.header_row, replica.headers.index(header))


def short_message(finding: Finding) -> str:
    """The message without the place, for a reader who already looks at it."""
    places = (
        f"Fila {finding.fila}, columna «{finding.columna}»: ",
        f"Fila {finding.fila}: ",
        f"{finding.hoja}, fila {finding.fila}, {finding.columna}: ",
        f"Carátula, fila {finding.fila}, {finding.columna}: ",
        f"Carátula, {finding.columna}: ",
    )
    text = finding.mensaje
    for place in places:
        text = text.removeprefix(place)
    return text[:1].upper() + text[1:]
