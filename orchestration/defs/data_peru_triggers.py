"""When deliveries of the earlier data platform are taken in: whenever one has settled in its landing.
What a run does belongs to the assets; what the triggers remember is said in `triggers.py`."""

from __future__ import annotations

from dataclasses import replace

import dagster as dg

from orchestration.closing.siaf import marts_can_follow
from orchestration.data_peru.landing import mark_of
from orchestration.defs.data_peru import entregas_data_peru
from orchestration.defs.dead_runs import bury_dead_runs
from orchestration.defs.products import PRODUCTS
from orchestration.defs.publication import KEY as PUBLICATION
from orchestration.defs.transformations import marts
from orchestration.defs.triggers import QUIET_SECONDS, UNFINISHED_STATUSES, Cursor, now, why_nothing
from orchestration.mailbox.landing import look_at_data_peru
from orchestration.paths import Home

KEYS = [spec.key for spec in entregas_data_peru.specs]

carga_data_peru = dg.define_asset_job(
    "carga_data_peru",
    selection=dg.AssetSelection.assets(*KEYS, *(spec.key for spec in marts.specs))
    | (dg.AssetSelection.assets(PUBLICATION).downstream() - PRODUCTS),
    description="Carga las entregas de Data Perú que hay en landing/data_peru, rehace los marts y publica.",
)
_UNDER_WAY = dg.RunsFilter(job_name=carga_data_peru.name, statuses=UNFINISHED_STATUSES)


@dg.sensor(
    job=carga_data_peru,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Carga en una sola ejecución las entregas que ya se asentaron en landing/data_peru.",
)
def buzon_data_peru(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """As the sensor of the reports: the cursor keeps when each delivery was first seen so, and what was asked for.

    Where no close has judged what the centres reported, the marts wait for the next close.
    """
    home, moment, cursor = Home.current(), now(), Cursor.of(context.cursor)
    landing = look_at_data_peru(home)
    sightings = {mark: min(cursor.sightings.get(mark, moment), moment) for mark in map(mark_of, landing.files)}
    ready = sorted(mark for mark, first_seen in sightings.items() if moment - first_seen >= QUIET_SECONDS)
    context.update_cursor(replace(cursor, sightings=sightings).text())
    bury_dead_runs(context.instance)
    if context.instance.get_runs_count(_UNDER_WAY):
        return dg.SkipReason(f"Hay una carga en curso; {len(ready)} entregas esperan a la siguiente.")
    if not ready:
        return dg.SkipReason(" ".join([why_nothing(len(sightings), "landing/data_peru"), *landing.strays]))
    asked = cursor.ask(ready, moment)
    context.update_cursor(replace(asked, sightings=sightings).text())
    return dg.RunRequest(
        run_key=f"data-peru-{asked.asked}-{asked.asked_at:.0f}",
        run_config={"ops": {entregas_data_peru.op.name: {"config": {"asentadas": ready}}}},
        asset_selection=None if marts_can_follow(home) else KEYS,
    )
