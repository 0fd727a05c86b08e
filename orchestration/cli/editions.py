"""`red-cite publicar --al`, `comparar` and `congelar`: past publications on a terminal, in Spanish.
Building and comparing them belongs to `closing/` and `publication/`."""

from __future__ import annotations

import getpass
import json
from datetime import datetime
from pathlib import Path

from rich.console import Console

from orchestration.cli import arguments, changes
from orchestration.core.clock import lima_now
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.publication.comparison import compare
from orchestration.publication.editions import edition, to_moment
from orchestration.publication.manifest import Manifest


def publish_as_of(al: str, as_json: bool) -> None:
    """Rebuilds the publication as of `al` and says where it lies.

    Raises:
        Misuse: `al` is no moment of the past, or nothing had been received by then.
        Failure: a gate or dbt stopped it.
    """
    from orchestration.closing.rebuild import rebuild

    moment = _moment(al)
    with Console(stderr=True).status(f"Reconstruyendo lo publicado al {moment:%d/%m/%Y %H:%M}…"):
        rebuilt = rebuild(Home.current(), moment)
    if as_json:
        print(json.dumps(_summary(str(rebuilt.folder), rebuilt.manifest, rebuilt.seen)))
        return
    manifest = rebuilt.manifest
    print(
        f"Reconstruida en {rebuilt.folder}: {len(manifest.fuentes)} reportes vigentes, {len(manifest.faltan)} por "
        f"recibir, huella {manifest.huella[:12]}.\n{_what_readers_saw(rebuilt.seen)}"
    )


def compare_editions(before: str, after: str, csv_file: Path | None, as_json: bool) -> None:
    """Prints which figures moved between two kept publications; `csv_file` gets every one, a line each.

    Raises:
        Misuse: one of them is not kept, or the file cannot be written.
    """
    from orchestration.transforming.dbt import mart_keys

    home = Home.current()
    comparison = compare(edition(home, before), edition(home, after), mart_keys(home))
    if csv_file is not None:
        with arguments.writing_to(csv_file):
            changes.write_csv(csv_file, comparison.cifras)
    if as_json:
        print(json.dumps(changes.as_record(comparison)))
    else:
        changes.show(comparison, Console())


def freeze_month(month: str, who: str | None) -> None:
    """Puts the freeze on record and says with what the month stands.

    Raises:
        Misuse: `month` is no month, is not published, or is frozen as it is; or nobody is known to decide it.
    """
    from orchestration.publication.history.freeze import freeze

    period = arguments.month(month)
    frozen = freeze(Home.current(), f"{period:%Y-%m}", who or _user(), lima_now())
    print(
        f"{frozen.periodo} queda congelado con la versión {frozen.publicacion} ({frozen.huella[:12]}, "
        f"{len(frozen.reportes)} reportes). Se verá en `periodos_congelados` desde el próximo cierre."
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user id may have no name
        raise Misuse("este usuario no tiene nombre en el sistema; diga quién lo decide con `--por NOMBRE`.") from None


def _moment(text: str) -> datetime:
    try:
        moment = to_moment(text)
    except ValueError:
        raise Misuse(
            f"'{text}' no es una fecha; escríbala como 2024-07-15 o 2024-07-15T09:30 (hora de Lima)."
        ) from None
    if moment.date() > lima_now().date():
        raise Misuse(f"{text} todavía no llega; escriba una fecha pasada.")
    return moment


def _what_readers_saw(seen: tuple[Manifest, ...]) -> str:
    if seen:
        return (
            f"Es igual, cifra por cifra, a la versión {seen[0].version} que se publicó el {seen[0].publicado_en[:10]}."
        )
    return (
        "Ninguna versión conservada tiene este mismo contenido: no se publicó en esa fecha, o el proyecto cambió desde "
        "entonces (compare el campo `proyecto` de los manifiestos)."
    )


def _summary(folder: str, manifest: Manifest, seen: tuple[Manifest, ...]) -> dict[str, object]:
    return {
        "carpeta": folder,
        "al": manifest.al,
        "huella": manifest.huella,
        "proyecto": manifest.proyecto,
        "reportes_vigentes": len(manifest.fuentes),
        "versiones_iguales": [kept.version for kept in seen],
    }
