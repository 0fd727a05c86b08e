"""The console script `red-cite`: which commands there are and what they take.
What a command does belongs to its own module, imported only when it runs, for some take seconds to import."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="red-cite",
    help="Almacén de datos de la red CITE: recibe los reportes mensuales, los verifica y publica las cifras.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def red_cite() -> None:
    """Keeps `red-cite validar` a subcommand however many others there are."""


@app.command()
def validar(
    archivos: Annotated[list[str], typer.Argument(metavar="ARCHIVO...", help="Reportes mensuales que verificar.")],
    cite: Annotated[str | None, typer.Option(metavar="CODIGO", help="Centro del que se entregan.")] = None,
    periodo: Annotated[str | None, typer.Option(metavar="AAAA-MM", help="Mes del que se entregan.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Un objeto JSON por archivo, uno por línea.")] = False,
) -> None:
    """Verifica reportes mensuales sin cargarlos: no necesita almacén y no escribe nada.

    Termina con 0 si ninguno se rechaza, 1 si alguno se rechaza, 2 si el comando está mal escrito o falta un archivo.
    """
    from orchestration.cli.validate import Misuse, validate_files

    try:
        raise typer.Exit(validate_files(archivos, cite, periodo, as_json=json))
    except Misuse as error:
        typer.echo(f"red-cite validar: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    app()
