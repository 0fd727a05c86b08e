"""`red-cite publicar --al`, `comparar` and `congelar`: past publications on a terminal, in Spanish.
Building and comparing them belongs to `history/` and `publishing/`."""

from __future__ import annotations

import getpass
import json
from datetime import datetime
from pathlib import Path

from rich.console import Console

from orchestration.cli import changes, misuse
from orchestration.cli.misuse import Misuse
from orchestration.core.paths import Home
from orchestration.intake.reception import lima_now
from orchestration.publication.comparison import compare
from orchestration.publication.editions import Edition, UnknownEdition, edition, to_moment
from orchestration.publication.manifest import Manifest


def publish_as_of(al: str, as_json: bool) -> bool:
    """Rebuilds the publication as of `al` and says where it lies; False when a gate or dbt stopped it.

    Raises:
        Misuse: `al` is no moment of the past, or nothing had been received by then.
    """
    from orchestration.closing.rebuild import BuildFailed, NothingReceived, rebuild
    from orchestration.gates.loads import GateClosed

    moment, errors = _moment(al), Console(stderr=True)
    try:
        with errors.status(f"Reconstruyendo lo publicado al {moment:%d/%m/%Y %H:%M}…"):
            rebuilt = rebuild(Home.current(), moment)
    except NothingReceived as error:
        raise Misuse(str(error)) from error
    except (GateClosed, BuildFailed) as error:
        errors.print(f"[red]✗[/red] {error}", highlight=False)
        return False
    if as_json:
        print(json.dumps(_summary(str(rebuilt.folder), rebuilt.manifest, rebuilt.seen), ensure_ascii=False))
        return True
    manifest = rebuilt.manifest
    print(
        f"Reconstruida en {rebuilt.folder}: {len(manifest.fuentes)} reportes vigentes, {len(manifest.faltan)} por "
        f"recibir, huella {manifest.huella[:12]}.\n{_what_readers_saw(rebuilt.seen)}"
    )
    return True


def compare_editions(before: str, after: str, csv_file: Path | None, as_json: bool) -> None:
    """Prints which figures moved between two kept publications; `csv_file` gets every one, a line each.

    Raises:
        Misuse: one of them is not kept, or the file cannot be written.
    """
    from orchestration.transforming.dbt import mart_keys

    home = Home.current()
    comparison = compare(_edition(home, before), _edition(home, after), mart_keys(home))
    if csv_file is not None:
        try:
            changes.write_csv(csv_file, comparison.cifras)
        except OSError as error:
            raise Misuse(f"no se puede escribir '{csv_file}' ({error.strerror}); revise la ruta.") from error
    if as_json:
        print(json.dumps(changes.as_record(comparison), ensure_ascii=False))
    else:
        changes.show(comparison, Console())


def freeze_month(month: str, who: str | None) -> None:
    """Puts the freeze on record and says with what the month stands.

    Raises:
        Misuse: `month` is no month, is not published, or is frozen as it is.
    """
    from orchestration.publication.history.freeze import NotFrozen, freeze

    period = misuse.month(month)
    try:
        frozen = freeze(Home.current(), f"{period:%Y-%m}", who or getpass.getuser(), lima_now())
    except NotFrozen as error:
        raise Misuse(str(error)) from error
    print(
        f"{frozen.periodo} queda congelado con la versión {frozen.publicacion} ({frozen.huella[:12]}, "
        f"{len(frozen.reportes)} reportes). Se verá en `periodos_congelados` desde el próximo cierre."
    )


def _edition(home: Home, name: str) -> Edition:
    try:
        return edition(home, name)
    except UnknownEdition as error:
        raise Misuse(str(error)) from error


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
