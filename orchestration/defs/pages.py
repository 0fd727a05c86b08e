"""The assets that people open in a browser, dashboard and data dictionary, derived from the publication after a close.
What they show and when they are made anew belong to `dashboard/` and `dictionary/`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
import dagster as dg

from orchestration.core.paths import Home
from orchestration.defs import publication
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import OWNERS, in_words, page
from orchestration.outputs.dashboard.route import publish_dashboard
from orchestration.outputs.dictionary.route import publish_dictionary
from orchestration.publication.derivation import DerivedPage


@dg.asset(
    deps=[publication.KEY],
    group_name="rutas",
    kinds={"html"},
    owners=OWNERS,
    description="Página con lo publicado en `publicado/tablero/index.html`: no necesita red ni servidor.",
)
@in_words
def tablero(casa: HomeResource) -> dg.MaterializeResult:
    """Writes the page where the publication or the program changed; readers have the older one until it is whole."""
    return _told(casa.home, publish_dashboard(casa.home))


@dg.asset(
    deps=[publication.KEY],
    group_name="rutas",
    kinds={"html"},
    owners=OWNERS,
    description="Diccionario de datos en `publicado/diccionario/index.html`: tablas, columnas, métricas y linaje.",
)
@in_words
def diccionario(casa: HomeResource) -> dg.MaterializeResult:
    """Writes the page where the publication or the project changed; it asks dbt, which one process at a time may do."""
    return _told(casa.home, publish_dictionary(casa.home))


def _told(home: Home, derived: DerivedPage) -> dg.MaterializeResult:
    return dg.MaterializeResult(
        metadata={
            "version": derived.manifest.version,
            "nuevo": derived.fresh,
            "pagina": page(home, derived.page),
            "bytes": derived.page.stat().st_size,
        }
    )
