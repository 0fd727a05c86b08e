"""When what runs: a close each month and whenever something settled in landing, the documents when the project changed.
What a run does belongs to the assets; every trigger may fire twice without harm."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
import dagster as dg

from orchestration.closing import steps
from orchestration.core.clock import LIMA, close_moment, lima_now
from orchestration.core.paths import Home
from orchestration.defs.asking import QUIET_SECONDS
from orchestration.defs.home import HomeResource
from orchestration.defs.mailboxes import mailbox, request_for, run_config
from orchestration.defs.metadata import skipping_in_words
from orchestration.defs.partitions import month_range, months_due, months_of
from orchestration.defs.private import range_tags_of
from orchestration.defs.products import PRODUCTS, productos_mensuales
from orchestration.defs.registered import ASSETS, LOADED, LOADS
from orchestration.defs.transformations import documentos
from orchestration.intake.feeds import REPORTS, SIAF
from orchestration.publication.snapshot import current
from orchestration.transforming import dbt

# The day before the close: what it loads is in the figures that the close publishes.
SIAF_CRON = "0 7 12 * *"

_DOCUMENTS = dg.AssetSelection.assets(*(spec.key for spec in documentos.specs))
# The other feeds are taken in when they arrive, by jobs of their own: a job's partitions are of one kind.
_OTHER_FEEDS = dg.AssetSelection.assets(*(key for assets in LOADED for key in assets.keys))

carga_documentos = dg.define_asset_job(
    "carga_documentos",
    selection=_DOCUMENTS,
    description="Carga catálogos y cifras publicadas y las compara entre sí; hace falta cuando cambia el proyecto.",
)
cierre = dg.define_asset_job(
    "cierre",
    selection=dg.AssetSelection.all() - _DOCUMENTS - _OTHER_FEEDS - PRODUCTS,
    description="Un cierre: recibe lo que hay en landing, carga, transforma, comprueba y publica.",
)


def month_tags(month: str) -> dict[str, str]:
    """The tags that make one run of a month's partitions."""
    return range_tags_of(*month_range(month))


@dg.sensor(
    job=cierre,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Cada día 13 a las 7:00 de Lima cierra el mes anterior; tras una parada, cada mes que venció en ella.",
)
@skipping_in_words
def cierre_mensual(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Each month that came due since the last look, once; what came due before the first look is a person's to close.

    Not a schedule: of the ticks that it missed, Dagster keeps the last alone.
    """
    due = months_due(lima_now())
    if context.cursor is None:
        context.update_cursor(due[-1])
        return dg.SkipReason(f"Los meses hasta {due[-1]} se cierran con `red-cite cerrar`; desde aquí, cada día 13.")
    asked = [month for month in due if month > context.cursor and not is_closed(context.instance, month)]
    if not asked:
        return dg.SkipReason(f"El último mes por cerrar fue {context.cursor}; no hay otro vencido.")
    patient = run_config(REPORTS, todo=True, segundos_de_quietud=QUIET_SECONDS)
    return dg.SensorResult(
        [dg.RunRequest(run_key=f"cierre-{m}", tags=month_tags(m), run_config=patient) for m in asked],
        cursor=asked[-1],
    )


def is_closed(instance: dg.DagsterInstance, month: str) -> bool:
    """Whether somebody closed it after it came due."""
    since = close_moment(month).replace(tzinfo=LIMA)
    done = dg.RunsFilter(job_name=cierre.name, statuses=[dg.DagsterRunStatus.SUCCESS], created_after=since)
    return any(month in months_of(run.tags) for run in instance.get_runs(done))


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[cierre],
    request_job=productos_mensuales,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Después de cada cierre de un mes vencido escribe sus productos, si lo publicado es otro.",
)
@skipping_in_words
def productos_del_mes(context: dg.RunStatusSensorContext, casa: HomeResource) -> list[dg.RunRequest] | dg.SkipReason:
    """The products of a month follow what was published of it, once a publication."""
    published = current(casa.home)
    due = set(months_due(lima_now())).intersection(months_of(context.dagster_run.tags))
    if published is None or not due:
        return dg.SkipReason("El cierre no fue de un mes vencido, o no hay nada publicado.")
    told = published.huella[:16]
    return [dg.RunRequest(run_key=f"productos-{month}-{told}", partition_key=month) for month in sorted(due)]


def _documents_first(home: Home, count: int) -> str | None:
    if steps.documents_due(home):
        return f"El proyecto cambió: {count} archivos esperan al trabajo «carga_documentos»."
    return None


buzon = mailbox(ASSETS[REPORTS.name], cierre, name="buzon", skip_reason=_documents_first)


@dg.schedule(
    job=LOADS[SIAF.name],
    cron_schedule=SIAF_CRON,
    execution_timezone="America/Lima",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Cada día 12 a las 7:00 de Lima carga lo que haya en landing/siaf, antes del cierre del 13.",
)
@skipping_in_words
def siaf_mensual(context: dg.ScheduleEvaluationContext, casa: HomeResource) -> dg.RunRequest | dg.SkipReason:
    """One run over what lies there, settled or not: the run itself waits for what still grows."""
    home = casa.home
    files = SIAF.lying(home).files
    if not files and not steps.unfinished(home, SIAF):
        return dg.SkipReason("No hay archivos en landing/siaf.")
    return dg.RunRequest(
        run_key=f"siaf-{context.scheduled_execution_time:%Y-%m}",
        run_config=run_config(SIAF, todo=True, segundos_de_quietud=QUIET_SECONDS),
        **request_for(ASSETS[SIAF.name])(home, files),
    )


@dg.sensor(
    job=carga_documentos,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Carga de nuevo catálogos y cifras publicadas cuando cambia el proyecto.",
)
@skipping_in_words
def proyecto(casa: HomeResource) -> dg.RunRequest | dg.SkipReason:
    """One run for each state of the project whose documents did not pass their gate yet."""
    if not steps.documents_due(casa.home):
        return dg.SkipReason("El proyecto no ha cambiado desde la última carga de sus documentos.")
    return dg.RunRequest(run_key=f"documentos-{dbt.fingerprint()[:16]}")
