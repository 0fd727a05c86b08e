"""The console script `red-cite`: which commands there are, and what the everyday ones take.
What a command does belongs to its own module, imported only when it runs, for some take seconds to import."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from orchestration.cli import (
    bulletins,
    data_peru,
    history,
    keeping,
    metrics,
    personal,
    products,
    routes,
    shell,
    siaf,
    template,
)


def validar(
    archivos: Annotated[list[str], typer.Argument(metavar="ARCHIVO...", help="Reportes mensuales que verificar.")],
    cite: Annotated[str | None, typer.Option(metavar="CODIGO", help="Centro del que se entregan.")] = None,
    periodo: Annotated[str | None, typer.Option(metavar="AAAA-MM", help="Mes del que se entregan.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Un objeto JSON por archivo, uno por línea.")] = False,
) -> bool:
    """Verifica reportes mensuales sin cargarlos: no necesita almacén y no escribe nada.

    Termina con 0 si ninguno se rechaza, 1 si alguno se rechaza, 2 si el comando está mal escrito o falta un archivo.
    """
    from orchestration.cli.validate import validate_files

    return validate_files(archivos, cite, periodo, as_json=json)


def cerrar(
    periodo: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mes que se cierra.")],
    recepciones: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Hora de recepción por archivo (archivo,recibido_en); si falta, el reloj."),
    ] = None,
) -> int:
    """Cierra un mes: recibe lo que hay en landing, carga, transforma, comprueba y publica.

    Dice cuántos reportes llegaron, cuáles hay que corregir y dónde están sus constancias.
    Termina con 0 si se publicó, 3 si se publicó y algún reporte se rechazó, 1 si una puerta no aprobó (lo publicado
    queda como estaba) o si una ruta, como Excel, no pudo derivarse de lo publicado, 2 por mal uso.
    """
    from orchestration.cli import close

    return close.run(periodo, recepciones, Console(stderr=True))


def buzon(
    preparar: Annotated[
        bool, typer.Option("--preparar", help="Crea las carpetas de entrada y salida de cada centro.")
    ] = False,
) -> None:
    """Muestra qué espera en landing por cada vía, qué no se toma y por qué, y las constancias de cada salida."""
    from orchestration.cli import mailbox

    mailbox.run(preparar, Console())


def demo(
    semilla: Annotated[int, typer.Option(metavar="N", help="Semilla del año reconstruido.")] = 2024,
    suciedad: Annotated[bool, typer.Option("--suciedad", help="Con errores realistas en los reportes.")] = False,
) -> bool:
    """Escribe el 2024 reconstruido (sintético), cierra sus doce meses, publica y muestra la conciliación."""
    from orchestration.cli import demo as demonstration

    return demonstration.run(semilla, suciedad, Console(stderr=True), Console())


def ui(
    puerto: Annotated[int, typer.Option(metavar="N", help="Puerto en el que se abre.")] = 3000,
    anfitrion: Annotated[str, typer.Option(metavar="DIRECCION", help="Dirección de esta máquina.")] = "127.0.0.1",
    parte: Annotated[
        Literal["todo", "web", "lectura", "demonio"],
        typer.Option(metavar="PARTE", help="`web`, `lectura` (no cambia nada) o `demonio`, como servicios aparte."),
    ] = "todo",
) -> None:
    """Abre la interfaz de Dagster con su demonio, su calendario y su sensor; se detiene en diez segundos.

    Solo en esta máquina: para la red, con contraseña, vea docs/servicio.md.
    """
    from orchestration.cli import ui as interface

    interface.run(anfitrion, puerto, parte)


def motor(
    motor: Annotated[
        Literal["duckdb", "ducklake"] | None,
        typer.Option(metavar="MOTOR", help="`duckdb` o `ducklake` (docs/escala.md); si falta, RED_CITE_MOTOR."),
    ] = None,
) -> None:
    if motor:
        os.environ["RED_CITE_MOTOR"] = motor


app = shell.new_app(
    "Almacén de datos de la red CITE: recibe los reportes mensuales, los verifica y publica las cifras.",
    *(validar, cerrar, buzon, template.plantilla, demo, ui),
    *(history.publicar, history.comparar, history.congelar),
    *(history.retirar, history.rejuzgar),
    *(history.observaciones, history.rastrear, history.revisar),
    *(metrics.metrica, bulletins.boletin, products.productos),
    *(routes.excel, routes.postgres, routes.tablero, routes.diccionario, routes.superset),
    siaf.siaf,
    *(keeping.respaldar, keeping.restaurar, keeping.verificar, keeping.reconstruir),
    personal.depurar,
    name="red-cite",
)
app.callback()(motor)
app.add_typer(
    shell.new_app(
        "Entregas de la plataforma Data Perú: exportar lo publicado e importar las de años anteriores.",
        *(data_peru.exportar, data_peru.importar),
    ),
    name="data-peru",
)
app.add_typer(
    shell.new_app(
        "Lo que se guarda de una persona, por el número de su documento (Ley 29733).",
        *(personal.acceso, personal.borrar),
    ),
    name="persona",
)

if __name__ == "__main__":
    app()
