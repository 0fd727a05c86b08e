"""The commands over what came before: what each takes; `main.py` lists them.
What each does belongs to `editions.py` and `records.py` beside it, imported only when it runs."""

from pathlib import Path
from typing import Annotated

import typer

Cite = Annotated[str | None, typer.Option(metavar="CODIGO", help="Centro; si falta, todos.")]
Month = Annotated[str | None, typer.Option(metavar="AAAA-MM", help="Mes; si falta, todos.")]
AsJson = Annotated[bool, typer.Option("--json", help="Un objeto JSON en la salida.")]


def publicar(
    al: Annotated[str, typer.Option(metavar="AAAA-MM-DD[THH:MM]", help="Fecha de recepción hasta la que se cuenta.")],
    json: AsJson = False,
) -> None:
    """Reconstruye la publicación con lo recibido hasta una fecha, en `publicado/al/`; no toca la actual.

    Termina con 0 si se publicó, 1 si una puerta no aprobó, 2 por mal uso.
    """
    from orchestration.cli import editions

    editions.publish_as_of(al, as_json=json)


def comparar(
    antes: Annotated[str, typer.Argument(metavar="VERSION_A", help="Número de versión, `actual` o fecha de `--al`.")],
    despues: Annotated[str, typer.Argument(metavar="VERSION_B", help="La otra publicación, casi siempre posterior.")],
    csv: Annotated[Path | None, typer.Option("--csv", metavar="ARCHIVO", help="Además, todas en un CSV.")] = None,
    json: AsJson = False,
) -> None:
    """Dice qué cifras cambiaron entre dos publicaciones y qué reportes las movieron. No contiene datos personales."""
    from orchestration.cli import editions

    editions.compare_editions(antes, despues, csv, as_json=json)


def congelar(
    periodo: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mes publicado que se da por definitivo.")],
    por: Annotated[str | None, typer.Option(metavar="NOMBRE", help="Quién lo decide; si falta, el usuario.")] = None,
) -> None:
    """Congela un mes publicado: una corrección posterior se carga, queda marcada y la edición siguiente la lista."""
    from orchestration.cli import editions

    editions.freeze_month(periodo, por)


def retirar(
    recepcion: Annotated[str, typer.Argument(metavar="RECEPCION", help="Número de recepción, como en la constancia.")],
    razon: Annotated[str, typer.Option(metavar="TEXTO", help="Por qué se retira; queda en la historia.")],
    autor: Annotated[str, typer.Option(metavar="NOMBRE", help="Quién lo decide; queda en la historia.")],
) -> None:
    """Retira una versión de un reporte, o una entrega de otra fuente: vuelve a contar la anterior. Nada se borra.

    Las cifras cambian con el próximo cierre. Repetido no cambia nada. Termina con 0 si quedó retirada, 2 por mal uso.
    """
    from orchestration.cli import versions

    versions.withdraw(recepcion, razon, autor)


def rejuzgar(
    periodo: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mes cuyas versiones vigentes se juzgan otra vez.")],
    cite: Cite = None,
) -> bool:
    """Juzga otra vez, con las reglas y los catálogos de hoy, lo que cuenta de un mes: nadie tiene que reenviarlo.

    Un veredicto distinto es una versión nueva, con su constancia; el anterior queda. Termina con 0 si nada se rechaza
    hoy, 1 si algo se rechaza (sigue contando lo anterior), 2 por mal uso.
    """
    from orchestration.cli import versions

    return versions.rejudge(periodo, cite)


def observaciones(
    cite: Cite = None,
    periodo: Month = None,
    todas: Annotated[bool, typer.Option("--todas", help="También las ya resueltas, con lo que las resolvió.")] = False,
    json: AsJson = False,
) -> None:
    """Lista lo que falta corregir: filas en cuarentena y reportes rechazados. Sin el contenido de las celdas."""
    from orchestration.cli import records

    records.list_open(cite, periodo, todas, as_json=json)


def rastrear(
    mart: Annotated[str, typer.Option(metavar="TABLA", help="`servicios_por_cite` o `clientes_por_tipo`.")],
    periodo: Annotated[str, typer.Option(metavar="AAAA-MM", help="Mes de la cifra.")],
    cite: Annotated[str | None, typer.Option(metavar="CODIGO", help="Centro; si falta, toda la red.")] = None,
    tipo: Annotated[str | None, typer.Option(metavar="TIPO", help="De servicio o de cliente; si falta, todos.")] = None,
    acumulado: Annotated[bool, typer.Option("--acumulado", help="La cifra de enero al mes.")] = False,
    json: AsJson = False,
) -> None:
    """Dice de qué archivos, versiones, hojas y filas sale una cifra publicada; los aportes suman la cifra.

    Termina con 0 si suman, 1 si el almacén tiene una carga sin publicar, 2 por mal uso.
    """
    from orchestration.cli import records

    records.trace_figure(mart, periodo, cite, tipo, acumulado, as_json=json)


def revisar(json: AsJson = False) -> None:
    """Lista lo que una persona debe mirar: posibles clientes o atenciones repetidos. Nada se une ni se corrige."""
    from orchestration.cli import records

    records.list_look_alikes(as_json=json)
