"""`red-cite data-peru exportar`: deliveries of the earlier platform on a terminal, in Spanish.
What a delivery holds belongs to `data_peru/`; loading one belongs to `closing/`."""

from __future__ import annotations

from pathlib import Path

from orchestration.cli.misuse import Misuse
from orchestration.data_peru.export import NotWritable, export
from orchestration.paths import Home
from orchestration.publishing.editions import UnknownEdition, edition


def export_edition(name: str, destination: Path) -> None:
    """Writes the publication called `name` into `destination` and says what was written.

    Raises:
        Misuse: it is not kept, a name cannot be written, or the folder cannot.
    """
    try:
        source = edition(Home.current(), name)
        written = export(source, destination)
    except (UnknownEdition, NotWritable) as error:
        raise Misuse(str(error)) from error
    except OSError as error:
        raise Misuse(f"no se puede escribir en '{destination}' ({error.strerror}); revise la ruta.") from error
    rows = ", ".join(f"{table} {count}" for table, count in written.rows.items())
    print(
        f"Publicación {source.manifest.version} en {written.folder}, con fecha {written.fecha:%d/%m/%Y}. Filas: {rows}."
    )
    if source.manifest.notice:
        print(source.manifest.notice)
