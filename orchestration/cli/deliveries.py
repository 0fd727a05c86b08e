"""`red-cite data-peru exportar`: a publication as a delivery of the earlier platform, from a terminal, in Spanish.
What a delivery holds belongs to `data_peru/`; importing one is loading a feed (`loads.py`)."""

from __future__ import annotations

from pathlib import Path

from orchestration.cli.arguments import writing_to
from orchestration.core.paths import Home
from orchestration.outputs.data_peru.export import export
from orchestration.publication.editions import edition


def export_edition(name: str, destination: Path) -> None:
    """Writes the publication called `name` into `destination` and says what was written.

    Raises:
        Misuse: it is not kept, a name cannot be written, or the folder cannot.
    """
    source = edition(Home.current(), name)
    with writing_to(destination):
        written = export(source, destination)
    rows = ", ".join(f"{table} {count}" for table, count in written.rows.items())
    print(
        f"Publicación {source.manifest.version} en {written.folder}, con fecha {written.fecha:%d/%m/%Y}. Filas: {rows}."
    )
    if source.manifest.notice:
        print(source.manifest.notice)
