"""Leaves the dashboard of what is published at `publicado/tablero/index.html`, and does nothing where it is there.
What the page holds belongs to `site.py`; when it is asked for belongs to `defs/` and `cli/`."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.outputs.dashboard.site import generator, write_site
from orchestration.outputs.door.page import write_door
from orchestration.outputs.figure_reader import NoFigures
from orchestration.outputs.stale_documents import stale_documents
from orchestration.publication.derivation import PAGE, DerivedPage, derive_page, leads_to_current

ROUTE = "tablero"


def publish_dashboard(home: Home) -> DerivedPage:
    """The dashboard of the current publication, made anew where that, this program or the stale documents changed.

    Raises:
        UnknownEdition: nothing was published yet.
        NoFigures: the publication is older than what the page shows.
    """
    stale = stale_documents(home)
    made_so = partial(_made_by, generator(stale))
    derived = derive_page(home, ROUTE, lambda source, folder: write_site(source, folder, home.cache, stale), made_so)
    write_door(home)
    return derived


def shows_current(home: Home) -> bool:
    """Whether `publish_dashboard` would find its work done.

    Raises:
        UnknownEdition: nothing was published yet.
    """
    return leads_to_current(home, ROUTE) and _made_by(generator(stale_documents(home)), home.published / ROUTE)


def retell_documents(home: Home) -> None:
    """After documents were made: the first page lists them, and a dashboard that stands tells today's stale ones.

    Over a publication of an earlier program it stays as it is, until a close.
    """
    write_door(home)
    if (home.published / ROUTE / PAGE).exists():
        with suppress(NoFigures):
            publish_dashboard(home)


def _made_by(program: str, folder: Path) -> bool:
    with (folder / PAGE).open(encoding="utf-8") as text:
        return program in text.read(1000)
