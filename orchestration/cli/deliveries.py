"""`red-cite data-peru exportar` and `importar`: deliveries of the earlier platform on a terminal, in Spanish.
What a delivery holds belongs to `data_peru/`; loading one belongs to `closing/`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from orchestration.cli.arguments import writing_to
from orchestration.cli.shell import say
from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import Home
from orchestration.intake.data_peru.storing import Stored
from orchestration.outputs.data_peru.export import export
from orchestration.publication.editions import edition

# A person who gives the command has usually finished copying; a folder that still grows is seen to.
QUIET_SECONDS = 2
# Findings that fit a terminal; the rest stays in raw and, for a delivery of landing, in its `motivos.txt`.
SHOWN = 20


def export_edition(name: str, destination: Path) -> None:
    """Writes the publication called `name` into `destination` and says what was written.

    Raises:
        Misuse: it is not kept, a name cannot be written, or the folder cannot.
    """
    source = edition(Home.current(), name)
    with writing_to(destination):
        written = export(source, destination)
    rows = ", ".join(f"{table} {count}" for table, count in written.rows.items())
    print(
        f"Publicación {source.manifest.version} en {written.folder}, con fecha {written.fecha:%d/%m/%Y}. Filas: {rows}."
    )
    if source.manifest.notice:
        print(source.manifest.notice)


def import_deliveries(paths: Sequence[Path]) -> bool:
    """Takes in `paths`, or what has settled in landing, and publishes; False when one was refused or a gate closed.

    Raises:
        Misuse: a path leads nowhere.
    """
    from orchestration.closing.data_peru import receive_deliveries
    from orchestration.intake.data_peru.landing import settled

    absent = [path for path in paths if not path.exists()]
    if absent:
        raise Misuse(f"no hay nada en '{absent[0]}'; revise la ruta.")
    home, console = Home.current(), Console(stderr=True)
    found = [path.absolute() for path in paths] or settled(home, QUIET_SECONDS)
    done = receive_deliveries(home, found)
    for stored in done:
        _show(stored, console)
    if not done:
        say(console, "No hay entregas por tomar en landing/data_peru; qué hay ahí lo dice `red-cite buzon`.")
    return _publish(home, console) and all(stored.estado == "aceptado" for stored in done)


def _publish(home: Home, console: Console) -> bool:
    """The marts and the publication, then its routes; a home that never closed a month is built whole."""
    from orchestration.closing.rebuild import build_and_publish
    from orchestration.defs.run import derive_routes

    try:
        with console.status("Publicando…"):
            published = build_and_publish(home)
            routes = derive_routes(home)
    except Failure as error:
        say(console, f"✗ {error}")
        return False
    for step, message in routes.failed_steps.items():
        say(console, f"✗ {step}: {message}")
    say(console, f"Publicado: versión {published.manifest.version}.")
    return routes.success


def _show(stored: Stored, console: Console) -> None:
    said = f"versión {stored.version}, {stored.filas} filas" if stored.estado == "aceptado" else "no se cargó nada"
    again = ", los mismos bytes que ya se recibieron" if stored.repeated else ""
    lines = [f"{stored.archivo}: {stored.estado} ({said}{again})"]
    marks = {"entrega": "✗", "advertencia": "!"}
    lines += [f"  {marks[o.nivel]} {o.mensaje} [{o.codigo}]" for o in stored.observaciones[:SHOWN]]
    if len(stored.observaciones) > SHOWN:
        lines.append(f"  … y {len(stored.observaciones) - SHOWN} observaciones más, en raw.data_peru_observaciones.")
    for line in lines:
        say(console, line)
