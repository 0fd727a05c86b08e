"""Finds the publications that are kept: the current one, the numbered versions, those rebuilt as of a date.
Writing and swapping them belongs to `snapshot.py`; comparing two belongs to `comparison.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.publication.manifest import DamagedManifest, Manifest
from orchestration.publication.metrics import MetricError, NoCatalogue
from orchestration.warehouse.rows import NOT_BUILT

CURRENT = "actual"


class UnknownEdition(Misuse):
    """No publication is kept under that name; the message lists those that are."""


@dataclass(frozen=True)
class Edition:
    """One publication's folder, with its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        return self.folder / "red_cite.duckdb"


def edition(home: Home, name: str) -> Edition:
    """The publication called `name`: a version's number, `actual`, or the moment of a rebuilt one.

    Raises:
        UnknownEdition: there is none.
    """
    for folder in _candidates(home, name):
        if (folder / "manifiesto.json").is_file():
            return Edition(folder.resolve(), Manifest.read(folder / "manifiesto.json"))
    if name == CURRENT:
        raise UnknownEdition("no hay nada publicado; cierre antes un mes con `red-cite cerrar`.")
    kept = ", ".join(str(e.manifest.version) for e in numbered(home)) or "ninguna"
    raise UnknownEdition(
        f"no hay ninguna publicación '{name}'; escriba `{CURRENT}`, el número de una versión (hay: {kept}) "
        "o la fecha de una reconstruida con `red-cite publicar --al`."
    )


def both_scopes(network: str, centres: str) -> str:
    """SQL of the rows of two marts, the network's and the centres', whose `cite_codigo` is null."""
    return f"(from marts.{network} union all by name from marts.{centres})"


@contextmanager
def reading(source: Edition, what: str, refusal: type[ValueError]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The publication's database, to write `what` from (words for the message).

    Raises:
        ValueError: as `refusal`; the publication is older than a table, column or metric that is asked for.
    """
    with duckdb.connect(str(source.database), read_only=True) as connection:
        try:
            yield connection
        except (*NOT_BUILT, MetricError, NoCatalogue) as error:
            raise refusal(
                f"la publicación {source.manifest.version} es anterior a {what} de este programa y le faltan tablas, "
                "columnas o métricas; publique de nuevo con `red-cite cerrar` del último mes."
            ) from error


def numbered(home: Home) -> list[Edition]:
    """The versions that readers saw, oldest first; a draft left by a killed close is none."""
    newest = int(link.readlink().name.partition("-")[0]) if (link := home.published / CURRENT).is_symlink() else 0
    found = []
    for file in (home.published / "versiones").glob("[0-9]*-*/manifiesto.json"):
        with suppress(DamagedManifest):
            found.append(Edition(file.parent, Manifest.read(file)))
    return sorted((e for e in found if e.manifest.version <= newest), key=lambda e: e.manifest.version)


def rebuilt_folder(home: Home, moment: datetime) -> Path:
    """Where the publication rebuilt as of `moment` lies: the day alone when the moment is its end."""
    whole_day = moment.time() == datetime.max.time()
    return home.published / "al" / (f"{moment:%Y-%m-%d}" if whole_day else f"{moment:%Y-%m-%dT%H%M%S}")


def _candidates(home: Home, name: str) -> list[Path]:
    if name == CURRENT:
        return [home.published / CURRENT]
    if name.isascii() and name.isdigit():
        return [e.folder for e in numbered(home) if e.manifest.version == int(name)]
    try:
        return [rebuilt_folder(home, to_moment(name))]
    except ValueError:
        return []


def to_moment(text: str) -> datetime:
    """`2024-07-15` is the end of that day; `2024-07-15T09:30` is that very moment (naive, America/Lima).

    Raises:
        ValueError: the text is neither.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError(text)
    return moment if "T" in text or " " in text else datetime.combine(moment, datetime.max.time())
