"""The asset that readers see: the published snapshot, swapped in behind its gate.
How it is written aside and compared belongs to `publication/`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from datetime import timedelta

import dagster as dg

from orchestration.closing import steps
from orchestration.core.paths import DBT_PROJECT, Home
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import OWNERS, gate_check, in_words, page
from orchestration.publication.metrics import query

KEY = dg.AssetKey("publicacion")
CHECK = "puerta_publicacion"
# The metrics that its page plots over the publications.
PLOTTED = ("servicios", "clientes")
PUBLISHED_TABLES = sorted(f.stem for f in (DBT_PROJECT / "models" / "marts").rglob("*.sql"))


@dg.asset(
    key=KEY,
    deps=[dg.AssetKey(["marts", table]) for table in PUBLISHED_TABLES],
    check_specs=[
        dg.AssetCheckSpec(CHECK, asset=KEY, description="La copia es igual al almacén y no lleva datos personales.")
    ],
    group_name="publicacion",
    kinds={"duckdb", "parquet"},
    owners=OWNERS,
    freshness_policy=dg.FreshnessPolicy.cron(
        deadline_cron="0 12 13 * *", lower_bound_delta=timedelta(hours=12), timezone="America/Lima"
    ),
    description="Marts y dimensiones en `publicado/`: un archivo DuckDB, Parquet y su manifiesto.",
)
@in_words
def publicacion(casa: HomeResource) -> dg.MaterializeResult:
    """Publishes; raises, and leaves what is published as it was, when a gate did not pass."""
    result = steps.publish(casa.home)
    manifest = result.manifest
    return dg.MaterializeResult(
        metadata={
            "version": manifest.version,
            "huella": manifest.huella,
            "nueva": result.fresh,
            **_figures(casa.home),
            "discrepancias": manifest.tablas["discrepancias"].rows,
            "reportes_vigentes": len(manifest.fuentes),
            "reportes_que_faltan": dg.MetadataValue.json(manifest.faltan),
            "calidad": page(casa.home, casa.home.quality / "index.html"),
            "tablero": page(casa.home, casa.home.published / "tablero" / "index.html"),
            "filas": dg.MetadataValue.json({name: table.rows for name, table in manifest.tablas.items()}),
        },
        check_results=[gate_check(result.gate, CHECK, KEY)],
    )


def _figures(home: Home) -> dict[str, int]:
    """The network's figures of the newest year, to date: a number that jumps is seen in their plot."""
    publication = home.published / "red_cite.duckdb"
    newest = {name: query(publication, name)[name].dropna()[-1:] for name in PLOTTED}
    return {name: int(value) for name, values in newest.items() for value in values}
