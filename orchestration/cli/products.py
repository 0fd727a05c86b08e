"""`red-cite productos`: the products of a month, how far their making is, and where they lie.
Making them belongs to `outputs/products/`, imported only when the command runs."""

from __future__ import annotations

from typing import Annotated

import typer


def productos(
    periodo: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mes de los productos.")],
    interno: Annotated[
        bool,
        typer.Option(
            "--interno", help="Solo los informes que reservan cifras pequeñas, con todas: no es para difundir."
        ),
    ] = False,
) -> None:
    """Escribe los productos del mes con las cifras publicadas, en `productos/AAAA-MM/`.

    Son 36 actas de validación, 116 informes de seguimiento, 3 de alcance, la entrega de Data Perú y su índice, cada
    documento en PDF y en Excel. Con --interno, los 29 informes de clientes con todas sus cifras, aparte, en
    `productos/internos/AAAA-MM/`. Termina con 0 si se escribieron, 2 por mal uso.
    """
    from rich.console import Console
    from rich.progress import Progress

    from orchestration.cli import arguments
    from orchestration.core.paths import Home
    from orchestration.outputs.products.produce import produce

    first = arguments.month(periodo)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"Productos de {periodo}")
        made = produce(
            Home.current(), first, lambda done, due: progress.update(task, completed=done, total=due), interno
        )
    state = "escritos" if made.fresh else "ya estaban, iguales"
    kind = "documentos de uso interno" if interno else "documentos"
    print(f"{made.documents} {kind} {state}, de la publicación {made.publication}: {made.index}")
