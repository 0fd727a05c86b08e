"""`red-cite tablero`: the dashboard of what is published, derived now, without a close.
What it shows belongs to `dashboard/`, imported only when the command runs."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer


def mount(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command()(tablero)


def tablero(
    abrir: Annotated[bool, typer.Option("--abrir", help="Lo abre en el navegador.")] = False,
) -> None:
    """Deja en `publicado/tablero/index.html` una página con lo publicado, que no necesita red. Cada cierre ya lo hace.

    Termina con 0 si quedó al día, 2 si no hay una publicación que se pueda mostrar.
    """
    from orchestration.core.paths import Home
    from orchestration.outputs.dashboard.route import publish_dashboard
    from orchestration.publication.editions import UnknownEdition
    from orchestration.publication.metrics.definitions import NoCatalogue

    try:
        shown = publish_dashboard(Home.current().create())
    except UnknownEdition as error:
        typer.echo("red-cite tablero: no hay nada publicado; cierre antes un mes con `red-cite cerrar`.", err=True)
        raise typer.Exit(2) from error
    except NoCatalogue as error:
        typer.echo(f"red-cite tablero: {error}", err=True)
        raise typer.Exit(2) from error
    done = "Escrito" if shown.fresh else "Al día"
    print(f"{done}: el tablero de la publicación {shown.manifest.version} está en {shown.page}.")
    if abrir:
        webbrowser.open(shown.page.resolve().as_uri())
