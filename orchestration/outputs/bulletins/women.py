"""The bulletin on women entrepreneurs: women attended, by client type, month, service and centre.
No document of the institution shows these breakdowns, so that its layout is ours and small figures are kept back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from orchestration.outputs.bulletins.figures import SEXES, Count, Figures
from orchestration.outputs.bulletins.network import missing_notice, part_of
from orchestration.outputs.bulletins.phrases import Phrases, text
from orchestration.outputs.bulletins.ranking import leaders
from orchestration.outputs.documents.blocks import (
    RESERVED,
    Bars,
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Tiles,
    Value,
)
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.documents.wording import integer, listed, month_name, share
from orchestration.outputs.figure_reader import NoFigures, total

TABLES = 4
# A row of a table by sex: what it is called, its code, women, men and without datum, and its total.
Line = tuple[str, str | None, tuple[Count, Count, Count], Count]


def sections(phrases: Phrases, rule: Rule) -> tuple[Section, ...]:
    """From the presentation to the women by centre; only the presentation where nobody reported.

    Raises:
        NoFigures: figures of the span came from a delivery of Data Perú, which carries no sex.
    """
    figures = phrases.figures
    _require_reports(figures)
    if not figures.clients[None, None].to_date:
        return (_presentation(phrases, rule),)
    return (
        _presentation(phrases, rule),
        _by_client_type(phrases, rule),
        _by_month(phrases, rule),
        _by_service(phrases, rule),
        _by_centre(phrases, rule),
    )


def _require_reports(figures: Figures) -> None:
    without_sex = figures.clients[None, None].to_date and (None, None, SEXES[0]) not in figures.clients_by_sex
    if not figures.imported and not without_sex:
        return
    span, names = figures.span, [figures.centres[code].name for code in figures.imported]
    who = "todos los CITE/UT" if len(names) in (0, len(figures.centres)) else listed(names, "es")
    raise NoFigures(
        f"las cifras a {month_name(span.month, 'es')} de {span.year} de {who} se importaron de una entrega de "
        "Data Perú, que no dice el sexo de los clientes: el boletín de la mujer empresaria solo se hace con reportes "
        "mensuales. Pida otro periodo, o el boletín sin `--mujer` "
        f"(`red-cite boletin {span.year} --mes {span.month:02d}`)."
    )


def rule_notes(phrases: Phrases, rule: Rule) -> tuple[Paragraph, ...]:
    """How a client's sex is decided, and what is kept back, or that nothing is."""
    if rule.smallest is None:
        return (phrases.labelled("mujer_nota_sexo"), phrases.labelled("nota_interno"))
    return (phrases.labelled("mujer_nota_sexo"), phrases.labelled("nota_reserva", minima=str(rule.smallest)))


def _presentation(phrases: Phrases, rule: Rule) -> Section:
    say = phrases.say
    blocks: list[Block] = [
        text(say("mujer_presentacion_1", periodo=phrases.period)),
        text(say("mujer_presentacion_2")),
        Paragraph((_finding(phrases, rule),), "finding"),
    ]
    if phrases.figures.clients[None, None].to_date:
        blocks.append(_tiles(phrases, rule))
    return Section(say("presentacion"), (*blocks, *missing_notice(phrases)))


def _network(phrases: Phrases) -> tuple[int, int, int]:
    women, men, unknown = (phrases.figures.clients_by_sex[None, None, sex].to_date or 0 for sex in SEXES)
    return women, men, unknown


def _finding(phrases: Phrases, rule: Rule) -> str:
    say, total = phrases.say, phrases.figures.clients[None, None].to_date
    if not total:
        return say("clientes_cero" if total == 0 else "clientes_sin_dato", durante=phrases.during)
    women, men, unknown = _network(phrases)
    if RESERVED in rule.line((women, men, unknown)):
        return say("mujer_reservado", durante=phrases.during, total=say.counted("cliente", total))
    if not women + men:
        return say("mujer_sin_anotar", durante=phrases.during, total=say.counted("cliente", total))
    return say(
        "mujer_hallazgo",
        durante=phrases.during,
        mujeres=say.counted("mujer", women),
        porcentaje=share(women, women + men),
        anotados=integer(women + men),
        total=say.counted("cliente", total),
        sin_dato=integer(unknown),
        porcentaje_sin_dato=share(unknown, total),
    )


def _tiles(phrases: Phrases, rule: Rule) -> Tiles:
    say = phrases.say
    women, men, unknown = rule.line(_network(phrases))
    return Tiles(
        (
            (say("col_mujeres"), women, say("mujer_tarjeta_mujeres")),
            (say("mujer_participacion"), _among_known(women, men), say("mujer_tarjeta_participacion")),
            (say("col_sin_dato"), unknown, say("mujer_tarjeta_sin_dato")),
        )
    )


def _kept(rule: Rule, lines: Sequence[Line], total: Line | None) -> tuple[list[tuple[Value, ...]], tuple[Value, ...]]:
    """The lines' cells and the total's; where the total has something to keep back, no line shows its part of it."""
    counts = [counts for _, _, counts, _ in lines]
    if total is None:
        return rule.table(counts, columns_add_up=False), ()
    kept_total = rule.line(total[2])
    if RESERVED in kept_total:
        return [tuple(None if count is None else RESERVED for count in line) for line in counts], kept_total
    return rule.table(counts), kept_total


def _among_known(women: Value, men: Value) -> Value:
    """Women among those whose sex is known; kept back with either of them."""
    if isinstance(women, int) and isinstance(men, int):
        return part_of(women, women + men)
    return RESERVED if RESERVED in (women, men) else None


def _by_client_type(phrases: Phrases, rule: Rule) -> Section:
    say, figures = phrases.say, phrases.figures
    lines: list[Line] = []
    for code in sorted(figures.client_types, key=lambda code: (-(figures.clients[None, code].to_date or 0), code)):
        counts = _triple(figures.clients_by_sex[None, code, sex].to_date for sex in SEXES)
        lines.append((phrases.client_type(code), None, counts, figures.clients[None, code].to_date))
    counts = _triple(figures.clients_by_sex[None, None, sex].to_date for sex in SEXES)
    total: Line = (say("total"), None, counts, figures.clients[None, None].to_date)
    table = _table(phrases, rule, 1, say("col_tipo_cliente"), "mujer_tabla_tipo", lines, total)
    intro = text(say("mujer_tipo_intro"))
    return Section(say("mujer_tipo"), (intro, table), kicker=say("rubro_mujer"))


def _by_month(phrases: Phrases, rule: Rule) -> Section:
    say, figures = phrases.say, phrases.figures
    lines: list[Line] = []
    for month in range(1, figures.span.month + 1):
        counts = _triple(figures.clients_by_month_and_sex.get((month, sex)) for sex in SEXES)
        lines.append((month_name(month, phrases.language).capitalize(), None, counts, total(counts)))
    table = _table(phrases, rule, 2, say("col_mes_nombre"), "mujer_tabla_mes", lines, None, say("mujer_mes_nota"))
    return Section(say("mujer_mes"), (text(say("mujer_mes_intro")), table), level=2, new_page=False)


def _by_service(phrases: Phrases, rule: Rule) -> Section:
    say, figures = phrases.say, phrases.figures
    lines: list[Line] = []
    for code in sorted(figures.service_types, key=lambda code: (-(figures.services_of(code).to_date or 0), code)):
        counts = _triple(figures.services_by_sex[code, sex].to_date for sex in SEXES)
        lines.append((phrases.service(code), None, counts, figures.services_of(code).to_date))
    sums = _triple(total(figures.services_by_sex[code, sex].to_date for code in figures.service_types) for sex in SEXES)
    whole: Line = (say("total"), None, sums, figures.services_of().to_date)
    table = _table(phrases, rule, 3, say("col_tipo_servicio"), "mujer_tabla_servicio", lines, whole)
    blocks: list[Block] = [text(say("mujer_servicio_intro")), table]
    women = [(str(row.cells[0]), row.cells[1]) for row in table.rows if not row.is_total]
    if any(isinstance(count, int) and count for _, count in women):
        blocks.append(_service_bars(phrases, women))
    return Section(say("mujer_servicio"), tuple(blocks), kicker=say("rubro_mujer"))


def _service_bars(phrases: Phrases, women: Sequence[tuple[str, Value]]) -> Bars:
    say = phrases.say
    order = sorted(women, key=lambda item: (-(item[1] if isinstance(item[1], int) else 0), item[0]))
    return Bars(
        label=say("grafico", n="1"),
        title=say("mujer_grafico_servicio", periodo=phrases.period),
        alt=say("mujer_grafico_alt"),
        names=say("col_tipo_servicio"),
        unit=say("col_mujeres"),
        rows=tuple(Row(item) for item in order),
        source=phrases.source,
    )


def _by_centre(phrases: Phrases, rule: Rule) -> Section:
    say, figures = phrases.say, phrases.figures
    lines: list[Line] = []
    for code, centre in figures.centres.items():
        counts = _triple(figures.clients_by_sex[code, None, sex].to_date for sex in SEXES)
        lines.append((centre.name, code, counts, figures.clients[code, None].to_date))
    note = say("mujer_centro_nota")
    table = _table(phrases, rule, 4, say("col_centro"), "mujer_tabla_centro", lines, None, note, small=True)
    table = replace(table, rows=tuple(sorted(table.rows, key=_by_women)))
    women = {name: counts[0] for name, _, counts, _ in lines}
    blocks: list[Block] = [text(say("mujer_centro_intro")), table]
    if _may_be_told(women, table):
        start = say("mujer_inicio", durante=phrases.during, mujeres=say.counted("mujer", _network(phrases)[0]))
        blocks.insert(1, Paragraph((phrases.leading(start, say("que_mujeres"), women.items()),), "finding"))
    return Section(say("mujer_centro"), tuple(blocks), kicker=say("rubro_mujer"))


def _may_be_told(women: Mapping[str, Count], table: Table) -> bool:
    """Whether who comes first can be said: somebody does, and no figure kept back is as large as the last one told."""
    first = leaders(women.items())
    if not first.first and not first.uncounted:
        return False
    least = 1 if first.everyone else first.value or first.first[-1][1]
    return not any(row.cells[1] is RESERVED and (women[str(row.cells[0])] or 0) >= least for row in table.rows)


def _by_women(row: Row) -> tuple[int, str]:
    """By what is shown: the place of a figure kept back would tell its size."""
    women = row.cells[1]
    return (-women if isinstance(women, int) else 1), str(row.cells[0])


def _triple(counts: Iterable[Count]) -> tuple[Count, Count, Count]:
    women, men, unknown = counts
    return women, men, unknown


def _table(
    phrases: Phrases,
    rule: Rule,
    number: int,
    of_what: str,
    title: str,
    lines: Sequence[Line],
    total: Line | None,
    *notes: str,
    small: bool = False,
) -> Table:
    """Women, men, without datum, total and women's share; columns add up where there is a total."""
    say = phrases.say
    kept, kept_total = _kept(rule, lines, total)
    rows = [
        Row((name, *cells, whole, _among_known(cells[0], cells[1])), code)
        for (name, code, _, whole), cells in zip(lines, kept, strict=True)
    ]
    if total is not None:
        rows.append(Row((total[0], *kept_total, total[3], _among_known(kept_total[0], kept_total[1])), is_total=True))
    titles = (say(name) for name in ("col_mujeres", "col_hombres", "col_sin_dato", "col_total", "col_mujeres_pct"))
    columns = (Column(of_what, "left", 1), *(Column(title) for title in titles))
    signs = say("signos" if rule.smallest is None else "signos_reserva")
    label, named = say("tabla_n", n=str(number)), say(title, periodo=phrases.period)
    return Table(label, named, columns, tuple(rows), phrases.source, (*notes, signs), small)
