"""Makes a bulletin from the publication that readers see: PDF, workbook, record of what it was made from, index.
What it says belongs to `network.py` and `women.py`; how it looks, to `documents/`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from orchestration.core.paths import INTERNAL_FOLDER, Home
from orchestration.core.whole_files import write_whole
from orchestration.outputs.bulletins import women
from orchestration.outputs.bulletins.changes import Changes, changes_since
from orchestration.outputs.bulletins.closing_pages import changes_section, changes_table, edition_fields, imprint, notes
from orchestration.outputs.bulletins.figures import Figures, read_figures
from orchestration.outputs.bulletins.index import write_bulletins_index
from orchestration.outputs.bulletins.orders import Kind, Order
from orchestration.outputs.bulletins.phrases import Phrases
from orchestration.outputs.documents.blocks import Cover, Document, Section, figures_of
from orchestration.outputs.documents.editions import NumberedEdition, Record, made_from, place_of, write_record
from orchestration.outputs.documents.institution import Institution
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.documents.typeset import to_pdf
from orchestration.outputs.documents.wording import long_date
from orchestration.outputs.documents.workbook import to_xlsx
from orchestration.publication.editions import CURRENT, UnknownEdition, edition

_NAMES: dict[Kind, str] = {"red": "", "mujer": "_mujer"}
_SUBTITLES: dict[Kind, str] = {"red": "subtitulo", "mujer": "subtitulo_mujer"}
# The tables before that of the changes, which takes the next number.
_TABLES: dict[Kind, int] = {"red": 3, "mujer": women.TABLES}


@dataclass(frozen=True)
class MadeBulletin:
    """The files of one edition; `edition` counts from 1 within its stem; `unreadable` are spoiled records of others."""

    pdf: Path
    workbook: Path
    record: Path
    index: Path
    edition: int
    changes: Changes | None
    unreadable: tuple[Path, ...] = ()


def produce(home: Home, order: Order) -> MadeBulletin:
    """Writes the bulletin under `boletines/<year>/`, for internal use under `boletines/internos/<year>/`.

    The same publication, rule of small numbers and program give the same bytes; other figures are another edition.
    Each file is whole or not there, and the record comes after what it is the record of: a killed run leaves no
    edition that is listed or compared.

    Raises:
        UnknownEdition: nothing is published yet.
        NoFigures: the publication does not reach the month asked for.
        BadInstitution: the home's `institucion.yml` cannot be used.
    """
    published = edition(home, CURRENT)
    figures = read_figures(published, order.span)
    folder = _folder(home, order)
    folder.mkdir(parents=True, exist_ok=True)
    phrases, body = order.body(figures)
    rule = order.rule
    content = _content(phrases, body, rule)
    place = place_of(folder, order.stem, content)
    changes = _changes(home, order, figures, content, place.earlier)
    closing = changes_section(phrases, changes, _TABLES[order.kind] + 1)
    extra = women.rule_notes(phrases, rule) if order.kind == "mujer" else ()
    institution = Institution.of(home)
    document = _document(order, phrases, institution, place.number, (*body, notes(phrases, extra), closing))
    made = _files(folder, place, changes)
    _write(made, document, phrases, changes)
    write_record(made.record, _about(made, order, document) | content)
    unreadable = write_bulletins_index(folder, published, order.internal)
    return replace(made, unreadable=unreadable)


def _folder(home: Home, order: Order) -> Path:
    """Internal ones lie apart, so that whoever copies a year's folder takes nothing internal with it."""
    root = home.bulletins / INTERNAL_FOLDER if order.internal else home.bulletins
    return root / str(order.span.year)


def _content(phrases: Phrases, body: tuple[Section, ...], rule: Rule) -> Record:
    """What makes an edition this one and no other: the next edition is compared with this."""
    return made_from(phrases.figures.manifest, rule) | {"cifras": list(figures_of(body))}


def _files(folder: Path, place: NumberedEdition, changes: Changes | None) -> MadeBulletin:
    pdf, workbook, record = (folder / f"{place.name}.{kind}" for kind in ("pdf", "xlsx", "json"))
    return MadeBulletin(pdf, workbook, record, folder / "index.html", place.number, changes)


def _write(made: MadeBulletin, document: Document, phrases: Phrases, changes: Changes | None) -> None:
    write_whole(made.pdf, to_pdf(document))
    moved = [changes_table(phrases, changes, phrases.say("hoja_cambios"))] if changes and changes.figures else []
    printed = [section for section in document.sections if section.title != phrases.say("cambios")]
    tables = Document(**{**vars(document), "sections": tuple(printed)})
    write_whole(made.workbook, to_xlsx(tables, moved))


def _document(
    order: Order, phrases: Phrases, institution: Institution, number: int, sections: tuple[Section, ...]
) -> Document:
    say, manifest = phrases.say, phrases.figures.manifest
    name = f"{_NAMES[order.kind]}_{'anual' if order.span.whole_year else 'mensual'}"
    title = _marked(order, phrases, "titulo", say(f"titulo{name}", periodo=phrases.period))
    head = say(f"cabecera{_NAMES[order.kind]}", periodo=phrases.period)
    published = datetime.fromisoformat(manifest.publicado_en)
    return Document(
        title=title,
        running_head=_marked(order, phrases, "cabecera", head),
        language=order.language,
        published_at=published,
        words={"contents": say("indice")},
        cover=_cover(order, phrases, institution, _marked(order, phrases, "titulo", say(f"portada{name}")), number),
        imprint=imprint(phrases, institution, title, number),
        sections=sections,
        notice=_notice(order, phrases),
        author=institution.name,
        keywords=("Red CITE", "ITP", "estadística", str(order.span.year)),
    )


def _marked(order: Order, phrases: Phrases, part: str, text: str) -> str:
    """A title or running head, saying that it is for internal use where it is."""
    return phrases.say(f"{part}_interno", texto=text) if order.internal else text


def _notice(order: Order, phrases: Phrases) -> str:
    """What stands on every page and sheet."""
    internal = phrases.say("aviso_interno") if order.internal else ""
    synthetic = phrases.say("aviso_demostracion") if phrases.figures.manifest.sinteticos else ""
    return " ".join(filter(None, [internal, synthetic]))


def _cover(order: Order, phrases: Phrases, institution: Institution, title: str, number: int) -> Cover:
    say, manifest, span = phrases.say, phrases.figures.manifest, order.span
    published = datetime.fromisoformat(manifest.publicado_en).date()
    fields = edition_fields(institution, span.year, number) | {"version": str(manifest.version)}
    return Cover(
        over=" · ".join(institution.letterhead[:2]),
        title=title,
        figure=str(span.year) if span.whole_year else f"{span.month:02d}/{span.year}",
        subtitle=say(_SUBTITLES[order.kind]),
        foot=(
            *institution.letterhead[2:],
            say("pie_publicacion", fecha=long_date(published, order.language), **fields),
        ),
        motif=_motif(phrases.figures),
    )


def _motif(figures: Figures) -> tuple[tuple[float, ...], ...]:
    """A row a service type, a square a month: its share of the type's busiest month."""
    months = range(1, figures.span.month + 1)
    rows = []
    for code in figures.service_types:
        counts = [figures.services_by_month.get((month, code)) or 0 for month in months]
        most = max(counts, default=0)
        rows.append(tuple(round(count / most, 4) if most else 0.0 for count in counts))
    return tuple(rows) if len(months) > 1 else ()


def _changes(home: Home, order: Order, figures: Figures, content: Record, earlier: Record | None) -> Changes | None:
    if earlier is None:
        return None
    try:
        before = edition(home, str(earlier["publicacion"])).manifest
    except UnknownEdition:
        before = None
    return changes_since(earlier, before, figures.manifest, content, order.span)


def _about(made: MadeBulletin, order: Order, document: Document) -> Record:
    """What the record says besides the edition's content."""
    return {
        "titulo": document.title,
        "boletin": order.kind,
        "periodo": f"{order.span.year}-{order.span.month:02d}",
        "idioma": order.language,
        "edicion": made.edition,
        "cambios": None if made.changes is None else len(made.changes.figures),
    }
