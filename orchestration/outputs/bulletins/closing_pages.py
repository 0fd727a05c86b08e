"""The last pages of any bulletin and the lines inside its cover: notes, method, changes, imprint.
What stands between them belongs to each bulletin."""

from __future__ import annotations

from datetime import datetime

from orchestration.core.catalogs import centres
from orchestration.outputs.bulletins.changes import Change, Changes
from orchestration.outputs.bulletins.phrases import Phrases, text
from orchestration.outputs.documents.blocks import RESERVED, Block, Column, Paragraph, Row, Section, Table
from orchestration.outputs.documents.institution import Institution
from orchestration.outputs.documents.typeset import shown
from orchestration.outputs.documents.wording import integer, listed, long_date, month_name

# Changes printed, and reports named beside each; the workbook has every one.
_PRINTED, _NAMED = 40, 2
_HASH_SHOWN = 16


def notes(phrases: Phrases, extra: tuple[Paragraph, ...] = ()) -> Section:
    """Counting rules, scope, coverage, the publication, and that it is a reconstruction where it is one."""
    say, figures = phrases.say, phrases.figures
    manifest = figures.manifest
    blocks = [phrases.labelled("nota_conteo"), _categories(phrases), _coverage(phrases)]
    blocks += [phrases.labelled("nota_porcentajes"), *extra]
    if manifest.sinteticos:
        counts = {"sinteticos": integer(manifest.sinteticos), "vigentes": integer(len(manifest.fuentes))}
        blocks.append(phrases.labelled("nota_demostracion", **counts))
    blocks.append(phrases.labelled("nota_publicacion", version=str(manifest.version), huella=manifest.huella))
    return Section(say("notas"), tuple(blocks), kicker=say("rubro_fin"))


def _categories(phrases: Phrases) -> Paragraph:
    known = [(name, count) for name, count in phrases.figures.categories.items() if count]
    if not known:
        return phrases.labelled("nota_categorias_sin_dato")
    items = [f"{name} {phrases.say.counted('servicio', count)}" for name, count in known]
    return phrases.labelled("nota_categorias", lista=listed(items, phrases.language, "; "))


def _coverage(phrases: Phrases) -> Paragraph:
    count = len(phrases.figures.missing)
    if not count:
        return phrases.labelled("nota_completo")
    owed = phrases.say.counted("reporte_debido", count)
    return phrases.labelled("nota_faltan", cuantos=owed, lista=phrases.missing)


def changes_section(phrases: Phrases, changes: Changes | None, table_number: int) -> Section:
    """What moved since the edition before, told plainly also when nothing did."""
    say = phrases.say
    if changes is None:
        blocks: tuple[Block, ...] = (text(say("cambios_primera")),)
    elif not changes.figures:
        blocks = (text(say("cambios_ninguna", edicion=str(changes.edition), version=str(changes.version))),)
    else:
        blocks = _told(phrases, changes, table_number)
    return Section(say("cambios"), blocks, level=2, new_page=False)


def _told(phrases: Phrases, changes: Changes, table_number: int) -> tuple[Block, ...]:
    say, count = phrases.say, len(changes.figures)
    said = say(
        "cambios_texto",
        edicion=str(changes.edition),
        version=str(changes.version),
        fecha=long_date(datetime.fromisoformat(changes.published_at).date(), phrases.language),
        cuantas=say.counted("cifra", count),
    )
    cut = [text(say("cambios_muchas", mostradas=integer(_PRINTED)))] if count > _PRINTED else []
    return (text(said), *cut, changes_table(phrases, changes, say("cambios_rotulo", n=str(table_number)), _PRINTED))


def changes_table(phrases: Phrases, changes: Changes, label: str, limit: int | None = None) -> Table:
    """A row a figure that moved: where it stands, before and now, and why."""
    say = phrases.say
    columns = (
        Column(say("col_donde"), "left", 0.6),
        Column(say("col_que"), "left", 1.3),
        Column(say("col_antes")),
        Column(say("col_ahora")),
        Column(say("col_por_que"), "left", 1.5),
    )
    rows = tuple(Row(_change_cells(phrases, changes, change)) for change in changes.figures[:limit])
    versions = {"antes": str(changes.version), "despues": str(phrases.figures.manifest.version)}
    source = say("fuente_cambios_una" if len(set(versions.values())) == 1 else "fuente_cambios", **versions)
    return Table(label, say("cambios_titulo", edicion=str(changes.edition)), columns, rows, source, small=True)


def _change_cells(phrases: Phrases, changes: Changes, change: Change) -> tuple[str, str, str, str, str]:
    absent = phrases.say("cambio_no_estaba")
    where, row, column = change.place
    before = shown(change.before) if change.was_there else absent
    now = shown(change.now) if change.is_there else absent
    return where, f"{row}: {column}", before, now, _why(phrases, changes, change)


def _why(phrases: Phrases, changes: Changes, change: Change) -> str:
    say = phrases.say
    if changes.manifest is None:
        return say("cambio_no_conservada", version=str(changes.version))
    if changes.smallest_changed and RESERVED in (change.before, change.now):
        return say("cambio_regla")
    if not change.reports:
        return say(f"cambio_{_unreported(phrases, changes)}")
    named = []
    for report in change.reports[:_NAMED]:
        year, month = report.periodo.split("-")
        before, after = (
            say("version_reporte", n=str(v)) if v else say("sin_version")
            for v in (report.version_antes, report.version_despues)
        )
        when = f"{month_name(int(month), phrases.language)} {year}"
        name = centres()[report.cite_codigo].name
        named.append(say("reporte_cambio", centro=name, mes=when, antes=before, despues=after))
    more = len(change.reports) - _NAMED
    said = "; ".join(named)
    return say("y_mas", lista=said, n=integer(more)) if more > 0 else said


def _unreported(phrases: Phrases, changes: Changes) -> str:
    """What moved a figure that no report can have moved."""
    if changes.version == phrases.figures.manifest.version:
        return "programa"
    return "proyecto" if changes.rules_changed else "ninguno"


def edition_fields(institution: Institution, year: int, number: int) -> dict[str, str]:
    """`Año 8, Edición N.° 01`, of the figures' year."""
    return {"anio": str(institution.bulletin_year(year)), "edicion": f"{number:02d}"}


def imprint(phrases: Phrases, institution: Institution, title: str, edition: int) -> tuple[tuple[str, str], ...]:
    """Who made it, from what, and how to cite it."""
    say, manifest = phrases.say, phrases.figures.manifest
    version = str(manifest.version)
    numbered = edition_fields(institution, phrases.figures.span.year, edition)
    lines = [
        ("pie_titulo", title),
        ("pie_elaboracion", ", ".join([*institution.letterhead[3:], institution.name])),
        ("pie_edicion", say("pie_edicion_texto", **numbered, fecha=phrases.published_on)),
        ("pie_cifras", say("pie_cifras_texto", version=version, huella=manifest.huella[:_HASH_SHOWN])),
        ("pie_citar", say("pie_citar_texto", titulo=title, edicion=str(edition), version=version)),
        ("pie_cubierta", say("pie_cubierta_texto")),
        ("pie_letra", say("pie_letra_texto")),
    ]
    said = [(say(label), line) for label, line in lines]
    return (*said[:2], *institution.credits, *said[2:])
