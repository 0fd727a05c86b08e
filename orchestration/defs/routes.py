"""The routes from the publication to people's tools, one asset each, downstream of the publication.
Deriving and judging a route belongs to `closing/routes.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg

from orchestration.closing import routes
from orchestration.closing.routes import Route, RouteRefused
from orchestration.core.paths import Home
from orchestration.defs import publication
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import OWNERS, gate_check, in_words
from orchestration.outputs.data_peru.export import NotWritable
from orchestration.outputs.routes.address import ServerTrouble

RETRIES, RETRY_SECONDS = 2, 10
OFF = "Apagada: la variable RED_CITE_POSTGRES no está definida."


def _route(
    name: str, kinds: set[str], description: str, publish: Callable[[Home], Route | None]
) -> dg.AssetsDefinition:
    key, check = dg.AssetKey(name), f"puerta_rutas_{name}"
    spec = dg.AssetCheckSpec(check, asset=key, description="Lo leído de la ruta es igual a la publicación.")

    @dg.multi_asset(
        name=name,
        specs=[
            dg.AssetSpec(
                key,
                deps=[publication.KEY],
                group_name="rutas",
                kinds=kinds,
                owners=OWNERS,
                description=description,
                skippable=True,
            )
        ],
        check_specs=[spec],
    )
    @in_words
    def asset(casa: HomeResource) -> Iterator[Any]:
        try:
            done = publish(casa.home)
        except RouteRefused as error:
            yield gate_check(error.gate, check, key)
            raise dg.Failure(str(error)) from error
        except ServerTrouble as error:  # the one thing here that may be well again in a moment
            raise dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=RETRY_SECONDS) from error
        if done is None:
            yield dg.AssetObservation(key, description=OFF)
            yield dg.AssetCheckResult(passed=True, check_name=check, asset_key=key, description=OFF)
            return
        yield dg.MaterializeResult(
            asset_key=key, metadata={"version": done.manifest.version, "avisos": list(done.notes)}
        )
        yield gate_check(done.gate, check, key)

    return asset


excel = _route(
    "excel",
    {"excel"},
    "Un libro de Excel por tabla en `publicado/excel/`: tabla con formatos, encabezado fijo y diccionario.",
    routes.publish_excel,
)
postgres = _route(
    "postgres",
    {"postgres"},
    "El esquema `marts` de un servidor PostgreSQL, con tipos, claves, comentarios y un rol de lectura. "
    "Apagada mientras no se defina RED_CITE_POSTGRES.",
    routes.publish_postgres,
)


@dg.asset(
    deps=[publication.KEY],
    group_name="rutas",
    kinds={"csv"},
    owners=OWNERS,
    description="Las seis tablas que carga la plataforma Data Perú, en `publicado/data_peru/`, con todos los años.",
)
@in_words
def data_peru(casa: HomeResource) -> dg.MaterializeResult:
    """Writes the delivery where the publication changed."""
    try:
        manifest, fresh = routes.publish_data_peru(casa.home)
    except NotWritable as error:
        raise dg.Failure(str(error)) from error
    return dg.MaterializeResult(metadata={"version": manifest.version, "nueva": fresh})
