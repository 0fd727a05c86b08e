"""Leaves the dashboard of what is published at `publicado/tablero/index.html`, and does nothing where it is there.
What the page holds belongs to `site.py`; when it is asked for belongs to `defs/` and `cli/`."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from orchestration.dashboard.site import PAGE, generator, write_site
from orchestration.paths import Home
from orchestration.publishing.editions import CURRENT, edition
from orchestration.publishing.manifest import Manifest
from orchestration.publishing.routes import derive

ROUTE = "tablero"


@dataclass(frozen=True)
class Dashboard:
    """The page and the publication that it shows; `fresh` is False when it was there already."""

    page: Path
    manifest: Manifest
    fresh: bool


def publish_dashboard(home: Home) -> Dashboard:
    """The dashboard of the current publication, made anew where the publication or this program changed.

    Raises:
        UnknownEdition: nothing was published yet.
        NoCatalogue: the publication is older than the metrics.
    """
    fresh = derive(home, ROUTE, lambda source, folder: write_site(source, folder, home.cache))
    page = home.published / ROUTE / PAGE
    if not fresh and not _made_by_this_program(page):
        _replace(home, page)
        fresh = True
    return Dashboard(page, edition(home, CURRENT).manifest, fresh)


def _made_by_this_program(page: Path) -> bool:
    with page.open(encoding="utf-8") as text:
        return generator() in text.read(1000)


def _replace(home: Home, page: Path) -> None:
    """The same publication drawn by another version of the program, swapped in with one rename."""
    aside = page.parent / f".nuevo-{os.getpid()}"
    aside.mkdir()
    try:
        write_site(edition(home, CURRENT), aside, home.cache)
        os.replace(aside / PAGE, page)
    finally:
        shutil.rmtree(aside)
