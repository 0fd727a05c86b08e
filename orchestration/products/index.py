"""The page that leads a person through a month's products: a row a centre, with the state of its report.
Which products there are belongs to `catalog.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from orchestration.documents.wording import long_date
from orchestration.products.catalog import FOLLOW_UPS, KINDS, PROGRAMMES, Product, members
from orchestration.products.month import Month
from orchestration.products.parts import ASSUMED, month_of

_STATES = {"aceptado": "aceptado", "observado": "observado", "rechazado": "rechazado, sin dato"}


def write_index(folder: Path, month: Month, products: Sequence[Product]) -> None:
    """Writes `index.html`: one file, no outside host."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    manifest = month.manifest
    published = long_date(datetime.fromisoformat(manifest.publicado_en).date(), "es")
    page = environment.get_template("index.html.j2").render(
        month=month_of(month.first),
        about=f"{len(products)} documentos, de la publicación {manifest.version} del {published}.",
        notice=manifest.notice,
        programmes=PROGRAMMES,
        reports=[KINDS[kind].removeprefix("Seguimiento de ").removeprefix("la ") for kind in FOLLOW_UPS],
        rows=[_row(month, centre, products) for centre in _ordered(month)],
        scopes=[(p.programme, p.stem(month.key)) for p in products if p.kind == "alcance"],
        assumed=list(ASSUMED.values()),
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def _ordered(month: Month) -> list[str]:
    return sorted(members(PROGRAMMES[0]), key=lambda code: month.centres[code]["cite"])


def _row(month: Month, centre: str, products: Sequence[Product]) -> dict[str, object]:
    mine = {(p.kind, p.programme): p.stem(month.key) for p in products if p.centre == centre}
    covered = month.one(month.coverage, centre)
    state = _STATES.get(covered["estado"] if covered else "", "sin reporte, sin dato")
    return {
        "name": month.centres[centre]["cite"],
        "state": state,
        "whole": month.reported(centre),
        "links": [
            *(mine.get(("validacion", programme)) for programme in PROGRAMMES),
            *(mine[kind, None] for kind in FOLLOW_UPS),
        ],
    }
