"""When what runs: a close each month and whenever something settled in landing, the documents when the project changed.
What a run does belongs to the assets; every trigger may fire twice without harm."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from orchestration.closing import steps
from orchestration.defs.partitions import month_range
from orchestration.defs.transformations import documentos
from orchestration.paths import Home
from orchestration.transforming import dbt
from orchestration.warehouse.reception import settled

# Sized for a file copied over a slow link: longer than any pause between two writes.
QUIET_SECONDS = 30
# The day after the last of the usual receptions (days 1 to 12), at seven in Lima.
CLOSE_CRON = "0 7 13 * *"

_DOCUMENTS = dg.AssetSelection.assets(*(spec.key for spec in documentos.specs))

carga_documentos = dg.define_asset_job(
    "carga_documentos",
    selection=_DOCUMENTS,
    description="Carga catálogos y cifras publicadas y las compara entre sí; hace falta cuando cambia el proyecto.",
)
cierre = dg.define_asset_job(
    "cierre",
    selection=dg.AssetSelection.all() - _DOCUMENTS,
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
    return dg.RunRequest(run_key=f"cierre-{month}", tags=month_tags(month))


@dg.sensor(
    job=cierre,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Recibe en una sola ejecución todo lo que ya se asentó en landing.",
)
def buzon(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run for all that has settled; the run key names those files, so that a tick repeated asks for nothing new."""
    quiet, growing = settled(Home.current(), QUIET_SECONDS, time.time())
    if not quiet:
        return dg.SkipReason(
            f"{len(growing)} archivos siguen creciendo; se toman cuando pasen {QUIET_SECONDS} s sin cambios."
            if growing
            else "No hay archivos en landing."
        )
    if steps.documents_due(Home.current()):
        return dg.SkipReason(f"El proyecto cambió: {len(quiet)} archivos esperan al trabajo «carga_documentos».")
    running = context.instance.get_runs_count(
        dg.RunsFilter(job_name=cierre.name, statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.QUEUED])
    )
    if running:
        return dg.SkipReason(f"Hay un cierre en curso; {len(quiet)} archivos esperan al siguiente.")
    marks = [f"{f.name} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in quiet]
    return dg.RunRequest(run_key=hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16])


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
