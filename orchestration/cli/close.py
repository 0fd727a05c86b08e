"""`red-cite cerrar`: one month's close from the terminal, and what came of it in Spanish.
Running it belongs to `defs/run.py`; figures are read from the publication."""

from __future__ import annotations

import csv
from pathlib import Path

from rich.console import Console

from orchestration.cli.shell import say
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home

# A person who gives the command has usually finished copying; a file that still grows is seen to.
QUIET_SECONDS = 2


def reception_times(file: Path | None) -> dict[str, str]:
    """ISO times of reception by file name, from a CSV with columns `archivo` and `recibido_en`.

    Raises:
        Misuse: there is no such file, or it lacks one of the two columns.
    """
    if file is None:
        return {}
    if not file.is_file():
        raise Misuse(f"no hay ningún archivo en '{file}'; revise la ruta.")
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        if not {"archivo", "recibido_en"} <= set(reader.fieldnames or ()):
            raise Misuse(f"{file}: faltan las columnas 'archivo' y 'recibido_en'; agréguelas en la primera línea.")
        return {row["archivo"]: row["recibido_en"] for row in reader}


def run(month: str, receptions: Path | None, console: Console) -> bool:
    """Closes `month`; says what failed and what readers see. True when it was published.

    Raises:
        Misuse: `month` is no month that the board has.
    """
    from orchestration.cli.changes import show_frozen
    from orchestration.defs.partitions import MONTHS
    from orchestration.defs.run import close
    from orchestration.publication.snapshot import current

    if month not in MONTHS.get_partition_keys():
        raise Misuse(f"'{month}' no es un mes terminado que se reporte; escríbalo como AAAA-MM, por ejemplo 2024-09.")
    home = Home.current().create()
    before = current(home)
    with console.status(f"Cerrando {month}…"):
        result = close(home, month, reception_times(receptions), QUIET_SECONDS)
    for step, message in result.failed_steps.items():
        say(console, f"✗ {step}: {message}")
    for line in _left_in_landing(home):
        say(console, line)
    manifest = current(home)
    if manifest is None:
        say(console, "Aún no hay nada publicado.")
    else:
        # A route that failed after the publication does not undo it.
        seen = "Publicado" if result.success or manifest != before else "Lo publicado queda como estaba"
        say(
            console,
            f"{seen}: versión {manifest.version} ({manifest.huella[:12]}), "
            f"{len(manifest.fuentes)} reportes vigentes, {len(manifest.faltan)} por recibir.",
        )
        if (result.success or manifest != before) and manifest.cambios_en_periodos_congelados:
            show_frozen(manifest.cambios_en_periodos_congelados, console)
    return result.success


def _left_in_landing(home: Home) -> list[str]:
    """What a person who delivered it would look for in vain in the figures."""
    from orchestration.intake.feeds import REPORTS

    landing = REPORTS.lying(home)
    waiting = [f"{len(landing.files)} archivos siguen en landing: crecían o llegaron después; vea `red-cite buzon`."]
    return [*(waiting if landing.files else []), *landing.strays]
