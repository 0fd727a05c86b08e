"""The asset that people look at: the dashboard, derived from the publication after each close.
What it shows and when it is made anew belong to `dashboard/`."""

from __future__ import annotations

import dagster as dg

from orchestration.dashboard.route import publish_dashboard
from orchestration.defs import publication
from orchestration.paths import Home


@dg.asset(
    deps=[publication.KEY],
    group_name="rutas",
    kinds={"html"},
    description="Página con lo publicado en `publicado/tablero/index.html`: no necesita red ni servidor.",
)
def tablero() -> dg.MaterializeResult:
    """Writes the page where the publication or the program changed; readers have the older one until it is whole."""
    shown = publish_dashboard(Home.current())
    return dg.MaterializeResult(
        metadata={
            "version": shown.manifest.version,
            "nuevo": shown.fresh,
            "pagina": dg.MetadataValue.path(str(shown.page)),
            "bytes": shown.page.stat().st_size,
        }
    )
