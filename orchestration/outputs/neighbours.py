"""The pages of a home, and the relative way from each to the others: in a folder, on a server, behind a proxy.
What each page shows belongs to its room; the first page, which lists everything, to `door/`."""

from __future__ import annotations

import posixpath

from markupsafe import Markup, escape

ADDRESS = "RED_CITE_DAGSTER"
"""The variable that names where people open Dagster, and behind the front door these pages beside it."""
DOOR = "publicado/index.html"
DASHBOARD, DICTIONARY, QUALITY = (
    "publicado/tablero/index.html",
    "publicado/diccionario/index.html",
    "calidad/index.html",
)
# Those that the door lists stand in a part of it: which of them are there, it knows.
_PAGES = (
    ("Inicio", DOOR),
    ("Tablero", DASHBOARD),
    ("Calidad", QUALITY),
    ("Diccionario", DICTIONARY),
    ("Libros", f"{DOOR}#libros"),
    ("Boletines", f"{DOOR}#boletines"),
    ("Productos", f"{DOOR}#productos"),
    ("Constancias", f"{DOOR}#constancias"),
)
_STYLE = (
    ".vecinos{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;padding:.45rem 1.2rem;background:#14304d;"
    'font:14px/1.6 system-ui,"Segoe UI",sans-serif}.vecinos a,.vecinos b{color:#fff;padding:.2rem 0}'
    ".vecinos a:focus-visible{outline:2px solid #fff}"
    "@media print{.vecinos{display:none}}"
)


def way(here: str, there: str) -> str:
    """The relative address of one page from another, both by their path in the home."""
    path, mark, part = there.partition("#")
    return f"{posixpath.relpath(path, posixpath.dirname(here))}{mark}{part}"


def neighbours(here: str) -> Markup:
    """The line that leads from the page at this path of the home to the others."""
    links = (
        f"<b>{escape(name)}</b>" if page == here else f'<a href="{escape(way(here, page))}">{escape(name)}</a>'
        for name, page in _PAGES
    )
    line = " ".join(links)
    named = 'class="vecinos" role="navigation" aria-label="Páginas del almacén"'
    return Markup(f"<style>{_STYLE}</style><div {named}>{line}</div>")
