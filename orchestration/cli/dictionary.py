"""`red-cite diccionario`: the data dictionary of what is published, and dbt's documentation beside it.
What they hold belongs to `dictionary/` and to dbt, imported only when the command runs."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer


def mount(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command()(diccionario)


def diccionario(
    abrir: Annotated[bool, typer.Option("--abrir", help="Lo abre en el navegador.")] = False,
) -> None:
    """Deja en `publicado/diccionario/` el diccionario de datos y, en `dbt.html`, la documentación técnica de dbt.

    El diccionario se hace también en cada cierre; la documentación de dbt, que tarda más, solo aquí.
    Termina con 0 si quedaron al día, 1 si dbt no pudo, 2 si no hay una publicación que se pueda describir.
    """
    from orchestration.core.paths import Home
    from orchestration.outputs.dictionary.route import publish_dbt_docs, publish_dictionary
    from orchestration.publication.editions import UnknownEdition
    from orchestration.publication.metrics import NoCatalogue
    from orchestration.transforming.dbt import TransformFailed

    home = Home.current().create()
    try:
        written = publish_dictionary(home)
        print(f"El diccionario de la publicación {written.manifest.version} está en {written.page}.")
        print(f"La documentación de dbt está en {publish_dbt_docs(home)}.")
    except UnknownEdition as error:
        typer.echo("red-cite diccionario: no hay nada publicado; cierre antes un mes con `red-cite cerrar`.", err=True)
        raise typer.Exit(2) from error
    except NoCatalogue as error:
        typer.echo(f"red-cite diccionario: {error}", err=True)
        raise typer.Exit(2) from error
    except TransformFailed as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(1) from error
    if abrir:
        webbrowser.open(written.page.resolve().as_uri())
