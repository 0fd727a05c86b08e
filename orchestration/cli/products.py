"""`red-cite productos`: the products of a month, how far their making is, and where they lie.
Making them belongs to `outputs/products/`, imported only when the command runs."""

from datetime import date
from typing import Annotated

import typer

# Cells shown of a document; the rest are counted.
CELLS_SHOWN = 8


def productos(
    periodo: Annotated[
        str | None, typer.Argument(metavar="AAAA-MM", help="Mes de los productos; con --estado, todos si no se da.")
    ] = None,
    interno: Annotated[
        bool,
        typer.Option(
            "--interno", help="Solo los informes que reservan cifras pequeñas, con todas: no es para difundir."
        ),
    ] = False,
    estado: Annotated[
        bool, typer.Option("--estado", help="Solo dice qué documentos ya no dicen lo publicado, y qué cambió en ellos.")
    ] = False,
) -> bool:
    """Escribe los productos del mes con las cifras publicadas, en `productos/AAAA-MM/`.

    Son 36 actas de validación, 116 informes de seguimiento, 3 de alcance, la entrega de Data Perú y su índice, cada
    documento en PDF y en Excel. Con --interno, los 29 informes de clientes con todas sus cifras, aparte, en
    `productos/internos/AAAA-MM/`. Termina con 0 si se escribieron (con --estado, si todos dicen lo publicado), 1 si
    con --estado alguno ya no lo dice, 2 por mal uso. Hacerlos de nuevo conserva la edición anterior.
    """
    from rich.console import Console
    from rich.progress import Progress

    from orchestration.cli import arguments
    from orchestration.core.errors import Misuse
    from orchestration.core.paths import Home
    from orchestration.outputs.dashboard.route import retell_documents
    from orchestration.outputs.products.produce import produce

    first = None if periodo is None else arguments.month(periodo)
    if estado:
        return _state(first)
    if first is None:
        raise Misuse("falta el mes; escríbalo como AAAA-MM, por ejemplo 2024-09.")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"Productos de {periodo}")
        made = produce(
            Home.current(), first, lambda done, due: progress.update(task, completed=done, total=due), interno
        )
    retell_documents(Home.current())
    state = "escritos" if made.fresh else "ya estaban, iguales"
    kind = "documentos de uso interno" if interno else "documentos"
    print(f"{made.documents} {kind} {state}, de la publicación {made.publication}: {made.index}")
    return True


def _state(first: date | None) -> bool:
    """True when every document says what is published."""
    from orchestration.core.paths import Home
    from orchestration.outputs.products.state import states, write_overview

    home = Home.current()
    found = list(states(home, [first] if first else []))
    if not found:
        print("No hay productos hechos.")
        return True
    for state in found:
        print(f"{state.month:%Y-%m}: {state.sentence}.")
        for stem, cells in state.stale.items():
            print(f"  {stem.rsplit('/', 1)[-1]} ({len(cells)} cifras)")
            for cell in cells[:CELLS_SHOWN]:
                print(f"    {cell}")
    if first is None:
        print(f"Por mes, en {write_overview(home, found)}")
    return all(state.known and not state.stale for state in found)
