"""When what runs: a close each month and whenever something settled in landing, the documents when the project changed.
What a run does belongs to the assets; every trigger may fire twice without harm."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, replace
from datetime import timedelta

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from orchestration.closing import steps
from orchestration.defs.data_peru import entregas_data_peru
from orchestration.defs.dead_runs import bury_dead_runs
from orchestration.defs.partitions import month_range
from orchestration.defs.products import PRODUCTS
from orchestration.defs.siaf import siaf
from orchestration.defs.transformations import documentos
from orchestration.mailbox.landing import look
from orchestration.mailbox.settling import Sightings, mark_of, watch
from orchestration.paths import Home
from orchestration.transforming import dbt

# Sized for a file copied over a slow link: longer than any pause between two writes.
QUIET_SECONDS = 30
# What was asked for and still lies there (the run died, the disk was full) is asked for again after this long.
RETRY_SECONDS = 600
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


UNFINISHED_STATUSES = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]
_UNDER_WAY = dg.RunsFilter(job_name=cierre.name, statuses=UNFINISHED_STATUSES)


@dataclass(frozen=True)
class Cursor:
    """What the mailbox's sensor remembers: sightings, and the digest and time of what it asked for last."""

    sightings: Sightings
    asked: str = ""
    asked_at: float = 0

    @classmethod
    def of(cls, text: str | None) -> Cursor:
        """A new one where there is none or an earlier edition wrote it."""
        try:
            kept = json.loads(text or "{}")
            return cls(dict(kept["vistos"]), str(kept["pedido"]), float(kept["pedido_en"]))
        except (ValueError, KeyError, TypeError):
            return cls({})

    def text(self) -> str:
        return json.dumps({"vistos": self.sightings, "pedido": self.asked, "pedido_en": self.asked_at})

    def ask(self, marks: list[str], now: float) -> Cursor:
        """The same request as before while that is recent, else a new one."""
        digest = hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]
        if digest == self.asked and now - self.asked_at < RETRY_SECONDS:
            return self
        return replace(self, asked=digest, asked_at=now)


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
    """One run for all that has settled, or for what a close that died left half-way.

    The cursor keeps when each file was first seen as it is, and what was asked for when: a tick repeated asks for
    nothing new, and what still lies there after `RETRY_SECONDS` is asked for again.
    """
    home, moment, cursor = Home.current(), now(), Cursor.of(context.cursor)
    landing = look(home)
    seen = watch(landing, cursor.sightings, moment, QUIET_SECONDS)
    context.update_cursor(replace(cursor, sightings=seen.sightings).text())
    bury_dead_runs(context.instance)
    if context.instance.get_runs_count(_UNDER_WAY):
        return dg.SkipReason(f"Hay un cierre en curso; {len(seen.settled)} archivos esperan al siguiente.")
    if not seen.settled and not steps.unfinished(home):
        return dg.SkipReason(" ".join([why_nothing(len(seen.growing), "landing"), *landing.strays]))
    if steps.documents_due(home):
        return dg.SkipReason(f"El proyecto cambió: {len(seen.settled)} archivos esperan al trabajo «carga_documentos».")
    marks = [mark for file in seen.settled if (mark := mark_of(file)) is not None]
    asked = cursor.ask(marks, moment)
    context.update_cursor(replace(asked, sightings=seen.sightings).text())
    return dg.RunRequest(
        run_key=f"{asked.asked}-{asked.asked_at:.0f}",
        run_config={"ops": {"recepcion": {"config": {"asentados": marks}}}},
    )


def why_nothing(growing: int, folder: str) -> str:
    """Why a sensor asks for nothing."""
    if growing:
        return f"{growing} archivos siguen creciendo; se toman cuando pasen {QUIET_SECONDS} s sin cambios."
    return f"No hay archivos en {folder}."


def now() -> float:
    """Seconds since 1970 by this machine's clock."""
    return time.time()


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
