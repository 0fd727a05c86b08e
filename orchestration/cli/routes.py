"""`red-cite excel` and `red-cite postgres`: a route derived now from what is published, without a close.
What a route holds belongs to `routes/`; deriving and judging it belongs to `closing/routes.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer


def mount(app: typer.Typer) -> None:
    """Adds these commands to `app`."""
    app.command()(excel)
    app.command()(postgres)


def excel() -> None:
    """Deja en `publicado/excel/` un libro por tabla de lo publicado. Cada cierre ya lo hace.

    Termina con 0 si quedó al día, 1 si un libro no fue igual a lo publicado, 2 si aún no hay nada publicado.
    """
    with _reported("excel"):
        from orchestration.closing.routes import publish_excel
        from orchestration.core.paths import Home

        home = Home.current()
        route = publish_excel(home)
        done = "Al día" if route.gate is None else "Escritos y comprobados"
        print(f"{done}: los libros de la publicación {route.manifest.version} están en {home.published / route.name}.")


def postgres() -> None:
    """Carga lo publicado en el servidor PostgreSQL de RED_CITE_POSTGRES. Cada cierre ya lo hace.

    Termina con 0 si quedó al día, 1 si la carga no pudo terminar, 2 si la ruta está apagada o no hay nada publicado.
    """
    with _reported("postgres"):
        from orchestration.cli.misuse import Misuse
        from orchestration.closing.routes import publish_postgres
        from orchestration.core.paths import Home
        from orchestration.outputs.routes.postgres import SCHEMA
        from orchestration.outputs.routes.server import VARIABLE

        route = publish_postgres(Home.current())
        if route is None:
            raise Misuse(f"la ruta está apagada; defina {VARIABLE}=postgresql://usuario:contraseña@servidor:5432/base.")
        done = "Al día" if route.gate is None else "Cargada y comprobada"
        print(f"{done}: la publicación {route.manifest.version} está en el esquema '{SCHEMA}' del servidor.")
        for note in route.notes:
            print(note)


@contextmanager
def _reported(command: str) -> Iterator[None]:
    """Ends with 2 for what the person can correct in the command, with 1 for a route that could not be derived."""
    from orchestration.cli.misuse import Misuse
    from orchestration.closing.routes import RouteRefused
    from orchestration.outputs.routes.server import ServerTrouble
    from orchestration.publication.editions import UnknownEdition
    from orchestration.warehouse.connection import WarehouseBusy

    try:
        yield
    except Misuse as error:
        typer.echo(f"red-cite {command}: {error}", err=True)
        raise typer.Exit(2) from error
    except UnknownEdition as error:
        typer.echo(f"red-cite {command}: no hay nada publicado; cierre antes un mes con `red-cite cerrar`.", err=True)
        raise typer.Exit(2) from error
    except (RouteRefused, ServerTrouble, WarehouseBusy) as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(1) from error
