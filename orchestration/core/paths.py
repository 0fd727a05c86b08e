"""Where each thing lies on disk: the project's own folders and the folder of data.
Only names and their creation belong here; what is written into them belongs to the rooms."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.core.errors import Misuse

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "dbt_project" / "seeds"
CATALOGS = SEEDS / "catalogos"
# Where documents for internal use lie, apart from what is handed out: whoever copies a folder takes none with it.
INTERNAL_FOLDER = "internos"
PUBLISHED_FIGURES = SEEDS / "publicado"
SUITES = PROJECT / "expectations"
DBT_PROJECT = PROJECT / "dbt_project"
# What the warehouse may lie on, the usual one first.
ENGINES = ("duckdb", "ducklake")


@dataclass(frozen=True)
class Home:
    """One folder of data; every path of a load hangs from it.

    `lake` is the address of the PostgreSQL database that tells of its tables, None where they lie in DuckDB's one file
    (docs/escala.md); it may carry a password.
    """

    root: Path
    lake: str | None = field(default=None, repr=False)

    @classmethod
    def current(cls) -> Home:
        """The home that `RED_CITE_HOME` names, else `data/` in the project; on the engine that `RED_CITE_MOTOR` names.

        Raises:
            Misuse: there is no such engine, or it lacks its address.
        """
        return cls(Path(os.environ.get("RED_CITE_HOME") or PROJECT / "data").resolve(), _lake())

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def siaf_landing(self) -> Path:
        """Where the MEF's yearly files are left: a feed of its own, no centre's folder."""
        return self.landing / "siaf"

    @property
    def siaf(self) -> Path:
        """Where the MEF's files rest: the newest accepted of each year, and the refused ones."""
        return self.root / "siaf"

    @property
    def data_peru_landing(self) -> Path:
        """Where deliveries of the earlier data platform are left, each in a folder of its own."""
        return self.landing / "data_peru"

    @property
    def archive(self) -> Path:
        return self.root / "archivo"

    @property
    def receptions(self) -> Path:
        return self.root / "recepciones"

    @property
    def outbox(self) -> Path:
        return self.root / "salida"

    @property
    def warehouse(self) -> Path:
        return self.root / "almacen" / "red_cite.duckdb"

    @property
    def lake_data(self) -> str:
        """The folder where the lake's files lie; every machine that works on it reaches it."""
        return os.environ.get("RED_CITE_LAGO_DATOS") or str(self.warehouse.with_name("lago"))

    @property
    def lock(self) -> Path:
        return self.root / "almacen" / ".candado"

    @property
    def published(self) -> Path:
        return self.root / "publicado"

    @property
    def bulletins(self) -> Path:
        """The bulletins by year, with their editions' records; under `internos/`, those for internal use."""
        return self.root / "boletines"

    @property
    def products(self) -> Path:
        """The products of each month: links `AAAA-MM` to the edition last made, and `internos/` with the like of those
        for internal use (`products/produce.py`)."""
        return self.root / "productos"

    @property
    def superset(self) -> Path:
        """Superset's own database, key and password; what it shows is made anew from each publication's definitions."""
        return self.root / "superset"

    @property
    def quality(self) -> Path:
        return self.root / "calidad"

    @property
    def cache(self) -> Path:
        """What can be made anew at any time; the folder may be emptied."""
        return self.root / "cache"

    @property
    def dagster(self) -> Path:
        return self.root / "dagster"

    @property
    def dbt(self) -> Path:
        return self.root / "dbt"

    @property
    def spread(self) -> Path:
        """What several machines read and judged of the reports that come in, until it is stored; a folder a run."""
        return self.root / "reparto"

    @property
    def key_file(self) -> Path:
        return self.root / "clave"

    @property
    def private(self) -> tuple[Path, ...]:
        """What names people, and the key: nobody but the program's user has to do with it."""
        return (
            self.warehouse.parent,
            self.archive,
            self.receptions,
            self.landing / ".tomados",
            self.spread,
            self.key_file,
        )

    def create(self) -> Home:
        """Makes the folders that a load writes to, for the program's own user; safe to call again."""
        os.umask(0o077)
        for folder in (
            self.landing,
            self.siaf_landing,
            self.siaf,
            self.data_peru_landing,
            self.archive,
            self.receptions,
            self.outbox,
            self.warehouse.parent,
            self.published,
            self.quality,
            self.dagster,
            self.dbt,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def _lake() -> str | None:
    engine = os.environ.get("RED_CITE_MOTOR") or ENGINES[0]
    if engine not in ENGINES:
        raise Misuse(f"RED_CITE_MOTOR no puede ser '{engine}'; puede ser {' o '.join(ENGINES)}.")
    if engine == ENGINES[0]:
        return None
    address = os.environ.get("RED_CITE_LAGO")
    if not address:
        raise Misuse("el motor ducklake pide RED_CITE_LAGO=postgresql://usuario:contraseña@servidor:5432/base.")
    return address
