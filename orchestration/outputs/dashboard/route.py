"""Leaves the dashboard of what is published at `publicado/tablero/index.html`, and does nothing where it is there.
What the page holds belongs to `site.py`; when it is asked for belongs to `defs/` and `cli/`."""

from __future__ import annotations

from pathlib import Path

from orchestration.core.paths import Home
from orchestration.outputs.dashboard.site import generator, write_site
from orchestration.publication.derivation import PAGE, DerivedPage, derive_page

ROUTE = "tablero"


def publish_dashboard(home: Home) -> DerivedPage:
    """The dashboard of the current publication, made anew where the publication or this program changed.

    Raises:
        UnknownEdition: nothing was published yet.
        NoCatalogue: the publication is older than the metrics.
    """
    return derive_page(
        home, ROUTE, lambda source, folder: write_site(source, folder, home.cache), _made_by_this_program
    )


def _made_by_this_program(folder: Path) -> bool:
    with (folder / PAGE).open(encoding="utf-8") as text:
        return generator() in text.read(1000)
