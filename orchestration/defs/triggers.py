"""When what runs: a close each month and whenever something settled in landing, the documents when the project changed.
What a run does belongs to the assets; every trigger may fire twice without harm."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from orchestration.closing import steps
from orchestration.core.paths import Home
from orchestration.defs.asking import QUIET_SECONDS, Tick, why_nothing
from orchestration.defs.data_peru import entregas_data_peru
from orchestration.defs.partitions import month_range
from orchestration.defs.products import PRODUCTS
from orchestration.defs.siaf import siaf
from orchestration.defs.transformations import documentos
from orchestration.intake.mailbox.landing import look
from orchestration.transforming import dbt

# The day after the last of the usual receptions (days 1 to 12), at seven in Lima.
CLOSE_CRON = "0 7 13 * *"

_DOCUMENTS = dg.AssetSelection.assets(*(spec.key for spec in documentos.specs))
# Its partitions are years: it has a job of its own (`siaf_triggers.py`).
_SIAF = dg.AssetSelection.assets(*(spec.key for spec in siaf.specs))
# Taken in when they arrive, which is seldom (`data_peru_triggers.py`).
_DATA_PERU = dg.AssetSelection.assets(*(spec.key for spec in entregas_data_peru.specs))

carga_documentos = dg.define_asset_job(
    "carga_documentos",
    selection=_DOCUMENTS,
    description="Carga catálogos y cifras publicadas y las compara entre sí; hace falta cuando cambia el proyecto.",
)
cierre = dg.define_asset_job(
    "cierre",
    selection=dg.AssetSelection.all() - _DOCUMENTS - _SIAF - _DATA_PERU - PRODUCTS,
    description="Un cierre: recibe lo que hay en landing, carga, transforma, comprueba y publica.",
)


def month_tags(month: str) -> dict[str, str]:
    """The tags that make one run of a month's partitions."""
    first, last = month_range(month)
    return {ASSET_PARTITION_RANGE_START_TAG: first, ASSET_PARTITION_RANGE_END_TAG: last}


@dg.schedule(
    job=cierre,
    cron_schedule=CLOSE_CRON,
    execution_timezone="America/Lima",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Cada día 13 a las 7:00 de Lima cierra el mes anterior.",
)
def cierre_mensual(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Closes the month before the scheduled moment."""
    month = (context.scheduled_execution_time.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    patient = {"ops": {"recepcion": {"config": {"segundos_de_quietud": QUIET_SECONDS}}}}
    return dg.RunRequest(run_key=f"cierre-{month}", tags=month_tags(month), run_config=patient)


@dg.sensor(
    job=cierre,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Recibe en una sola ejecución todo lo que ya se asentó en landing.",
)
def buzon(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run for all that has settled, or for what a close that died left half-way."""
    home, tick = Home.current(), Tick.of(context)
    seen = tick.look(look)

    def hindrance() -> str | None:
        if not seen.settled and not steps.unfinished(home):
            return why_nothing(seen, "landing")
        if steps.documents_due(home):
            return f"El proyecto cambió: {len(seen.settled)} archivos esperan al trabajo «carga_documentos»."
        return None

    busy = f"Hay un cierre en curso; {len(seen.settled)} archivos esperan al siguiente."
    key = tick.ask(seen, cierre.name, busy, hindrance)
    if isinstance(key, dg.SkipReason):
        return key
    return dg.RunRequest(run_key=key, run_config={"ops": {"recepcion": {"config": {"asentados": seen.marks}}}})


@dg.sensor(
    job=carga_documentos,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Carga de nuevo catálogos y cifras publicadas cuando cambia el proyecto.",
)
def proyecto() -> dg.RunRequest | dg.SkipReason:
    """One run for each state of the project whose documents did not pass their gate yet."""
    if not steps.documents_due(Home.current()):
        return dg.SkipReason("El proyecto no ha cambiado desde la última carga de sus documentos.")
    return dg.RunRequest(run_key=f"documentos-{dbt.fingerprint()[:16]}")
