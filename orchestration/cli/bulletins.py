"""`red-cite boletin`: which bulletin, of which year or month, in which language; where its files lie is printed.
Making it belongs to `outputs/bulletins/`, imported only when the command runs."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from orchestration.outputs.bulletins.produce import MadeBulletin, Order


def boletin(
    anio: Annotated[int, typer.Argument(metavar="AAAA", help="Año del boletín.")],
    mujer: Annotated[bool, typer.Option("--mujer", help="El boletín Mujer Empresaria.")] = False,
    mes: Annotated[
        int | None, typer.Option(metavar="MM", min=1, max=12, help="Edición mensual: de enero al mes.")
    ] = None,
    idioma: Annotated[Literal["es", "en"], typer.Option(metavar="es|en", help="Español o inglés.")] = "es",
    interno: Annotated[
        bool, typer.Option("--interno", help="Con todas las cifras, sin reservar las pequeñas: no es para difundir.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Un objeto JSON en la salida.")] = False,
) -> None:
    """Escribe el boletín estadístico con las cifras publicadas: PDF, libro de Excel y constancia, en `boletines/AAAA/`.

    Con --interno, en `boletines/internos/AAAA/`, fuera de lo que se entrega y marcado en cada página.

    Termina con 0 si se escribió, 2 por mal uso.
    """
    from orchestration.core.paths import Home
    from orchestration.outputs.bulletins.figures import Span
    from orchestration.outputs.bulletins.produce import Order, produce
    from orchestration.outputs.dashboard.route import retell_documents
    from orchestration.outputs.documents.editions import words_on_unreadable

    order = Order("mujer" if mujer else "red", Span(anio, mes or 12), idioma, interno)
    made = produce(Home.current(), order)
    retell_documents(Home.current())
    for file in made.unreadable:
        typer.echo(f"red-cite boletin: {words_on_unreadable(file)}", err=True)
    print(_record(order, made) if json else _told(made))


def _told(made: MadeBulletin) -> str:
    lines = [f"Edición {made.edition}: {made.pdf}"]
    if made.changes is not None:
        lines.append(f"Cambian {len(made.changes.figures):,} cifras respecto de la edición {made.changes.edition}.")
    lines.append(f"Libro: {made.workbook}")
    lines.append(f"Índice de los boletines del año: {made.index}")
    return "\n".join(lines)


def _record(order: Order, made: MadeBulletin) -> str:
    files = {name: str(getattr(made, name)) for name in ("pdf", "workbook", "record", "index")}
    changed = None if made.changes is None else len(made.changes.figures)
    known = {"boletin": order.kind, "edicion": made.edition, "cifras_que_cambian": changed, "archivos": files}
    return json_module.dumps(known)
