"""What every product has: title block, sentence about the report, notes on signs and sources, lines to sign on.
What each report tells belongs to its own module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from orchestration.outputs.documents.blocks import Block, Document, Paragraph, Row, Section, Signature, Strong, Value
from orchestration.outputs.documents.institution import Signed, Signer
from orchestration.outputs.documents.wording import long_date, month_name
from orchestration.outputs.figure_reader import Record
from orchestration.outputs.products.month import Month, any_imported

ASSUMED = {
    "PP0094": "Supuesto: ningún documento publica qué centros trabajan en el PP0094; se dedujo de sus nombres.",
    "PP0095": "Supuesto: ningún documento publica qué centros trabajan en el PP0095; se dedujo de sus nombres.",
}
SIGNS = "«-» es cero; «…», sin dato (no hay reporte o no corresponde); «(r)», cifra reservada por ser pequeña."
REPORTS = "Fuente: reportes mensuales de atenciones de los CITE/UT. Elaboración: ITP-DSE."
IMPORTED = "Fuente: entrega de la plataforma Data Perú, importada. Elaboración: ITP-DSE."
REPORTS_AND_IMPORTED = (
    "Fuente: reportes mensuales de atenciones de los CITE/UT y entrega de la plataforma Data Perú, importada. "
    "Elaboración: ITP-DSE."
)
SPENDING = "Fuente: SIAF, gasto devengado (MEF, datos abiertos). Elaboración: ITP-DSE."
INTERNAL = "Uso interno: lleva todas las cifras, también las pequeñas; no es para difundirlo."
_HASH_SHOWN = 16


def month_of(first: date) -> str:
    """`setiembre de 2024`."""
    return f"{month_name(first.month, 'es')} de {first.year}"


def span_of(first: date) -> str:
    """`enero a setiembre de 2024`, `enero de 2024`."""
    return month_of(first) if first.month == 1 else f"enero a {month_of(first)}"


def moment_of(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y %H:%M}"


def text(*runs: str | Strong) -> Paragraph:
    return Paragraph(runs)


def finding(words: str) -> Paragraph:
    return Paragraph((words,), "finding")


def note(words: str) -> Paragraph:
    return Paragraph((words,), "note")


def callout(words: str) -> Paragraph:
    return Paragraph((words,), "callout")


def source_of(found: Sequence[Record]) -> str:
    """The source line of figures that came from reports, from an import or from both."""
    if not any_imported(found):
        return REPORTS
    return IMPORTED if all(row["origen"] == "data_peru" for row in found) else REPORTS_AND_IMPORTED


def imported(first: date, found: Sequence[Record]) -> tuple[str, ...]:
    """The note under figures of a month that a delivery brought."""
    words = f"Cifras de {month_of(first)} importadas de una entrega de Data Perú: de ese mes no hay reporte."
    return (words,) if any_imported(found) else ()


def only_reported(lacking: int, year: int | None = None) -> tuple[str, ...]:
    """The note under a year to date that some month's report is missing from; none where all are there."""
    whose = "" if year is None else f" de {year}"
    return (
        (f"Lo acumulado{whose} cuenta solo lo reportado; reportes del año que faltan: {lacking}.",) if lacking else ()
    )


def section(title: str, blocks: Sequence[Block]) -> Section:
    return Section(title, tuple(blocks), new_page=False)


def rows(cells: Sequence[tuple[Value, ...]], last_is_total: bool = False) -> tuple[Row, ...]:
    """Rows of a table, the last one a total where it is."""
    return tuple(Row(row, is_total=last_is_total and n == len(cells)) for n, row in enumerate(cells, start=1))


def situation(month: Month, code: str) -> Block:
    """How the centre's report of the month stands; set apart where there is none to count."""
    covered = month.one(month.coverage, code)
    if covered is not None and month.reported(code):
        return text(f"Reporte de {month_of(month.first)}: ", Strong(str(covered["estado"])), _received(covered))
    why = _unreported(month, code, covered)
    if month.imported(code):
        return callout(
            f"Cifras importadas de una entrega de Data Perú: {why} Lo que la entrega no trae falta, no es cero."
        )
    return callout(f"Sin dato: {why} Sus cifras del mes faltan, no son cero.")


def _unreported(month: Month, code: str, covered: Record | None) -> str:
    when = month_of(month.first)
    if covered is not None and covered["estado"] == "rechazado":
        return f"lo recibido de {when} se rechazó y no cuenta; el centro debe enviar una corrección."
    if covered is None or not month.due(code):
        return f"el centro no debía reportar {when}, y no ha enviado nada."
    due = f" Vencía el {covered['vence_el']:%d/%m/%Y}." if covered["vence_el"] else ""
    return f"el reporte de {when} no se ha recibido.{due}"


def _received(covered: Record) -> str:
    words = f", versión {covered['version']}, recibida el {moment_of(covered['recibido_en'])}"
    late = covered["dias_retraso"]
    if covered["vence_el"] is None or late is None:
        return f"{words}."
    first = "la primera versión que cuenta llegó"
    if late == 0:
        return f"{words}; {first} dentro del plazo, que vencía el {covered['vence_el']:%d/%m/%Y}."
    days = "1 día" if late == 1 else f"{late} días"
    return f"{words}; {first} {days} después del plazo, que vencía el {covered['vence_el']:%d/%m/%Y}."


def of_centre(month: Month, title: str, centre: str, sections: Sequence[Section]) -> Document:
    """A follow-up report on a centre."""
    return report(month, title, [("Centro", month.centres[centre]["cite"])], sections, "seguimiento", centre)


def report(
    month: Month,
    title: str,
    about: Sequence[tuple[str, str]],
    sections: Sequence[Section],
    signed: Signed,
    centre: str | None = None,
) -> Document:
    """A report of one or two pages, to be read and signed; `about` are lines under its title."""
    manifest = month.manifest
    published = datetime.fromisoformat(manifest.publicado_en)
    origin = f"{manifest.version}, del {long_date(published.date(), 'es')}; huella {manifest.huella[:_HASH_SHOWN]}"
    when = month_of(month.first)
    lines = [*about, ("Periodo", when), ("Publicación", origin), ("Signos", SIGNS)]
    signature = Signature(tuple(_signing(who) for who in month.institution.signers(signed, centre)))
    return Document(
        title=title,
        running_head=f"{title}. {about[0][1]}. {when.capitalize()}",
        language="es",
        published_at=published,
        words={"contents": "Contenido"},
        cover=None,
        imprint=tuple(lines),
        sections=tuple(sections),
        closing=signature,
        letterhead=month.institution.letterhead,
        author=month.institution.name,
        notice=manifest.notice or "",
        keywords=("Red CITE", "ITP", month.key),
    )


def _signing(who: Signer) -> tuple[str, ...]:
    return (who.name, who.post, "Firma y fecha") if who.name else (who.post, "Nombre, firma y fecha")


def for_internal_use(document: Document) -> Document:
    """The document saying in its title and on every page that it is not to be circulated."""
    return replace(
        document,
        title=f"{document.title} (uso interno)",
        running_head=f"Uso interno. {document.running_head}",
        notice=" ".join(filter(None, [INTERNAL, document.notice])),
    )
