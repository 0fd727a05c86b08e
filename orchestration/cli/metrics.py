"""`red-cite metrica`: what the command takes; `main.py` lists it.
What it shows belongs to `metric_tables.py` beside it, imported only when it runs."""

from pathlib import Path
from typing import Annotated

import typer


def metrica(
    nombre: Annotated[str | None, typer.Argument(metavar="METRICA", help="Si falta, se listan todas.")] = None,
    por: Annotated[list[str] | None, typer.Option(metavar="DIMENSION", help="Agrupa; se puede repetir.")] = None,
    donde: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSION=VALOR", help="Filtra; se puede repetir. También anio, mes y periodo."),
    ] = None,
    grano: Annotated[str, typer.Option(metavar="GRANO", help="`mes`, `acumulado` (desde enero) o `anio`.")] = "anio",
    publicacion: Annotated[
        str, typer.Option(metavar="VERSION", help="Número de versión, `actual` o fecha de `--al`.")
    ] = "actual",
    csv: Annotated[Path | None, typer.Option("--csv", metavar="ARCHIVO", help="Además, en un CSV.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Un objeto JSON en la salida.")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Solo la consulta que se haría.")] = False,
) -> None:
    """Calcula una métrica de lo publicado, como se definió una sola vez; no suma lo que no se suma.

    Termina con 0, o 2 si la métrica no se puede dar así; el mensaje dice por qué y cómo sí.
    """
    from orchestration.cli import metric_tables

    if nombre is None:
        metric_tables.list_metrics(publicacion, as_json=json)
    else:
        asked = metric_tables.MetricQuestion(nombre, tuple(por or ()), metric_tables.filters(donde or []), grano)
        metric_tables.show(publicacion, asked, csv, as_json=json, as_sql=sql)
