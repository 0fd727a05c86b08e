"""`red-cite excel`, `postgres`, `tablero`, `diccionario` and `superset`: a route derived now from what is published.
What a route holds belongs to `outputs/`; deriving and judging it belongs to `closing/routes.py`."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

Open = Annotated[bool, typer.Option("--abrir", help="Lo abre en el navegador.")]


def excel() -> None:
    """Deja en `publicado/excel/` un libro por tabla de lo publicado. Cada cierre ya lo hace.

    Termina con 0 si quedó al día, 1 si un libro no fue igual a lo publicado, 2 si aún no hay nada publicado.
    """
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
    from orchestration.closing.routes import publish_postgres
    from orchestration.core.errors import Misuse
    from orchestration.core.paths import Home
    from orchestration.outputs.routes.address import VARIABLE
    from orchestration.outputs.routes.postgres import SCHEMA

    route = publish_postgres(Home.current())
    if route is None:
        raise Misuse(f"la ruta está apagada; defina {VARIABLE}=postgresql://usuario:contraseña@servidor:5432/base.")
    done = "Al día" if route.gate is None else "Cargada y comprobada"
    print(f"{done}: la publicación {route.manifest.version} está en el esquema '{SCHEMA}' del servidor.")
    for note in route.notes:
        print(note)


def tablero(abrir: Open = False) -> None:
    """Deja en `publicado/tablero/index.html` una página con lo publicado, que no necesita red. Cada cierre ya lo hace.

    Termina con 0 si quedó al día, 2 si no hay una publicación que se pueda mostrar.
    """
    from orchestration.core.paths import Home
    from orchestration.outputs.dashboard.route import publish_dashboard

    shown = publish_dashboard(Home.current().create())
    done = "Escrito" if shown.fresh else "Al día"
    print(f"{done}: el tablero de la publicación {shown.manifest.version} está en {shown.page}.")
    _open(shown.page, abrir)


def diccionario(abrir: Open = False) -> None:
    """Deja en `publicado/diccionario/` el diccionario de datos y, en `dbt.html`, la documentación técnica de dbt.

    El diccionario se hace también en cada cierre; la documentación de dbt, que tarda más, solo aquí.
    Termina con 0 si quedaron al día, 1 si dbt no pudo, 2 si no hay una publicación que se pueda describir.
    """
    from orchestration.core.paths import Home
    from orchestration.outputs.dictionary.route import publish_dbt_docs, publish_dictionary

    home = Home.current().create()
    written = publish_dictionary(home)
    print(f"El diccionario de la publicación {written.manifest.version} está en {written.page}.")
    print(f"La documentación de dbt está en {publish_dbt_docs(home)}.")
    _open(written.page, abrir)


def superset(
    puerto: Annotated[int, typer.Option(metavar="N", help="Puerto en el que se abre.")] = 8088,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Servidor que se lee (postgresql+psycopg2://…); si falta, el archivo publicado."
        ),
    ] = None,
) -> None:
    """Abre Superset en esta máquina con las tablas, las métricas y dos tableros de lo publicado.

    `make superset` lo instala antes, en un entorno propio. Repone los tableros del proyecto y deja los demás.
    Termina con 1 si Superset no pudo prepararse, 2 si no está instalado o no hay nada publicado.
    """
    import os

    from orchestration.core.paths import Home
    from orchestration.outputs.superset import serving

    home = Home.current()
    serving.prepare(home, base)
    arguments, environment = serving.command(home, puerto)
    print(f"Superset: http://127.0.0.1:{puerto}/superset/dashboard/direccion/ (y …/centro/)")
    print(f"Usuario: {serving.USER}. Contraseña: {serving.password(home)}", flush=True)
    os.execve(arguments[0], arguments, environment)


def _open(page: Path, asked: bool) -> None:
    if asked:
        webbrowser.open(page.absolute().as_uri())  # through the link: a version has no neighbours beside it
