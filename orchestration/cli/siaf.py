"""`red-cite siaf`: takes in the MEF's yearly files from the terminal, and tells in Spanish what became of each.
Running it belongs to `defs/run.py`; what it may be refused for, to `siaf/` and `expectations/`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.shell import say
from orchestration.core.errors import Misuse

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from orchestration.closing.siaf import SiafDelivered
    from orchestration.core.paths import Home
    from orchestration.defs.run import CloseResult
    from orchestration.defs.siaf import Witness
    from orchestration.intake.siaf.storing import SiafEntry
    from orchestration.publication.manifest import Manifest

# A person who gives the command has usually finished copying; a file that still grows is seen to.
QUIET_SECONDS = 2
# Whole amounts, also where the output goes to a file: a terminal narrower than this wraps them.
TABLE_WIDTH = 104


def siaf(
    archivos: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[ARCHIVO...]", help="Archivos anuales del MEF (.csv, .csv.gz o .zip)."),
    ] = None,
) -> bool:
    """Carga el gasto devengado del MEF (SIAF): los ARCHIVOS dados o, sin ellos, lo que hay en landing/siaf.

    Cada archivo dado se copia; el suyo queda donde está. Termina con 0 si todo se cargó (o ya lo estaba), 1 si algo se
    rechazó o no se pudo publicar, 2 por mal uso.
    """
    from rich.console import Console

    return run(archivos, Console(stderr=True), Console(width=max(Console().width, TABLE_WIDTH)))


def run(files: list[Path] | None, console: Console, out: Console) -> bool:
    """Progress on `console` (stderr), what was loaded on `out`; True when nothing was refused and nothing failed.

    Raises:
        Misuse: a file is not there, or nothing can be configured as it is.
    """
    from orchestration.closing.siaf import siaf_unfinished
    from orchestration.core.paths import Home
    from orchestration.intake.mailbox.landing import look_at_siaf
    from orchestration.intake.siaf.layout import Pliego
    from orchestration.publication.snapshot import current

    try:
        Pliego.current()
    except ValueError as error:
        raise Misuse(str(error)) from error
    for file in files or []:
        if not file.is_file():
            raise Misuse(f"no hay ningún archivo en '{file}'; revise la ruta.")
    home = Home.current().create()
    if not files and not look_at_siaf(home).files and not siaf_unfinished(home):
        say(out, f"No hay archivos en {home.siaf_landing}.")
        left = _left_in_landing(home)
        for line in left:
            say(out, line)
        return not left
    before = current(home)
    result, outcomes = _load(home, files, console)
    _show_deliveries(outcomes, out)
    left = _left_in_landing(home)
    for line in left:
        say(out, line)
    for step, message in result.failed_steps.items():
        say(out, f"✗ {step}: {message}")
    if any(outcome.entry.estado == "aceptado" and not outcome.entry.repeated for outcome in outcomes):
        say(out, _what_readers_see(home, result, before))
    return result.success and not left and all(outcome.entry.estado == "aceptado" for outcome in outcomes)


def _left_in_landing(home: Home) -> list[str]:
    """What the run did not take, and why: nobody is to take silence for a load."""
    from orchestration.intake.mailbox.landing import look_at_siaf
    from orchestration.intake.reception import printable_name

    landing = look_at_siaf(home)
    growing = [
        f"landing/siaf/{printable_name(file.name)}: no se tomó, porque siguió cambiando o no se pudo mover. "
        "Vuelva a ejecutar `red-cite siaf` cuando termine de copiarse."
        for file in landing.files
    ]
    return [*growing, *landing.strays]


def _load(home: Home, files: list[Path] | None, console: Console) -> tuple[CloseResult, list[SiafDelivered]]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from orchestration.defs.run import load_siaf

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        copies = [_copy(home, file, progress) for file in files] if files else None
        outcomes: list[SiafDelivered] = []
        return load_siaf(home, copies, QUIET_SECONDS, _witness(progress, outcomes)), outcomes


def _copy(home: Home, file: Path, progress: Progress) -> Path:
    """Into landing, under a name that shows only once it is whole."""
    task = progress.add_task(f"Copiando {file.name}", total=None)
    target = home.siaf_landing / file.name
    number = 1
    while target.exists():
        number += 1
        target = home.siaf_landing / f"{number}_{file.name}"
    draft = target.with_name(f".{target.name}")
    shutil.copyfile(file, draft)
    os.replace(draft, target)
    progress.update(task, total=1, completed=1)
    return target


def _witness(progress: Progress, outcomes: list[SiafDelivered]) -> Witness:
    from rich.progress import TaskID

    from orchestration.defs.siaf import Witness

    tasks: dict[str, TaskID] = {}

    class Shown(Witness):
        def progress(self, name: str, share: float) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(f"Leyendo {name}", total=1.0)
            progress.update(tasks[name], completed=share)

        def delivered(self, outcome: SiafDelivered) -> None:
            outcomes.append(outcome)
            self.progress(outcome.entry.archivo, 1)

    return Shown()


def _show_deliveries(outcomes: list[SiafDelivered], out: Console) -> None:
    if outcomes:
        out.print(_table(outcomes))
    for outcome in outcomes:
        for finding in outcome.entry.findings:
            mark = "✗" if finding.nivel == "entrega" else "!"
            say(out, f"{mark} {outcome.entry.archivo}: {finding.mensaje} [{finding.codigo}]")
        if outcome.report is not None:
            say(out, f"  No se cargó nada de él; el archivo y su informe están en {outcome.report.parent}.")


def _what_readers_see(home: Home, result: CloseResult, before: Manifest | None) -> str:
    """One sentence on the publication, after a delivery was loaded."""
    from orchestration.closing.siaf import marts_can_follow
    from orchestration.publication.snapshot import current

    if not marts_can_follow(home):
        return (
            "Cargado y sin publicar: los reportes de los centros, o el proyecto, aún no pasaron por un cierre. "
            "Las cifras saldrán con el próximo: `red-cite cerrar AAAA-MM`."
        )
    manifest = current(home)
    # A route that failed after the publication does not undo it.
    if manifest is None or not (result.success or manifest != before):
        return "Cargado y sin publicar; lo publicado queda como estaba."
    return f"Publicado: versión {manifest.version} ({manifest.huella[:12]})."


def _table(outcomes: list[SiafDelivered]) -> Table:
    from rich.table import Table

    table = Table(title="SIAF: gasto devengado del pliego (soles)")
    for heading in ("Año", "Veredicto", "Versión", "Corte"):
        table.add_column(heading)
    for heading in ("Filas", "PIA", "PIM", "Devengado"):
        table.add_column(heading, justify="right")
    for outcome in outcomes:
        table.add_row(*_cells(outcome.entry))
    return table


def _cells(entry: SiafEntry) -> list[str]:
    accepted = entry.estado == "aceptado"
    months = "solo anual" if entry.nivel_temporal == "anual" else "sin ejecución"
    return [
        str(entry.anio or "?"),
        "ya cargado" if accepted and entry.repeated else entry.estado,
        str(entry.version or "-"),
        entry.corte.strftime("%Y-%m") if entry.corte else months if accepted else "-",
        *("-" if amount is None else f"{amount:,}" for amount in (entry.filas, entry.pia, entry.pim, entry.devengado)),
    ]
