"""The two assets of the earlier data platform: its deliveries taken in, and the publication written as one of them.
What a delivery holds and what its gate says belong to `data_peru/` and `closing/data_peru.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.closing.data_peru import publish_delivery, receive_deliveries
from orchestration.core.paths import Home
from orchestration.defs import publication
from orchestration.defs.dead_runs import own_tags
from orchestration.intake.data_peru.landing import settled, still_there
from orchestration.intake.data_peru.storing import Stored
from orchestration.outputs.data_peru.export import NotWritable

GATE = "puerta_data_peru"
RAW_TABLES = {
    "data_peru_entregas": "Una fila por entrega de Data Perú recibida, también las rechazadas.",
    "data_peru_filas": "Una fila por fila de cada entrega aceptada, con sus celdas como llegaron.",
    "data_peru_observaciones": "Una fila por hallazgo: por qué se rechazó una entrega, y advertencias.",
}
_FIRST = dg.AssetKey(["raw", "data_peru_entregas"])


class DeliveryConfig(dg.Config):
    """What a run takes from `landing/data_peru`.

    `asentadas`: marks of the deliveries that the sensor found settled; given these, no other is taken.
    `segundos_de_quietud`: without them, a delivery that changes in that time waits.
    """

    asentadas: list[str] | None = None
    segundos_de_quietud: float = 2


@dg.multi_asset(
    name="entregas_data_peru",
    specs=[
        dg.AssetSpec(["raw", table], group_name="raw", kinds={"csv", "duckdb"}, description=description)
        for table, description in RAW_TABLES.items()
    ],
    check_specs=[dg.AssetCheckSpec(GATE, asset=_FIRST, description="Suites data_peru_* sobre cada entrega recibida.")],
    pool="almacen",
)
def entregas_data_peru(context: dg.AssetExecutionContext, config: DeliveryConfig) -> Iterator[Any]:
    """Takes in the deliveries that have settled in their landing."""
    context.instance.add_run_tags(context.run_id, own_tags())  # also where the daemon launched it
    home = Home.current()
    if config.asentadas is None:
        found = settled(home, config.segundos_de_quietud)
    else:
        found = still_there(home, config.asentadas)
    done = receive_deliveries(home, found)
    for table in RAW_TABLES:
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"entregas": len(done)})
    yield _check(done)


def _check(done: list[Stored]) -> dg.AssetCheckResult:
    """Red when a delivery was refused, yellow when one came in with warnings."""
    refused = [stored for stored in done if stored.estado != "aceptado"]
    return dg.AssetCheckResult(
        passed=not any(stored.observaciones for stored in done),
        check_name=GATE,
        asset_key=_FIRST,
        severity=dg.AssetCheckSeverity.ERROR if refused else dg.AssetCheckSeverity.WARN,
        description=f"{len(done)} entregas, {len(refused)} rechazadas.",
        metadata={"observaciones": dg.MetadataValue.json([o.mensaje for stored in done for o in stored.observaciones])},
    )


@dg.asset(
    deps=[publication.KEY],
    group_name="rutas",
    kinds={"csv"},
    description="Las seis tablas que carga la plataforma Data Perú, en `publicado/data_peru/`, con todos los años.",
)
def data_peru() -> dg.MaterializeResult:
    """Writes the delivery where the publication changed."""
    try:
        manifest, fresh = publish_delivery(Home.current())
    except NotWritable as error:
        raise dg.Failure(str(error)) from error
    return dg.MaterializeResult(metadata={"version": manifest.version, "nueva": fresh})
