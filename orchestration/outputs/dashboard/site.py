"""Writes the dashboard of one publication: a single page that needs nothing beside it, neither network nor server.
Reading figures, drawing charts and keeping the drawing library belong to the modules beside this one."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from babel.dates import format_date

from orchestration.core.paths import PUBLISHED_FIGURES
from orchestration.core.seeds import read_seed
from orchestration.outputs.dashboard.drawing import drawing, drawing_key, script_json
from orchestration.outputs.dashboard.figures import read_departments, read_figures, read_institute
from orchestration.outputs.dashboard.listings import read_listings, scope_numbers
from orchestration.outputs.dashboard.palette import PALETTE, SEQUENCE
from orchestration.outputs.dashboard.people import read_people
from orchestration.outputs.figure_reader import NoFigures
from orchestration.outputs.html import template
from orchestration.outputs.neighbours import DASHBOARD, neighbours
from orchestration.publication.derivation import PAGE
from orchestration.publication.editions import Edition, reading
from orchestration.publication.manifest import Manifest
from orchestration.publication.metrics.definitions import Metric
from orchestration.publication.metrics.querying import catalogue

_HERE = Path(__file__).parent
_SCRIPTS = ("data.js", "charts.js", "views.js", "main.js")


def write_site(source: Edition, folder: Path, kept: Path, stale: tuple[str, ...] = ()) -> None:
    """Leaves `index.html` in `folder`: the publication's figures at every choice of the filters, and their charts.

    `kept` is the folder where drawings stay between calls (`drawing.py`); `stale` are sentences, each of a document
    that no longer says what is published.

    Raises:
        NoFigures: the publication is older than a mart, column or metric that the page shows.
    """
    with reading(source, "la página del tablero", NoFigures) as connection:
        content, metrics = _content(connection), catalogue(connection)
    drawn = drawing(kept)
    text = template(_HERE / "page.html.j2").render(
        **_told(source.manifest, content),
        metrics=[metric for metric in metrics if not metric.auxiliary],
        readings=readings(metrics),
        nav=neighbours(DASHBOARD),
        generator=generator(stale),
        stale=stale,
        shades=SEQUENCE,
        style=_style(),
        script=_script(),
        data=script_json(content),
        charts=drawn.specifications,
        library=drawn.library,
    )
    (folder / PAGE).write_text(text, encoding="utf-8")


@cache
def generator(stale: tuple[str, ...] = ()) -> str:
    """Names the state of this program, and of the `stale` documents, that makes a page: two that differ may draw the
    same publication differently."""
    digest = hashlib.sha256(drawing_key().encode())
    for source in sorted(f for f in _HERE.rglob("*") if f.is_file() and f.suffix != ".pyc"):
        digest.update(source.read_bytes())
    digest.update(f"{stale!r} {neighbours(DASHBOARD)}".encode())
    return f"red-cite tablero {digest.hexdigest()[:16]}"


def _content(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """All that the page's script looks up: lists by name, figures by metric."""
    listings = read_listings(connection)
    scopes = scope_numbers(listings)
    lists = listings | read_people(connection, scopes)
    lists |= {"departamentos": read_departments(connection), "instituto": read_institute(connection)}
    return {
        "listas": lists,
        "cifras": read_figures(connection, scopes),
        "documentos": _documents(),
    }


def readings(metrics: Sequence[Metric]) -> dict[str, str]:
    """How each metric is read, by its name; the other metrics that the sentence names go by their label."""
    labels = {metric.name: metric.label for metric in metrics}
    return {m.name: re.sub(r"`(\w+)`", lambda name: f"«{labels.get(name[1], name[1])}»", m.reading) for m in metrics}


def _told(manifest: Manifest, content: dict[str, Any]) -> dict[str, Any]:
    """What stands on the page whatever the filters say."""
    listings, day = content["listas"], datetime.fromisoformat(manifest.publicado_en)
    deliveries = [file for (file,) in listings.pop("entregas")["filas"]]
    return {
        "manifest": manifest,
        "notices": [notice for notice in (manifest.notice, of_spending(deliveries)) if notice],
        "published": format_date(day, "d 'de' MMMM 'de' y", locale="es_PE"),
        "service_types": len(listings["tipos_servicio"]["filas"]),
        "client_types": len(listings["tipos_cliente"]["filas"]),
        "deliveries": deliveries,
        "discrepancies": [sentence for *_, sentence in listings.pop("discrepancias")["filas"]],
    }


def of_spending(deliveries: Sequence[str]) -> str | None:
    """A delivery of the SIAF that a generator wrote says so in its name."""
    invented = any("sintetico" in file for file in deliveries)
    return "Lo devengado es inventado: no es gasto real." if invented else None


def _style() -> str:
    font = b64encode((_HERE / "assets" / "source-sans-3.woff2").read_bytes()).decode()
    return template(_HERE / "assets" / "style.css.j2").render(palette=PALETTE, font=font)


def _script() -> str:
    """The page's own scripts, in a scope of their own: the drawing library has short global names."""
    parts = [(_HERE / "assets" / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return "\n".join(["(() => {", *parts, "})();"])


def _documents() -> dict[str, str]:
    """The published documents' names by the codes that the marts carry."""
    return {row["documento"]: row["nombre"] for row in read_seed(PUBLISHED_FIGURES / "documentos_publicados.csv")}
