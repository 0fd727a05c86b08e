"""The data dictionary as an asset, derived from the publication after each close.
What it holds and when it is written anew belong to `dictionary/`."""

from __future__ import annotations

import dagster as dg

from orchestration.defs import publication
from orchestration.dictionary.route import publish_dictionary
from orchestration.paths import Home


@dg.asset(
    deps=[publication.KEY],
    group_name="rutas",
    kinds={"html"},
    description="Diccionario de datos en `publicado/diccionario/index.html`: tablas, columnas, métricas y linaje.",
    pool="almacen",
)
def diccionario() -> dg.MaterializeResult:
    """Writes the page where the publication or the project changed."""
    written = publish_dictionary(Home.current())
    return dg.MaterializeResult(
        metadata={
            "version": written.version,
            "nuevo": written.fresh,
            "pagina": dg.MetadataValue.path(str(written.page)),
        }
    )
