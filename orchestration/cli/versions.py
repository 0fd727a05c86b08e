"""`red-cite retirar` and `rejuzgar`: what a person decides about a version received, in Spanish.
What counts is said in `intake/decisions.py`; the figures follow with the next close."""

from __future__ import annotations

from rich.console import Console

from orchestration.cli import arguments
from orchestration.cli.shell import say
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.defs import run
from orchestration.intake.feed import Decision
from orchestration.intake.feeds import REPORTS
from orchestration.warehouse.upgrading import stands


def withdraw(reception: str, reason: str, author: str) -> None:
    """Withdraws it and says what counts now and what is to be redone.

    Raises:
        Misuse: there is no such delivery, it never counted, or reason or author are missing.
    """
    reason, author = reason.strip(), author.strip()
    if not reason or not author:
        raise Misuse("diga la razón y el autor del retiro: quedan en la historia.")
    home = Home.current()
    if not stands(home):
        raise Misuse("todavía no se ha recibido nada que se pueda retirar.")
    done = run.withdraw(home, reception, author, reason)
    out = Console()
    say(out, done.sentence if done.fresh else f"Ya estaba retirada. {done.sentence}")
    if done.restated:
        again = f"`red-cite cerrar {done.restated[0]}`" if done.feed is REPORTS else "`red-cite cerrar AAAA-MM`"
        say(out, f"Por rehacer en el próximo cierre ({again}): {', '.join(done.restated)}.")
    elif done.fresh:
        say(out, "No contaba, porque otra la había reemplazado: las cifras no cambian.")


def rejudge(period: str, cite: str | None) -> bool:
    """Judges what counts of a month again; says what changed. True where nothing is refused today.

    Raises:
        Misuse: an option names no centre or month, or nothing of that month counts.
    """
    month, centre = arguments.month(period), arguments.centre(cite)
    home, out = Home.current().create(), Console()
    pairs = run.rejudge(home, f"{month:%Y-%m}", centre)
    if not pairs:
        raise Misuse(f"no hay ninguna versión que cuente de {period}{f' de {centre}' if centre else ''}.")
    changed = [(before, today) for before, today in pairs if today is not before]
    for before, today in changed:
        say(out, _changed(before, today))
    judged = "1 reporte juzgado" if len(pairs) == 1 else f"{len(pairs)} reportes juzgados"
    say(out, f"{judged} con las reglas de hoy: {len(changed)} con otro veredicto.")
    if any(not today.refused for _, today in changed):
        say(out, f"Por rehacer en el próximo cierre: `red-cite cerrar {period}`.")
    return not any(today.refused for _, today in changed)


def _changed(before: Decision, today: Decision) -> str:
    if today.refused:
        why = " ".join(finding.mensaje for finding in today.findings if finding.refuses)
        return f"✗ {before.said_place}: hoy se rechaza; sigue contando la versión {before.version}. {why}"
    return f"{before.said_place}: versión {before.version}, {before.estado} → versión {today.version}, {today.estado}."
