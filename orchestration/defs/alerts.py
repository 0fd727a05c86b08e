"""The sensor that tells people what went wrong: failed runs, months not closed, and what `closing/alerts.py` finds.
To whom, and how, belongs to `closing/telling.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration.closing.alerts import Alert, standing
from orchestration.closing.telling import anyone, tell
from orchestration.core.clock import close_moment, lima_now
from orchestration.core.paths import Home
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import in_a_sentence, skipping_in_words, step_message
from orchestration.defs.partitions import months_due, months_of
from orchestration.defs.triggers import is_closed

# A failure is told once; older ones are a matter for the list of runs.
FAILURES_OF = timedelta(days=7)
# A close takes minutes, and the sensor that asks for it looks every minute.
CLOSE_MAY_TAKE = timedelta(hours=6)


@dg.sensor(
    minimum_interval_seconds=120,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Avisa una vez de lo que falló o se rechazó a quien diga avisos.csv; recuerda los reportes que faltan.",
)
@skipping_in_words
def avisos(context: dg.SensorEvaluationContext, casa: HomeResource) -> dg.SkipReason:
    """Tells what stands and was not told; the cursor keeps the marks of what was."""
    now = lima_now()
    if not anyone(casa.home):
        return dg.SkipReason("Nadie recibe avisos: la carpeta de datos no tiene avisos.csv.")
    before = json.loads(context.cursor or "[]")
    stands, trouble = _standing(casa.home, now)
    told = tell(casa.home, [*_failed(context.instance), *_not_closed(context.instance, now), *stands], before)
    # What could not be looked at is not over.
    context.update_cursor(json.dumps([*dict.fromkeys([*told.marks, *(before if trouble else ())])]))
    return dg.SkipReason(" ".join([f"{told.sent} mensajes enviados.", *told.troubles, *trouble]))


def _standing(home: Home, now: datetime) -> tuple[list[Alert], list[str]]:
    """What stands in the home, or why it cannot be looked at: failed runs are told all the same."""
    try:
        return standing(home, now), []
    except Exception as error:
        said = in_a_sentence(error)
        if said is None:
            raise
        return [], [said]


def _failed(instance: dg.DagsterInstance) -> Iterator[Alert]:
    recent = dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE], updated_after=datetime.now(UTC) - FAILURES_OF)
    for run in instance.get_runs(recent, limit=50):
        logs = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
        said = [step_message(log.dagster_event) for log in logs if log.dagster_event is not None]
        why = " ".join(said) or "se cortó antes de terminar."
        months = months_of(run.tags)
        about = f" de {months[0]}" + (f" a {months[-1]}" if len(months) > 1 else "") if months else ""
        kind = "puerta" if any(one.startswith("La puerta") for one in said) else "cierre"
        key = f"{kind}/{run.job_name}{about}/{why}"  # tried again and again, the same failure is told once
        yield Alert(kind, key, f"Falló «{run.job_name}»{about} ({run.run_id[:8]}): {why}")


def _not_closed(instance: dg.DagsterInstance, now: datetime) -> Iterator[Alert]:
    month = months_due(now)[-1]
    if now - close_moment(month) > CLOSE_MAY_TAKE and not is_closed(instance, month):
        yield Alert(
            "cierre", f"cierre/{month}", f"El mes {month} venció y no se ha cerrado: `red-cite cerrar {month}`."
        )
