"""The jobs of what a person decides about versions received: to judge them again, or to take one back.
What that means for the figures belongs to `intake/`; what it says on a terminal, to `cli/versions.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import dagster as dg

from orchestration.closing import steps
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.defs.feeds import events_of
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import in_words
from orchestration.defs.registered import ASSETS
from orchestration.intake.feed import Decision
from orchestration.intake.feeds import REPORTS
from orchestration.intake.withdrawals import Withdrawn

# What a run came to, for whoever runs it in its own process; no output of a step, which Dagster would keep on disk.
FOUND: ContextVar[list[Any]] = ContextVar("hallado")


class Again(dg.Config):
    """`periodo`: AAAA-MM; `cite`: one centre, all without it."""

    periodo: str
    cite: str | None = None


class Withdrawal(dg.Config):
    """The reception's number, who decides, and why; all three stay in the history."""

    recepcion: str
    autor: str
    razon: str


@dg.op(out=dg.Out(dg.Nothing), description="Juzga otra vez, con las reglas de hoy, lo que cuenta de un mes.")
@in_words
def rejuzgar(context: dg.OpExecutionContext, config: Again, casa: HomeResource) -> None:
    """The board shows each verdict that changed."""
    month = datetime.strptime(config.periodo, "%Y-%m").date()
    pairs = steps.rejudge(casa.home, REPORTS, lambda place: place[1] == month and config.cite in (None, place[0]))
    changed = [today for before, today in pairs if today is not before]
    refused = sum(today.refused for today in changed)
    said = {"periodo": config.periodo, "juzgados_de_nuevo": str(len(pairs)), "rechazados": str(refused)}
    context.instance.add_run_tags(context.run_id, said)
    for decision in changed:
        _tell(context, casa.home, decision, REPORTS.name, materialize=not decision.refused)
    _found(pairs)


@dg.op(out=dg.Out(dg.Nothing), description="Retira una versión recibida; vuelve a contar la anterior.")
@in_words
def retirar(context: dg.OpExecutionContext, config: Withdrawal, casa: HomeResource) -> None:
    """The board shows what counts now. A number that names nothing is a mistake in asking, and no failed run."""
    try:
        done = steps.withdraw(casa.home, config.recepcion, config.autor, config.razon)
    except Misuse as error:
        context.log.warning(str(error))
        _found(error)
        return
    context.instance.add_run_tags(context.run_id, _said_of(done))
    materialize = done.fresh and done.counting is not None
    _tell(context, casa.home, done.counting or done.decision, done.feed.name, materialize)
    _found(done)


def _said_of(done: Withdrawn) -> dict[str, str]:
    about = {"periodo": "_a_".join(sorted({done.restated[0], done.restated[-1]}))} if done.restated else {}
    return {**about, "retirados": str(int(done.fresh))}


def _tell(context: dg.OpExecutionContext, home: Home, decision: Decision, feed: str, materialize: bool) -> None:
    assets = ASSETS[feed]
    partition = assets.board.key_of(decision.place) if assets.board else None
    if assets.board is None or partition is not None:
        for event in events_of(context.instance, home, assets.feed, decision, partition, materialize):
            context.log_event(event)


def _found(what: Any) -> None:
    FOUND.get([]).append(what)


@dg.job(description="Lo que `red-cite rejuzgar` ejecuta: las cifras siguen con el próximo cierre.")
def rejuicio() -> None:
    """One step."""
    rejuzgar()


@dg.job(description="Lo que `red-cite retirar` ejecuta: las cifras siguen con el próximo cierre.")
def retiro() -> None:
    """One step."""
    retirar()
