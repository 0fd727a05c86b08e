"""Sets a document in print: its blocks as data for `document.typ`, and that as PDF/A-2a and PDF/UA-1, fonts included.
What a block holds belongs to `blocks.py`; every word that it prints comes from the document."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import typst

from orchestration.outputs.documents.blocks import (
    RESERVED,
    Bars,
    Block,
    Cover,
    Document,
    Map,
    Paragraph,
    Rate,
    Row,
    Section,
    Share,
    Strong,
    Table,
    Tiles,
    Value,
    tables_of,
)
from orchestration.outputs.documents.wording import NO_DATA, RESERVED_SIGN, ZERO, amount, integer, rate, share

_ROOM = Path(__file__).parent
_TEMPLATE = _ROOM / "document.typ"
_FONTS = _ROOM / "fonts"
# Archivable, and readable by a screen reader: tagged, with alt texts, or typst refuses to compile.
_STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
_REGIONS = {"es": "pe", "en": "us"}
# More bars than this stand closer, so that a chart of all centres keeps to its page.
_MANY_BARS = 20
# Rows of tables that a page with signatures has at the least, and what surely fits on one with them.
_SAYS_SOMETHING, _ON_A_PAGE = 6, 30


class NotSet(RuntimeError):
    """The document could not be set; typst's own words are in the message."""


def to_pdf(document: Document) -> bytes:
    """The document as PDF: the same document gives the same bytes, on any machine and at any time.

    Raises:
        NotSet: the content breaks the template or the standard (a figure without alt text).
    """
    content = json.dumps(_document(document), ensure_ascii=False)
    try:
        pdf = typst.compile(
            str(_TEMPLATE),
            sys_inputs={"document": content},
            font_paths=[str(_FONTS)],
            ignore_system_fonts=True,
            pdf_standards=list(_STANDARDS),
        )
    except typst.TypstError as error:
        raise NotSet(f"no se pudo componer «{document.title}»: {error}") from error
    assert isinstance(pdf, bytes)
    return pdf


def shown(value: Value) -> str:
    """A cell as print shows it: zero, no data and a figure kept back have a sign each."""
    if value is None:
        return NO_DATA
    if value is RESERVED:
        return RESERVED_SIGN
    if isinstance(value, Share):
        return share(value.part, value.whole)
    if isinstance(value, Rate):
        return rate(value.value)
    if isinstance(value, Decimal):
        return amount(value) if value else ZERO
    if isinstance(value, int):
        return integer(value) if value else ZERO
    return str(value)


def _document(document: Document) -> dict[str, Any]:
    moment = document.published_at
    return {
        "title": document.title,
        "head": document.running_head,
        "foot": document.author,
        "author": document.author,
        "keywords": list(document.keywords),
        "language": document.language,
        "region": _REGIONS[document.language],
        "moment": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
        "notice": document.notice,
        "words": document.words,
        "cover": None if document.cover is None else _cover(document.cover),
        "imprint": [{"label": label, "text": text} for label, text in document.imprint],
        "sections": [_section(section) for section in document.sections],
        "letterhead": list(document.letterhead),
        "signers": [] if document.closing is None else [list(lines) for lines in document.closing.items],
        "tail": _tail(document),
    }


def _tail(document: Document) -> int:
    """How many sections go before those that stay with the signatures: of the last tables, as many as say something."""
    tail, held = len(document.sections), 0
    while document.closing is not None and tail and held < _SAYS_SOMETHING:
        rows = sum(len(table.rows) for table in tables_of(document.sections[tail - 1 : tail]))
        if held and held + rows > _ON_A_PAGE:
            break
        tail, held = tail - 1, held + rows
    return tail


def _cover(cover: Cover) -> dict[str, Any]:
    return {**vars(cover), "foot": list(cover.foot), "motif": [list(row) for row in cover.motif]}


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "level": section.level,
        "kicker": section.kicker,
        "new-page": section.new_page,
        "blocks": [_DRAWN[type(block)](block) for block in section.blocks],
    }


def _paragraph(block: Paragraph) -> dict[str, Any]:
    runs = [{"strong": run.text} if isinstance(run, Strong) else run for run in block.runs]
    return {"kind": "paragraph", "runs": runs, "style": block.style}


def _table(block: Table) -> dict[str, Any]:
    columns = [vars(column) for column in block.columns]
    rows = [{"cells": [shown(cell) for cell in row.cells], "total": row.is_total} for row in block.rows]
    return {
        "kind": "table",
        **_named(block),
        "columns": columns,
        "rows": rows,
        "small": block.small,
        "halves": block.halves,
    }


def _named(block: Table | Bars) -> dict[str, Any]:
    return {"label": block.label, "title": block.title, "source": block.source, "notes": list(block.notes)}


def _bars(block: Bars) -> dict[str, Any]:
    rows = [_bar(row) for row in block.rows]
    gutter = 1.55 if len(rows) > _MANY_BARS else 2.2
    total = None if block.total is None else _bar(block.total)
    drawn = {"alt": block.alt, "rows": rows, "leading": block.leading, "gutter": gutter, "total": total}
    return {"kind": "bars", **_named(block), **drawn}


def _bar(row: Row) -> dict[str, Any]:
    name, value = row.cells[0], row.cells[1]
    return {"name": str(name), "size": value if isinstance(value, int) else None, "shown": shown(value)}


def _map(block: Map) -> dict[str, Any]:
    def step(value: int | None) -> int | None:
        return None if value is None else sum(value >= limit for limit in block.limits)

    regions = [{"rings": region.rings, "step": step(region.value)} for region in block.regions]
    legend: list[dict[str, Any]] = [{"step": number, "text": text} for number, text in enumerate(block.legend[:-1])]
    legend.append({"step": None, "text": block.legend[-1]})
    return {"kind": "map", "regions": regions, "aspect": block.aspect, "legend": legend, "bars": _bars(block.bars)}


def _tiles(block: Tiles) -> dict[str, Any]:
    items = [{"what": what, "figure": shown(figure), "line": line} for what, figure, line in block.items]
    return {"kind": "tiles", "items": items}


_DRAWN: dict[type, Callable[[Any], dict[str, Any]]] = {
    Paragraph: _paragraph,
    Table: _table,
    Bars: _bars,
    Map: _map,
    Tiles: _tiles,
}
assert set(_DRAWN) == set(Block.__args__), "every kind of block has a drawing"
