"""`red-cite data-peru`: which commands there are over the deliveries of the earlier platform, and what they take.
What each does belongs to `deliveries.py` beside it, imported only when it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

_app = typer.Typer(
    help="Entregas de la plataforma Data Perú: exportar lo publicado e importar las de años anteriores.",
    no_args_is_help=True,
)


def mount(app: typer.Typer) -> None:
    """Adds `data-peru` and its commands to `app`."""
    app.add_typer(_app, name="data-peru")


@contextmanager
def _reported(command: str) -> Iterator[None]:
    """What the person can correct ends with 2 and its own words, without a traceback."""
    from orchestration.cli.misuse import Misuse

    try:
        yield
    except Misuse as error:
        typer.echo(f"red-cite data-peru {command}: {error}", err=True)
        raise typer.Exit(2) from error


@_app.command()
def exportar(
    destino: Annotated[Path, typer.Option(metavar="CARPETA", help="Dónde se escribe la entrega.")],
    publicacion: Annotated[str, typer.Option(metavar="VERSION", help="Número de versión, o `actual`.")] = "actual",
    al: Annotated[
        str | None,
        typer.Option(metavar="AAAA-MM-DD[THH:MM]", help="Una publicación reconstruida con `red-cite publicar --al`."),
    ] = None,
) -> None:
    """Escribe una publicación como las seis tablas que carga Data Perú: todos sus años, en Latin-1.

    Termina con 0 si se escribió, 2 por mal uso o si un nombre no se puede escribir.
    """
    from orchestration.cli import deliveries

    with _reported("exportar"):
        deliveries.export_edition(al or publicacion, destino)


@_app.command()
def importar(
    entregas: Annotated[
        list[Path] | None,
        typer.Argument(metavar="CARPETA...", help="Carpetas o zips; si faltan, lo que hay en landing/data_peru."),
    ] = None,
) -> None:
    """Carga entregas de años anteriores, con su propia puerta, y publica: lo que ya está reportado no cambia.

    Termina con 0 si todas entraron (o ya estaban), 1 si alguna se rechazó o no se pudo publicar, 2 por mal uso.
    """
    from orchestration.cli import deliveries

    with _reported("importar"):
        raise typer.Exit(0 if deliveries.import_deliveries(entregas or []) else 1)
