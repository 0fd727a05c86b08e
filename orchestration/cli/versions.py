"""`red-cite retirar`: what a person decides about a version received, in Spanish.
What counts is said in `intake/decisions.py`; the figures follow with the next close."""

from __future__ import annotations

from rich.console import Console

from orchestration.cli.shell import say
from orchestration.closing import steps
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake.feeds import REPORTS


def withdraw(reception: str, reason: str, author: str) -> None:
    """Withdraws it and says what counts now and what is to be redone.

    Raises:
        Misuse: there is no such delivery, it never counted, or reason or author are missing.
    """
    reason, author = reason.strip(), author.strip()
    if not reason or not author:
        raise Misuse("diga la razón y el autor del retiro: quedan en la historia.")
    home = Home.current()
    if not home.warehouse.is_file():
        raise Misuse("todavía no se ha recibido nada que se pueda retirar.")
    done = steps.withdraw(home, reception, author, reason)
    out = Console()
    say(out, done.sentence if done.fresh else f"Ya estaba retirada. {done.sentence}")
    if done.restated:
        again = f"`red-cite cerrar {done.restated[0]}`" if done.feed is REPORTS else "`red-cite cerrar AAAA-MM`"
        say(out, f"Por rehacer en el próximo cierre ({again}): {', '.join(done.restated)}.")
    elif done.fresh:
        say(out, "No contaba, porque otra la había reemplazado: las cifras no cambian.")
