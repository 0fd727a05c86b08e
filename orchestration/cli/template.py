"""`red-cite plantilla`: writes the workbook that a centre fills in for a month, for one centre or for all that are due.
What the workbook holds belongs to `intake/template`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from orchestration.core.catalogs import Centre


def plantilla(
    cite: Annotated[
        str | None, typer.Option(metavar="CODIGO", help="Un centro; si falta, todos los que deben reportar el mes.")
    ] = None,
    periodo: Annotated[
        str | None, typer.Option(metavar="AAAA-MM", help="Mes del reporte; si falta, el actual.")
    ] = None,
    destino: Annotated[
        Path | None, typer.Option(metavar="CARPETA", help="Dónde se escribe; si falta, en la salida de cada centro.")
    ] = None,
) -> None:
    """Escribe el libro del mes que llena cada centro: carátula, listas, formatos y totales que se cuentan solos.

    Escrita otra vez, la plantilla es la misma. Termina con 0 si se escribió, 2 por mal uso.
    """
    from orchestration.cli import arguments
    from orchestration.core.catalogs import centres
    from orchestration.core.clock import lima_now
    from orchestration.core.errors import Misuse
    from orchestration.core.paths import Home

    month = arguments.month(periodo) if periodo else lima_now().date().replace(day=1)
    code = arguments.centre(cite)
    chosen = [c for c in centres().values() if (c.is_due(month) if code is None else c.code == code)]
    if closed := [c for c in chosen if c.closed_by(month)]:
        raise Misuse(f"{closed[0].name} reportó hasta {closed[0].reports_until}; elija otro mes.")
    if not chosen:
        raise Misuse(f"ningún centro debe reportar {month:%Y-%m}; elija otro mes, o un centro con --cite.")
    folders = {c.code: destino or Home.current().create().outbox / c.code for c in chosen}
    for file in [_write(folders[c.code], c, month) for c in chosen]:
        print(file)


def _write(folder: Path, centre: Centre, month: date) -> Path:
    from orchestration.cli.arguments import writing_to
    from orchestration.core.whole_files import write_whole
    from orchestration.intake.template.book import template_bytes, template_name

    file = folder / template_name(centre, month)
    with writing_to(folder):
        write_whole(file, template_bytes(centre, month))
    return file
