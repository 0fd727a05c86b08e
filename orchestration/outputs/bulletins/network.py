"""The bulletin of the Red CITE's intervention, section by section as the DSE's of 2024: yearly, or up to a month.
Sentences are in `mensajes/` and `phrases.py`; the map is `map_page.py`'s, notes and imprint `closing_pages.py`'s."""

from __future__ import annotations

from orchestration.outputs.bulletins.figures import Count, Counts
from orchestration.outputs.bulletins.map_page import bar_rows, map_section
from orchestration.outputs.bulletins.phrases import Phrases, text
from orchestration.outputs.bulletins.ranking import leaders
from orchestration.outputs.documents.blocks import Bars, Block, Column, Paragraph, Row, Section, Share, Table, Value
from orchestration.outputs.documents.wording import integer, listed, share, spelled

# The order in which the bulletin 2024 shows the service types, one to a page: Gráficos 1 to 8.
SERVICE_PAGES = (8, 1, 2, 3, 4, 5, 6, 7)


def sections(phrases: Phrases) -> tuple[Section, ...]:
    """From the presentation to the clients by centre."""
    pages = enumerate((code for code in SERVICE_PAGES if code in phrases.figures.service_types), start=1)
    return (
        _presentation(phrases),
        map_section(phrases),
        _chains(phrases),
        _services(phrases),
        _clients(phrases),
        *(_service_page(phrases, number, code) for number, code in pages),
        _clients_by_centre(phrases),
    )


def _presentation(phrases: Phrases) -> Section:
    say = phrases.say
    body = [text(say("presentacion_1", periodo=phrases.period))]
    body += [text(say(f"presentacion_{number}")) for number in (2, 3, 4)]
    return Section(say("presentacion"), (*body, *missing_notice(phrases), *imported_notice(phrases)))


def missing_notice(phrases: Phrases) -> tuple[Paragraph, ...]:
    """Said at once where reports are missing; which ones, in the notes."""
    count = len(phrases.figures.missing)
    if not count:
        return ()
    return (Paragraph((phrases.say("aviso_faltan", cuantos=phrases.say.counted("reporte_debido", count)),), "callout"),)


def imported_notice(phrases: Phrases) -> tuple[Paragraph, ...]:
    """Said at once where figures are not from reports: of whom."""
    if not phrases.figures.imported:
        return ()
    return (Paragraph((phrases.say("aviso_importado", lista=phrases.imported),), "callout"),)


def _chains(phrases: Phrases) -> Section:
    say = phrases.say
    rows = [
        Row((centre.name, centre.chain, centre.scope), code)
        for code, centre in phrases.figures.centres.items()
        if centre.chain is not None
    ]
    columns = (
        Column(say("col_centro"), "left", 1),
        Column(say("col_cadena"), "left", 1.6),
        Column(say("col_ambito"), "left", 0.7),
    )
    table = Table(say("cuadro_1"), say("cuadro_1_titulo"), columns, tuple(rows), say("fuente_cuadro_1"), small=True)
    return Section(say("informacion"), (table,), kicker=say("rubro_general"))


def _services(phrases: Phrases) -> Section:
    say, figures = phrases.say, phrases.figures
    counts = {code: figures.services_of(code) for code in figures.service_types}
    names = {code: phrases.service(code) for code in counts}
    table = Table(
        say("tabla_1"),
        say("tabla_1_titulo", periodo=phrases.period),
        shares_columns(phrases, say("col_tipo_servicio")),
        shares_rows(phrases, names, counts, figures.services_of()),
        phrases.source,
    )
    body = (
        text(say("servicios_intro")),
        Paragraph((_services_sentence(phrases, names, counts),), "finding"),
        table,
    )
    return Section(say("servicios"), body, kicker=say("rubro_general"))


def _services_sentence(phrases: Phrases, names: dict[int, str], counts: dict[int, Counts]) -> str:
    total = phrases.figures.services_of().to_date
    if not total:
        return phrases.say("servicios_cero" if total == 0 else "servicios_sin_dato", durante=phrases.during)
    first = leaders((names[code], count.to_date) for code, count in counts.items())
    case = ("uno" if len(first.first) == 1 else "pocos") if first.everyone else "texto"
    items = [f"{name} {integer(number)} ({share(number, total)})" for name, number in first.first]
    return phrases.say(
        f"servicios_{case}",
        durante=phrases.during,
        cuantos=phrases.say.counted("servicio", total),
        numero=spelled(len(first.first), phrases.language),
        lista=listed(items, phrases.language, "; "),
    )


def shares_columns(phrases: Phrases, of_what: str) -> tuple[Column, ...]:
    """Name, total and share; the last month alone beside them where it is not the whole span."""
    say = phrases.say
    month = (Column(say("col_mes", mes=phrases.month)),) if phrases.shows_month else ()
    return (Column(of_what, "left", 1), Column(say("col_total")), Column(say("col_porcentaje")), *month)


def shares_rows(phrases: Phrases, names: dict[int, str], counts: dict[int, Counts], total: Counts) -> tuple[Row, ...]:
    """A row a code, greatest first, and the total's."""

    def cells(name: str, count: Counts, part: Value) -> tuple[Value, ...]:
        month = (count.month,) if phrases.shows_month else ()
        return (name, count.to_date, part, *month)

    order = sorted(counts, key=lambda code: (-(counts[code].to_date or 0), code))
    rows = [Row(cells(names[code], counts[code], part_of(counts[code].to_date, total.to_date))) for code in order]
    return (*rows, Row(cells(phrases.say("total"), total, part_of(total.to_date, total.to_date)), is_total=True))


def part_of(part: Count, whole: Count) -> Value:
    """A percentage, None where there is nothing to take it of."""
    return Share(part, whole) if part is not None and whole else None


def _clients(phrases: Phrases) -> Section:
    say, figures = phrases.say, phrases.figures
    counts = {code: figures.clients[None, code] for code in figures.client_types}
    total = figures.clients[None, None]
    table = Table(
        say("tabla_2"),
        say("tabla_2_titulo", periodo=phrases.period),
        shares_columns(phrases, say("col_tipo_cliente")),
        shares_rows(phrases, {code: phrases.client_type(code) for code in counts}, counts, total),
        phrases.source,
        (say("tabla_2_nota"),),
    )
    finding = Paragraph((_clients_sentence(phrases, counts, total.to_date),), "finding")
    body = (text(say("clientes_intro")), finding, table)
    return Section(say("clientes"), body, kicker=say("rubro_general"), new_page=False)


def _clients_sentence(phrases: Phrases, counts: dict[int, Counts], total: Count) -> str:
    if not total:
        return phrases.say("clientes_cero" if total == 0 else "clientes_sin_dato", durante=phrases.during)
    order = sorted(counts, key=lambda code: (-(counts[code].to_date or 0), code))
    items = [phrases.client_types_counted(code, counts[code].to_date or 0, total) for code in order]
    return phrases.say(
        "clientes_texto",
        durante=phrases.during,
        cuantos=phrases.say.counted("unidad_productiva", total),
        lista=listed(items, phrases.language, "; "),
    )


def _service_page(phrases: Phrases, number: int, code: int) -> Section:
    say, figures, name = phrases.say, phrases.figures, phrases.service(code)
    centres = {centre.name: figures.services[key, code].to_date for key, centre in figures.centres.items()}
    total = figures.services_of(code)
    definition = say.of("definiciones", code)
    blocks: list[Block] = [text(definition)] if definition else []
    blocks.append(Paragraph((_service_sentence(phrases, name, total.to_date, centres),), "finding"))
    if total.to_date:
        blocks.append(_service_bars(phrases, number, code, centres))
    return Section(name, tuple(blocks), kicker=say("rubro_tipo"))


def _service_sentence(phrases: Phrases, name: str, total: Count, centres: dict[str, Count]) -> str:
    say = phrases.say
    if not total:
        return say("tipo_cero" if total == 0 else "tipo_sin_dato", durante=phrases.during, tipo=name)
    start = say("inicio_tipo", durante=phrases.during, cuantos=say.counted("servicio", total), tipo=name)
    return phrases.leading(start, say("que_servicios"), centres.items())


def _service_bars(phrases: Phrases, number: int, code: int, centres: dict[str, Count]) -> Bars:
    """The centres that gave it; those that gave none, or did not report, are named under the chart."""
    say, name = phrases.say, phrases.service(code)
    none = [centre for centre, count in centres.items() if count == 0]
    silent = [centre for centre, count in centres.items() if count is None]
    notes = [say("grafico_otros", lista=listed(none, phrases.language))] if none else []
    notes += [say("grafico_sin_reporte", lista=listed(silent, phrases.language))] if silent else []
    giving = [(centre, count) for centre, count in centres.items() if count]
    return Bars(
        label=say("grafico", n=str(number)),
        title=say("grafico_titulo", tipo=name, periodo=phrases.period),
        alt=say("grafico_alt", tipo=name),
        names=say("col_centro"),
        unit=say("columna_servicios"),
        rows=bar_rows(giving, {centre.name: key for key, centre in phrases.figures.centres.items()}),
        source=phrases.source,
        leading=len(leaders(giving).first),
        notes=tuple(notes),
        total=Row((say("total_nacional"), phrases.figures.services_of(code).to_date), is_total=True),
    )


def _clients_by_centre(phrases: Phrases) -> Section:
    say, figures = phrases.say, phrases.figures
    totals = {code: figures.clients[code, None].to_date for code in figures.centres}
    order = sorted(totals, key=lambda code: (-(totals[code] or 0), figures.centres[code].name))
    kinds = (*figures.client_types, None)
    rows = [
        Row((figures.centres[code].name, *(figures.clients[code, kind].to_date for kind in kinds)), code)
        for code in order
    ]
    network = (say("fila_red"), *(figures.clients[None, kind].to_date for kind in kinds))
    columns = (
        Column(say("col_centro"), "left", 3.5),
        *(Column(phrases.client_type(code), share=1.25) for code in figures.client_types),
        Column(say("total"), share=1),
    )
    table = Table(
        say("tabla_3"),
        say("tabla_3_titulo", periodo=phrases.period),
        columns,
        (*rows, Row(network, is_total=True)),
        phrases.source,
        (say("tabla_3_nota"), say("signos")),
        small=True,
    )
    finding = Paragraph((_clients_by_centre_sentence(phrases, totals),), "finding")
    return Section(say("clientes_centro"), (finding, table), kicker=say("clientes"))


def _clients_by_centre_sentence(phrases: Phrases, totals: dict[str, Count]) -> str:
    say, total = phrases.say, phrases.figures.clients[None, None].to_date
    if not total:
        return say("clientes_cero" if total == 0 else "clientes_sin_dato", durante=phrases.during)
    start = say("inicio_clientes", durante=phrases.during, cuantos=say.counted("cliente", total))
    names = {phrases.figures.centres[code].name: count for code, count in totals.items()}
    return phrases.leading(start, say("que_clientes"), names.items())
