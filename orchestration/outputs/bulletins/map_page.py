"""The page of the map: through how many centres the network worked, its totals, and where its services were given.
The other pages of the bulletin belong to `network.py`; outlines and classes, to `documents/outlines.py`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from orchestration.outputs.bulletins.figures import Count
from orchestration.outputs.bulletins.phrases import Phrases, text
from orchestration.outputs.bulletins.ranking import ranked
from orchestration.outputs.documents.blocks import Bars, Block, Map, Region, Row, Section, Tiles
from orchestration.outputs.documents.departments import departments
from orchestration.outputs.documents.outlines import class_limits, laid_out
from orchestration.outputs.documents.wording import integer, listed, spelled

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def map_section(phrases: Phrases) -> Section:
    say, figures = phrases.say, phrases.figures
    if not figures.reporting:
        nothing = text(say("mapa_sin_reportes", durante=phrases.during))
        return Section(say("mapa"), (nothing,), kicker=say("rubro_general"))
    tiles = Tiles(
        (
            (say("tarjeta_servicios"), figures.services_of().to_date, say("tarjeta_nacional")),
            (say("tarjeta_clientes"), figures.clients[None, None].to_date, say("tarjeta_nacional")),
        )
    )
    blocks: tuple[Block, ...] = (text(_where(phrases)), tiles, _map(phrases))
    return Section(say("mapa"), blocks, kicker=say("rubro_general"))


def _where(phrases: Phrases) -> str:
    figures = phrases.figures
    chains = [f"{_ROMAN[n]}) {chain}" for n, chain in enumerate(figures.chains)]
    during = phrases.during[0].lower() + phrases.during[1:]
    return phrases.say(
        "mapa_texto",
        durante=during,
        centros=integer(len(figures.reporting)),
        cadenas=spelled(len(chains), phrases.language, "f"),
        lista=listed(chains, phrases.language, "; "),
    )


def _map(phrases: Phrases) -> Map:
    say, figures = phrases.say, phrases.figures
    held = {centre.department for centre in figures.centres.values() if centre.department}
    values = {name: figures.services_in(name) for name in held}
    spanning = [centre.name for centre in figures.centres.values() if centre.department is None]
    several = [(say("mapa_sin_departamento"), figures.services_in(None))] if spanning else []
    named = [say("mapa_varios", lista=listed(spanning, phrases.language))] if spanning else []
    rings, aspect = laid_out(departments())
    limits = class_limits(max((value or 0 for value in values.values()), default=0))
    bars = [*values.items(), *several]
    return Map(
        regions=tuple(Region(name, shape, values.get(name)) for name, shape in rings.items()),
        aspect=aspect,
        limits=limits,
        legend=(*_legend(phrases, limits), say("leyenda_sin_centro")),
        bars=Bars(
            label=say("mapa_rotulo"),
            title=say("mapa_titulo", periodo=phrases.period),
            alt=say("mapa_alt", mayor=phrases.named(ranked(bars)[:1])),
            names=say("col_departamento"),
            unit=say("columna_servicios"),
            rows=bar_rows(bars),
            source=phrases.source,
            notes=(say("mapa_nota"), *named),
        ),
    )


def _legend(phrases: Phrases, limits: tuple[int, ...]) -> list[str]:
    say, shown = phrases.say, [integer(limit) for limit in limits]
    if not shown:
        return [say("columna_servicios")]
    between = [say("leyenda_entre", desde=low, hasta=high) for low, high in pairwise(shown)]
    return [say("leyenda_menos", limite=shown[0]), *between, say("leyenda_mas", limite=shown[-1])]


def bar_rows(items: Sequence[tuple[str, Count]], keys: dict[str, str] | None = None) -> tuple[Row, ...]:
    """Greatest first, equals by name; those with none or no report after them."""
    order = sorted(items, key=lambda item: (-(item[1] if item[1] is not None else -1), item[0]))
    return tuple(Row((name, value), (keys or {}).get(name)) for name, value in order)
