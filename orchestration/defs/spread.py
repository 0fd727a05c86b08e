"""The job that takes reports in with their reading and judging spread over processes or machines, and its executor.
What its steps do belongs to `closing/spreading.py`; the figures follow with the next close, which tells the board."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
import os
from importlib import import_module
from typing import Any

import dagster as dg
from pydantic import Field

from orchestration.closing import spreading, steps
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.defs.metadata import in_words
from orchestration.defs.orphans import fail_orphaned_runs

# A Dask scheduler's address, or `module:name` of any other executor of Dagster's; without it, this process alone.
VARIABLE = "RED_CITE_REPARTO"
_UNDER_WAY = [status for status in dg.DagsterRunStatus if status.name in ("STARTED", "STARTING", "CANCELING")]


def executor() -> dg.ExecutorDefinition:
    """Who runs the job's steps.

    Raises:
        Misuse: what the variable names is not to be found.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return dg.in_process_executor
    dask = "://" in named
    module, _, name = "dagster_dask:dask_executor".partition(":") if dask else named.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise Misuse(f"{VARIABLE}={named}: falta instalar «{module}» o no tiene «{name}» (docs/escala.md).") from error
    return found.configured({"cluster": {"existing": {"address": {"env": VARIABLE}}}}) if dask else found


# The steps take the home from each machine's own environment and not from `casa`, which marks a run as its process's.
class Settled(dg.Config):
    """`segundos_de_quietud`: a file that changes in that time waits for the next run."""

    segundos_de_quietud: float = Field(default=2, ge=0)


@dg.op(out=dg.Out(dg.Nothing), description="Lista lo que se asentó en landing y lo corta en tandas.")
@in_words
def listar_lo_recibido(context: dg.OpExecutionContext, config: Settled) -> None:
    """Nothing is moved: the list lies in the home, and no output of a step, which Dagster would keep, names anybody."""
    home = Home.current()
    fail_orphaned_runs(context.instance)
    going = context.instance.get_runs(dg.RunsFilter(statuses=_UNDER_WAY))
    spreading.sweep(home, {context.run_id, *(run.run_id for run in going)})
    context.log.info(f"{spreading.lay_out(home, context.run_id, config.segundos_de_quietud)} reportes por leer.")


def _lane(number: int) -> Any:
    @dg.op(
        name=f"leer_y_juzgar_{number:02}",
        ins={"lista": dg.In(dg.Nothing)},
        out=dg.Out(dg.Nothing),
        # Where the executor does not itself give a dead worker's steps to another.
        retry_policy=dg.RetryPolicy(max_retries=2),
        description="Lee y juzga sus tandas, en cualquier máquina que alcance la carpeta de datos.",
    )
    @in_words
    def lane(context: dg.OpExecutionContext) -> None:
        context.log.info(f"{spreading.work_off(Home.current(), context.run_id, number)} reportes leídos y juzgados.")

    return lane


LANES = [_lane(number) for number in range(spreading.LANES)]


@dg.op(
    ins={"juzgado": dg.In(dg.Nothing)},
    out=dg.Out(dg.Nothing),
    description="Recibe y guarda lo leído y juzgado, como toda recepción.",
)
@in_words
def guardar_lo_juzgado(context: dg.OpExecutionContext) -> None:
    """One writer, as ever."""
    home = Home.current()
    received = spreading.store(home, context.run_id)
    for warning in (*received.warnings, *steps.send_mail(home)):
        context.log.warning(warning)
    fresh = [decision for decision in received.decisions if not decision.repeated or decision.restated]
    refused = sum(decision.refused for decision in fresh)
    said = {"cargados": str(len(fresh) - refused), "rechazados": str(refused)}
    context.instance.add_run_tags(context.run_id, said)


@dg.job(
    executor_def=executor(),
    description="Recibe lo que hay en landing; lee y juzga entre los procesos o máquinas que dice RED_CITE_REPARTO. "
    "Las cifras y el tablero siguen con el próximo cierre.",
)
def recibir_repartido() -> None:
    """Listed, read and judged in lanes, stored."""
    listed = listar_lo_recibido()
    guardar_lo_juzgado([lane(listed) for lane in LANES])
