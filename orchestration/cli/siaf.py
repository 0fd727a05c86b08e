"""`red-cite siaf`: what the command takes; loading is that of any feed (`loads.py`)."""

from pathlib import Path
from typing import Annotated

import typer


def siaf(
    archivos: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[ARCHIVO...]", help="Archivos anuales del MEF (.csv, .csv.gz o .zip)."),
    ] = None,
) -> bool:
    """Carga el gasto devengado del MEF (SIAF): los ARCHIVOS dados o, sin ellos, lo que hay en landing/siaf.

    Cada archivo dado se copia; el suyo queda donde está. Termina con 0 si todo se cargó (o ya lo estaba), 1 si algo se
    rechazó o no se pudo publicar, 2 por mal uso.
    """
    from orchestration.cli import loads
    from orchestration.intake.feeds import SIAF

    return loads.run(SIAF, archivos or [])
