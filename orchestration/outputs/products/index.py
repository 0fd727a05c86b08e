"""The pages that lead a person through a month's products: a row a centre, with the state of its report.
Which products there are belongs to `catalog.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from orchestration.outputs.documents import index_page
from orchestration.outputs.documents.wording import long_date
from orchestration.outputs.html import template
from orchestration.outputs.products.catalog import FOLLOW_UPS, KINDS, PROGRAMMES, Product, members
from orchestration.outputs.products.month import Month
from orchestration.outputs.products.parts import ASSUMED, INTERNAL, month_of

_STATES = {"aceptado": "aceptado", "observado": "observado", "rechazado": "rechazado, sin dato"}


def write_index(folder: Path, month: Month, products: Sequence[Product]) -> None:
    """Writes `index.html`: one file, no outside host."""
    manifest = month.manifest
    page = template(Path(__file__).with_name("index.html.j2")).render(
        month=month_of(month.first),
        about=_about(month, products),
        notice=manifest.notice,
        programmes=PROGRAMMES,
        reports=[KINDS[kind].removeprefix("Seguimiento de ").removeprefix("la ") for kind in FOLLOW_UPS],
        rows=[_row(month, centre, products) for centre in _ordered(month)],
        scopes=[(p.programme, p.stem(month.key)) for p in products if p.kind == "alcance"],
        assumed=list(ASSUMED.values()),
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def write_internal_index(folder: Path, month: Month, products: Sequence[Product]) -> None:
    """Writes `index.html` of an edition for internal use, which says that it is one."""
    entries = [
        index_page.IndexEntry(
            f"{KINDS[product.kind]}: {month.centres[product.centre]['cite']}",
            f"Reporte del mes: {_state(month, product.centre)}.",
            tuple((name, f"{product.stem(month.key)}.{end}") for name, end in (("PDF", "pdf"), ("Excel", "xlsx"))),
        )
        for product in sorted(products, key=lambda p: (p.kind, month.centres[p.centre or ""]["cite"]))
        if product.centre
    ]
    title = f"Productos de la DSE, {month_of(month.first)} (uso interno)"
    notice = " ".join(filter(None, [INTERNAL, month.manifest.notice, _about(month, products)]))
    index_page.write_index(folder, entries, title, notice)


def _about(month: Month, products: Sequence[Product]) -> str:
    published = long_date(datetime.fromisoformat(month.manifest.publicado_en).date(), "es")
    return f"{len(products)} documentos, de la publicación {month.manifest.version} del {published}."


def _state(month: Month, centre: str) -> str:
    covered = month.one(month.coverage, centre)
    if month.imported(centre):
        return "importado de Data Perú"
    absent = "sin reporte, sin dato" if month.due(centre) else "no debía reportar"
    return _STATES.get(covered["estado"] if covered else "", absent)


def _ordered(month: Month) -> list[str]:
    return sorted(members(PROGRAMMES[0], month.first), key=lambda code: month.centres[code]["cite"])


def _row(month: Month, centre: str, products: Sequence[Product]) -> dict[str, object]:
    mine = {(p.kind, p.programme): p.stem(month.key) for p in products if p.centre == centre}
    return {
        "name": month.centres[centre]["cite"],
        "state": _state(month, centre),
        "whole": month.reported(centre),
        "links": [
            *(mine.get(("validacion", programme)) for programme in PROGRAMMES),
            *(mine[kind, None] for kind in FOLLOW_UPS),
        ],
    }
