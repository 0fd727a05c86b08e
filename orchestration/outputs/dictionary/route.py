"""Leaves the dictionary in `publicado/diccionario/`, and writes it anew when the project that it describes changed.
What the page holds belongs to `page.py`; deriving a folder from a publication belongs to `publication/`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from orchestration.core.paths import SUITES, Home
from orchestration.core.whole_files import write_whole
from orchestration.outputs import neighbours
from orchestration.outputs.dictionary import page
from orchestration.outputs.door.page import write_door
from orchestration.publication.derivation import PAGE, DerivedPage, derive_page, leads_to_current
from orchestration.publication.editions import Edition
from orchestration.transforming import dbt
from orchestration.warehouse.connection import exclusive

ROUTE = "diccionario"
# Beside the page: the state of all that it was written from.
_MARK = ".hecho-de"


def publish_dictionary(home: Home) -> DerivedPage:
    """Writes the dictionary of the current publication where it, or the project, changed since.

    Raises:
        UnknownEdition: nothing was published yet.
        NoCatalogue: the publication is older than the catalogue of metrics.
    """
    with exclusive(home):
        derived = derive_page(home, ROUTE, lambda source, folder: _write(home, source, folder), _made_of_this_state)
    write_door(home)
    return derived


def shows_current(home: Home) -> bool:
    """Whether `publish_dictionary` would find its work done.

    Raises:
        UnknownEdition: nothing was published yet.
    """
    return leads_to_current(home, ROUTE) and _made_of_this_state(home.published / ROUTE)


def publish_dbt_docs(home: Home) -> Path:
    """Leaves dbt's own documentation beside the dictionary, as one file; the dictionary must be there.

    Raises:
        TransformFailed: dbt could not read the project or the warehouse.
    """
    with exclusive(home):
        target = home.published / ROUTE / "dbt.html"
        write_whole(target, dbt.documentation(home), durable=False)
    write_door(home)
    return target


def _write(home: Home, source: Edition, folder: Path) -> None:
    manifest = json.loads(dbt.manifest_file(home).read_text(encoding="utf-8"))
    page.write(source, manifest, source.manifest.proyecto == dbt.fingerprint(), folder / PAGE)
    (folder / _MARK).write_text(_state(), encoding="utf-8")


def _made_of_this_state(folder: Path) -> bool:
    return (folder / _MARK).read_text(encoding="utf-8") == _state()


def _state() -> str:
    """One hash over the dbt project, the gates' suites and this room."""
    digest = hashlib.sha256(dbt.fingerprint().encode())
    for file in sorted([*SUITES.glob("*.yml"), *Path(__file__).parent.glob("*.[jp]*"), Path(neighbours.__file__)]):
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()
