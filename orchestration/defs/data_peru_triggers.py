"""When deliveries of the earlier data platform are taken in: whenever one has settled in its landing.
What a run does belongs to the assets; how a sensor asks is said in `asking.py`."""

from __future__ import annotations

import dagster as dg

from orchestration.closing.siaf import marts_can_follow
from orchestration.core.paths import Home
from orchestration.defs.asking import Tick, why_nothing
from orchestration.defs.data_peru import entregas_data_peru
from orchestration.defs.products import PRODUCTS
from orchestration.defs.publication import KEY as PUBLICATION
from orchestration.defs.transformations import marts
from orchestration.intake.data_peru.landing import mark_of
from orchestration.intake.mailbox.landing import look_at_data_peru

KEYS = [spec.key for spec in entregas_data_peru.specs]

carga_data_peru = dg.define_asset_job(
    "carga_data_peru",
    selection=dg.AssetSelection.assets(*KEYS, *(spec.key for spec in marts.specs))
    | (dg.AssetSelection.assets(PUBLICATION).downstream() - PRODUCTS),
    description="Carga las entregas de Data Perú que hay en landing/data_peru, rehace los marts y publica.",
)


@dg.sensor(
    job=carga_data_peru,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Carga en una sola ejecución las entregas que ya se asentaron en landing/data_peru.",
)
def buzon_data_peru(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run for all that has settled. Where no close has judged what the centres reported, the marts wait for it."""
    home, tick = Home.current(), Tick.of(context)
    seen = tick.look(look_at_data_peru, mark_of)
    busy = f"Hay una carga en curso; {len(seen.settled)} entregas esperan a la siguiente."
    key = tick.ask(
        seen, carga_data_peru.name, busy, lambda: None if seen.settled else why_nothing(seen, "landing/data_peru")
    )
    if isinstance(key, dg.SkipReason):
        return key
    return dg.RunRequest(
        run_key=f"data-peru-{key}",
        run_config={"ops": {entregas_data_peru.op.name: {"config": {"asentadas": seen.marks}}}},
        asset_selection=None if marts_can_follow(home) else KEYS,
    )
