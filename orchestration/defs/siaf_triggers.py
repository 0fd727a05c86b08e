"""When the SIAF's files are taken in: whenever one has settled in its landing, and each month before the close.
What a run does belongs to the assets; how a sensor asks is said in `asking.py`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from orchestration.closing.siaf import marts_can_follow, siaf_unfinished, year_of
from orchestration.core.paths import Home
from orchestration.defs.asking import QUIET_SECONDS, Tick, why_nothing
from orchestration.defs.partitions import YEARS, year_key
from orchestration.defs.products import PRODUCTS
from orchestration.defs.publication import KEY as PUBLICATION
from orchestration.defs.siaf import siaf
from orchestration.defs.transformations import marts
from orchestration.intake.mailbox.landing import look_at_siaf

# The day before the close: what it loads is in the figures that the close publishes.
SIAF_CRON = "0 7 12 * *"
SIAF_KEYS = [spec.key for spec in siaf.specs]

carga_siaf = dg.define_asset_job(
    "carga_siaf",
    selection=dg.AssetSelection.assets(*SIAF_KEYS, *(spec.key for spec in marts.specs))
    | (dg.AssetSelection.assets(PUBLICATION).downstream() - PRODUCTS),
    description="Carga los archivos del SIAF que hay en landing/siaf, rehace los marts y publica.",
)


def request_for(home: Home, files: Sequence[Path]) -> dict[str, Any]:
    """The tags and the selection of one run over `files`: their years, and what can be built after them.

    Where no close has judged what the centres reported, or they reported since, the marts wait for the next close.
    """
    current = YEARS.get_partition_keys()[-1]
    keys = sorted(key for file in files if (key := year_key(year_of(file))) is not None) or [current]
    return {
        "tags": {ASSET_PARTITION_RANGE_START_TAG: keys[0], ASSET_PARTITION_RANGE_END_TAG: keys[-1]},
        "asset_selection": None if marts_can_follow(home) else SIAF_KEYS,
    }


def run_config(**config: Any) -> dict[str, Any]:
    """The configuration of the asset, as a run takes it."""
    return {"ops": {siaf.op.name: {"config": config}}}


@dg.schedule(
    job=carga_siaf,
    cron_schedule=SIAF_CRON,
    execution_timezone="America/Lima",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Cada día 12 a las 7:00 de Lima carga lo que haya en landing/siaf, antes del cierre del 13.",
)
def siaf_mensual(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run over what lies there, settled or not: the run itself waits for what still grows."""
    home = Home.current()
    files = look_at_siaf(home).files
    if not files and not siaf_unfinished(home):
        return dg.SkipReason("No hay archivos en landing/siaf.")
    return dg.RunRequest(
        run_key=f"siaf-{context.scheduled_execution_time:%Y-%m}",
        run_config=run_config(segundos_de_quietud=QUIET_SECONDS),
        **request_for(home, files),
    )


@dg.sensor(
    job=carga_siaf,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Carga en una sola ejecución los archivos del SIAF que ya se asentaron en landing/siaf.",
)
def buzon_siaf(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run for all that has settled, or for what a load that died left half-way."""
    home, tick = Home.current(), Tick.of(context)
    seen = tick.look(look_at_siaf)

    def hindrance() -> str | None:
        return None if seen.settled or siaf_unfinished(home) else why_nothing(seen, "landing/siaf")

    busy = f"Hay una carga en curso; {len(seen.settled)} archivos esperan a la siguiente."
    key = tick.ask(seen, carga_siaf.name, busy, hindrance)
    if isinstance(key, dg.SkipReason):
        return key
    return dg.RunRequest(
        run_key=f"siaf-{key}", run_config=run_config(asentados=seen.marks), **request_for(home, seen.settled)
    )
