"""The asset that readers see: the published snapshot, swapped in behind its gate.
How it is written aside and compared belongs to `publication/`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
import dagster as dg

from orchestration.closing import steps
from orchestration.core.paths import DBT_PROJECT
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import gate_check

KEY = dg.AssetKey("publicacion")
CHECK = "puerta_publicacion"
PUBLISHED_TABLES = sorted(f.stem for f in (DBT_PROJECT / "models" / "marts").rglob("*.sql"))


@dg.asset(
    key=KEY,
    deps=[dg.AssetKey(["marts", table]) for table in PUBLISHED_TABLES],
    check_specs=[
        dg.AssetCheckSpec(CHECK, asset=KEY, description="La copia es igual al almacén y no lleva datos personales.")
    ],
    group_name="publicacion",
    kinds={"duckdb", "parquet"},
    description="Marts y dimensiones en `publicado/`: un archivo DuckDB, Parquet y su manifiesto.",
)
def publicacion(casa: HomeResource) -> dg.MaterializeResult:
    """Publishes; raises, and leaves what is published as it was, when a gate did not pass."""
    result = steps.publish(casa.home)
    manifest = result.manifest
    return dg.MaterializeResult(
        metadata={
            "version": manifest.version,
            "huella": manifest.huella,
            "nueva": result.fresh,
            "reportes_vigentes": len(manifest.fuentes),
            "reportes_que_faltan": dg.MetadataValue.json(manifest.faltan),
            "filas": dg.MetadataValue.json({name: table.rows for name, table in manifest.tablas.items()}),
        },
        check_results=[gate_check(result.gate, CHECK, KEY)],
    )
