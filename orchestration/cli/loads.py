"""Loading a feed's deliveries from the terminal, the same for every feed: copies, progress, what became of each.
Running the load belongs to `defs/run.py`; what a delivery may be refused for, to the feed and `expectations/`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.cli.shell import say
from orchestration.core.errors import Misuse
from orchestration.core.whole_files import copy_whole

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from orchestration.core.paths import Home
    from orchestration.defs.run import CloseResult
    from orchestration.intake.feed import Decision, Feed, Listener
    from orchestration.publication.manifest import Manifest

# A person who gives the command has usually finished copying; a file that still grows is seen to.
QUIET_SECONDS = 2
# Findings that fit a terminal; the rest stays in raw and in the report beside a refused file.
SHOWN = 20

Outcome = tuple["Decision", Path | None]


def run(feed: Feed, files: Sequence[Path], whole: bool = False) -> bool:
    """Progress on stderr, what was loaded on stdout; True when nothing was refused and nothing failed.

    `whole`: where no close has judged the reports yet, do as it would, so that the marts can follow.

    Raises:
        Misuse: a file is not there, or nothing can be configured as it is.
    """
    from rich.console import Console

    from orchestration.closing.steps import marts_can_follow, unfinished
    from orchestration.core.paths import Home
    from orchestration.defs.run import publish_all
    from orchestration.publication.snapshot import current

    console, out = Console(stderr=True), Console()
    try:
        feed.ready()
    except ValueError as error:
        raise Misuse(str(error)) from error
    for file in files:
        if not (file.exists() if feed.whole_folders else file.is_file()):
            raise Misuse(f"no hay nada que cargar en '{file}'; revise la ruta.")
    home = Home.current().create()
    if not files and not feed.lying(home).files and not unfinished(home, feed):
        say(out, f"No hay archivos en {feed.landing(home)}.")
        return not _told_left(feed, home, out)
    before = current(home)
    result, outcomes = _load(home, feed, files, console)
    show(feed, outcomes, out)
    left = _told_left(feed, home, out)
    fresh = any(not (decision.refused or decision.repeated) for decision, _ in outcomes)
    if whole and fresh and result.success and not marts_can_follow(home):
        with console.status("Publicando…"):
            result = publish_all(home)
    for step, message in result.failed_steps.items():
        say(out, f"✗ {step}: {message}")
    if fresh:
        say(out, _what_readers_see(home, result, before))
    return result.success and not left and not any(decision.refused for decision, _ in outcomes)


def show(feed: Feed, outcomes: Sequence[Outcome], out: Console) -> None:
    """What became of each delivery, with its reasons."""
    if outcomes:
        say(out, feed.title, "bold")
    for decision, report in outcomes:
        archivo = decision.reception.archivo
        for line in _said(feed, decision):
            say(out, line)
        for finding in decision.findings[:SHOWN]:
            say(out, f"{'✗' if finding.refuses else '!'} {archivo}: {finding.mensaje} [{finding.codigo}]")
        if len(decision.findings) > SHOWN:
            more = len(decision.findings) - SHOWN
            say(out, f"  … y {more} observaciones más, en raw.{feed.ledger.findings}.")
        if report is not None:
            say(out, f"  No se cargó nada de él; el archivo y su informe están en {report.parent}.")


def _told_left(feed: Feed, home: Home, out: Console) -> bool:
    """Says what the run did not take, and why: nobody is to take silence for a load."""
    landing = feed.lying(home)
    for file in landing.files:
        say(
            out,
            f"{file.relative_to(home.root)}: no se tomó, porque siguió cambiando o no se pudo mover. "
            "Vuelva a ejecutar el comando cuando termine de copiarse.",
        )
    for stray in landing.strays:
        say(out, stray)
    return bool(landing.files or landing.strays)


def _load(home: Home, feed: Feed, files: Sequence[Path], console: Console) -> tuple[CloseResult, list[Outcome]]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from orchestration.defs.run import load

    text = TextColumn("{task.description}", markup=False)
    outcomes: list[Outcome] = []
    with Progress(text, BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), console=console) as progress:
        copies = [_copy(feed.landing(home), file.absolute(), progress) for file in files] or None
        return load(home, feed, copies, QUIET_SECONDS, _listener(progress, outcomes)), outcomes


def _copy(landing: Path, source: Path, progress: Progress) -> Path:
    """Into landing, under a name that shows only once it is whole; the delivered one stays where it is."""
    if source.parent == landing:
        return source
    task = progress.add_task(f"Copiando {source.name}", total=None)
    target, number = landing / source.name, 1
    while target.exists():
        number += 1
        target = landing / f"{number}_{source.name}"
    copy_whole(source, target, durable=False)
    progress.update(task, total=1, completed=1)
    return target


def _listener(progress: Progress, outcomes: list[Outcome]) -> Listener:
    from rich.progress import TaskID

    from orchestration.intake.feed import Listener

    tasks: dict[str, TaskID] = {}

    class Shown(Listener):
        def progress(self, name: str, share: float) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(f"Leyendo {name}", total=1.0)
            progress.update(tasks[name], completed=share)

        def decided(self, decision: Decision, report: Path | None) -> None:
            outcomes.append((decision, report))
            self.progress(decision.reception.archivo, 1)

    return Shown()


def _said(feed: Feed, decision: Decision) -> Iterator[str]:
    """The verdict on a line, what was counted on another: no width cuts a name or an amount."""
    known = dict(zip(feed.ledger.place, decision.place, strict=True)) | dict(decision.columns)
    verdict = "ya cargado" if decision.repeated and not decision.refused else decision.estado
    yield f"{decision.reception.archivo}: {verdict}" + (f", versión {decision.version}" if decision.version else "")
    yield "  " + " · ".join(
        f"{heading} {_cell(known.get(column), column in feed.ledger.place)}" for column, heading in feed.shown.items()
    )


def _cell(value: Any, named: bool) -> str:
    if value is None:
        return "?" if named else "-"
    if isinstance(value, date):
        return value.strftime("%Y-%m")
    return str(value) if named or isinstance(value, str) else f"{value:,}"


def _what_readers_see(home: Home, result: CloseResult, before: Manifest | None) -> str:
    """One sentence on the publication, after a delivery was loaded."""
    from orchestration.closing.steps import marts_can_follow
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
