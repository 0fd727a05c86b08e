"""`red-cite cerrar`: one month's close from the terminal, and what came of it in Spanish.
Running it belongs to `defs/run.py`; figures are read from the publication."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from orchestration.cli.shell import say
from orchestration.core.catalogs import reported_months
from orchestration.core.clock import lima_now
from orchestration.core.errors import Misuse
from orchestration.core.paths import INTERNAL_FOLDER, Home
from orchestration.intake.feed import Decision, Listener
from orchestration.intake.mailbox.outbox import outbox_of

# A person who gives the command has usually finished copying; a file that still grows is seen to.
QUIET_SECONDS = 2
# Published, but a report that this close received loaded nothing: its centre must send it again.
REFUSED_EXIT = 3
# Reports named one by one; a whole year's arrears would bury what the close says last.
SHOWN = 40


def reception_times(file: Path | None) -> dict[str, str]:
    """ISO times of reception by file name, from a CSV with columns `archivo` and `recibido_en`.

    Raises:
        Misuse: there is no such file, or it lacks one of the two columns.
    """
    if file is None:
        return {}
    if not file.is_file():
        raise Misuse(f"no hay ningún archivo en '{file}'; revise la ruta.")
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        if not {"archivo", "recibido_en"} <= set(reader.fieldnames or ()):
            raise Misuse(f"{file}: faltan las columnas 'archivo' y 'recibido_en'; agréguelas en la primera línea.")
        return {row["archivo"]: row["recibido_en"] for row in reader}


class _Heard(Listener):
    def __init__(self) -> None:
        self.decisions: list[Decision] = []

    def decided(self, decision: Decision, report: Path | None) -> None:
        self.decisions.append(decision)


def run(month: str, receptions: Path | None, console: Console) -> int:
    """Closes `month`; says what became of each report, what failed and what readers see.

    Returns:
        0 when it was published and nothing refused, 1 when it was not, `REFUSED_EXIT` when a report was refused.

    Raises:
        Misuse: `month` is no month that the board has.
    """
    from orchestration.cli.changes import show_frozen
    from orchestration.publication.snapshot import current

    if month not in reported_months(lima_now()):
        raise Misuse(f"'{month}' no es un mes terminado que se reporte; escríbalo como AAAA-MM, por ejemplo 2024-09.")
    home = Home.current().create()
    before, heard = current(home), _Heard()
    with console.status(f"Cerrando {month}…"):
        failed, notes = _close(home, month, reception_times(receptions), heard)
    show_received(home, heard.decisions, console)
    for step, message in failed.items():
        say(console, f"✗ {step}: {message}")
    for note in notes:
        say(console, f"! {note}")
    for line in _left_in_landing(home):
        say(console, line)
    manifest = current(home)
    if manifest is None:
        say(console, "Aún no hay nada publicado.")
    else:
        # A route that failed after the publication does not undo it.
        seen = "Publicado" if not failed or manifest != before else "Lo publicado queda como estaba"
        say(
            console,
            f"{seen}: versión {manifest.version} ({manifest.huella[:12]}), "
            f"{len(manifest.fuentes)} reportes vigentes, {len(manifest.faltan)} por recibir.",
        )
        if (not failed or manifest != before) and manifest.cambios_en_periodos_congelados:
            show_frozen(manifest.cambios_en_periodos_congelados, console)
        for line in [*_stale_products(home), *_stale_bulletins(home)]:
            say(console, line)
    if failed:
        return 1
    return REFUSED_EXIT if any(decision.refused for decision in heard.decisions) else 0


def _close(
    home: Home, month: str, received_at: Mapping[str, str], heard: Listener
) -> tuple[Mapping[str, str], Sequence[str]]:
    """The failed steps with their messages, and what the routes' readers are to know; no run where nothing is to do."""
    from orchestration.closing.idle import nothing_to_do

    if nothing_to_do(home):
        return {}, ()
    from orchestration.defs.run import close

    result = close(home, month, received_at, QUIET_SECONDS, heard)
    # A run that was ended from outside has no step that failed.
    ended = {} if result.success else {"cierre": "la ejecución no terminó; véala en Dagster y vuelva a cerrar el mes."}
    return result.failed_steps or ended, result.notes


def show_received(home: Home, decisions: Sequence[Decision], console: Console) -> None:
    """How many came in and how they were judged; then those to be corrected, each with its receipt's folder."""
    if not decisions:
        say(console, "No llegó ningún reporte.")
        return
    states = Counter("repetidos" if d.repeated and not d.restated else f"{d.estado}s" for d in decisions)
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    say(console, f"Recibidos: {len(decisions)} ({told}).")
    to_correct = [decision for decision in decisions if decision.estado != "aceptado"]
    for decision in sorted(to_correct, key=lambda d: not d.refused)[:SHOWN]:
        say(console, _what_to_correct(home, decision))
    if len(to_correct) > SHOWN:
        say(console, f"  … y {len(to_correct) - SHOWN} más; véalos con `red-cite observaciones`.")


def _what_to_correct(home: Home, decision: Decision) -> str:
    """A line without what cells say: rows and people stand in the receipt alone."""
    named = " ".join(v.strftime("%Y-%m") if hasattr(v, "strftime") else str(v) for v in decision.place if v)
    codes = ", ".join(f"{code} ({n})" for code, n in Counter(f.codigo for f in decision.findings).most_common())
    sign, what = ("✗", "no se cargó nada") if decision.refused else ("!", "se cargó lo que cumple")
    code = decision.reception.entregado_cite or decision.place[0]
    receipt = outbox_of(home, str(code) if code else None)
    shown = f"{named or 'centro y mes desconocidos'} ({decision.reception.archivo})"
    return f"{sign} {shown}: {decision.estado}, {what}: {codes}. Constancia en {receipt}."


def _stale_products(home: Home) -> list[str]:
    """Months whose signed products no longer say what is published; the page over all months is written anew."""
    from orchestration.outputs.products.state import states, write_overview

    found = list(states(home))
    if not found:
        return []
    write_overview(home, found)
    return [
        f"! Productos de {state.month:%Y-%m}: {state.sentence}. Vea cuáles con `red-cite productos --estado`."
        for state in found
        if state.stale
    ]


def _stale_bulletins(home: Home) -> list[str]:
    """Bulletins that no longer say what is published; the pages that list them are written anew."""
    from orchestration.outputs.bulletins.index import write_bulletins_index
    from orchestration.outputs.bulletins.state import stale_bulletins
    from orchestration.publication.editions import CURRENT, edition

    found = stale_bulletins(home)
    for folder in {bulletin.record.parent for bulletin in found}:
        write_bulletins_index(folder, edition(home, CURRENT), folder.parent.name == INTERNAL_FOLDER)
    return [f"! {bulletin.title}, {bulletin.sentence}. Hágalo de nuevo con `red-cite boletin`." for bulletin in found]


def _left_in_landing(home: Home) -> list[str]:
    """What a person who delivered it would look for in vain in the figures."""
    from orchestration.intake.feeds import REPORTS
    from orchestration.intake.strays import told

    landing = REPORTS.lying(home)
    waiting = [f"{len(landing.files)} archivos siguen en landing: crecían o llegaron después; vea `red-cite buzon`."]
    return [*(waiting if landing.files else []), *landing.strays, *told(home)]
