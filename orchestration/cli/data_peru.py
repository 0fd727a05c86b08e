"""`red-cite data-peru`: what the commands over the deliveries of the earlier platform take; `main.py` lists them.
Exporting belongs to `deliveries.py`, importing to `loads.py` as for any feed; both imported only when they run."""

from pathlib import Path
from typing import Annotated

import typer


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

    deliveries.export_edition(al or publicacion, destino)


def importar(
    entregas: Annotated[
        list[Path] | None,
        typer.Argument(metavar="CARPETA...", help="Carpetas o zips; si faltan, lo que hay en landing/data_peru."),
    ] = None,
) -> bool:
    """Carga entregas de años anteriores, con su propia puerta, y publica: lo que ya está reportado no cambia.

    Termina con 0 si todas entraron (o ya estaban), 1 si alguna se rechazó o no se pudo publicar, 2 por mal uso.
    """
    from orchestration.cli import loads
    from orchestration.intake.feeds import DATA_PERU

    return loads.run(DATA_PERU, entregas or [], whole=True)
