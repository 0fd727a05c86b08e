"""The steps after a publication: each route derived from it and judged by the gate `rutas` before readers see it.
A route that fails leaves its own readers with the older one; the publication itself stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from orchestration.core.errors import Failure
from orchestration.core.paths import Home
from orchestration.gates import loads
from orchestration.gates.loads import GateOutcome
from orchestration.outputs.data_peru.export import export, spellings_digest
from orchestration.outputs.door.page import write_door
from orchestration.outputs.quality.page import write_page
from orchestration.outputs.routes import excel
from orchestration.outputs.routes.address import address
from orchestration.publication import snapshot
from orchestration.publication.derivation import derive
from orchestration.publication.editions import CURRENT, Edition, edition
from orchestration.publication.manifest import Manifest
from orchestration.transforming import dbt
from orchestration.warehouse.connection import connect, exclusive

SUITE = "rutas_tablas"


@dataclass(frozen=True)
class Route:
    """One route after its step: `manifest` is the publication that its readers see.

    `gate` is None where nothing was to be done; `notes` are sentences for whoever keeps the route.
    """

    name: str
    manifest: Manifest
    gate: GateOutcome | None
    notes: tuple[str, ...] = ()


class RouteRefused(Failure):
    """The gate did not pass for a route; `gate` says what broke."""

    def __init__(self, name: str, gate: GateOutcome) -> None:
        broken = ", ".join(result.expectation.code for result in gate.broken)
        super().__init__(
            f"La ruta '{name}' no es igual a la publicación ({broken}); sus lectores siguen viendo la anterior. "
            "Lo publicado en DuckDB y Parquet no cambia."
        )
        self.gate = gate


class _Gate:
    """Judges a route's checks once and remembers what came of it."""

    def __init__(self, home: Home, source: Edition, name: str) -> None:
        self.home, self.load, self.name = home, source.manifest.huella[:16], name
        self.outcome: GateOutcome | None = None

    def __call__(self, checks: pd.DataFrame) -> None:
        with exclusive(self.home), connect(self.home) as connection:
            self.outcome = loads.judge_frames(connection, f"rutas_{self.name}", self.load, {SUITE: checks})
            write_page(self.home, connection, snapshot.current(self.home))
        if not self.outcome.passed:
            raise RouteRefused(self.name, self.outcome)


def publish_excel(home: Home) -> Route:
    """One workbook a table in `publicado/excel`; nothing is done where it leads to the current publication already.

    Raises:
        RouteRefused: a workbook read back is not equal to the publication.
        UnknownEdition: nothing was published yet.
    """
    source = edition(home, CURRENT)
    gate = _Gate(home, source, excel.ROUTE)
    previous = home.published / excel.ROUTE

    def write(_: Edition, folder: Path) -> None:
        excel.write_folder(source, folder, previous if previous.is_dir() else None, gate)

    derive(home, excel.ROUTE, write)
    write_door(home)
    return Route(excel.ROUTE, source.manifest, gate.outcome)


def publish_postgres(home: Home) -> Route | None:
    """The schema `marts` of the server that `RED_CITE_POSTGRES` names; None where the route is off.

    Raises:
        RouteRefused: what the server gives back is not equal to the publication.
        ServerTrouble: the server is away or does not let the load happen.
        UnknownEdition: nothing was published yet.
    """
    url = address()
    if url is None:
        return None
    from orchestration.outputs.routes import postgres  # with its client, for those who have a server

    source = edition(home, CURRENT)
    gate = _Gate(home, source, postgres.ROUTE)
    loaded = postgres.load(source, dbt.mart_keys(home), url, gate)
    return Route(postgres.ROUTE, source.manifest, gate.outcome, loaded.left_over)


def publish_data_peru(home: Home) -> tuple[Manifest, bool]:
    """Leaves the current publication as a delivery in `publicado/data_peru`; False when it was there already.

    Written anew too where a name's spelling there was corrected, which no mart knows of.

    Raises:
        UnknownEdition: nothing was published yet.
        NotWritable: a name cannot be written; what was there stays.
    """
    fresh = derive(home, "data_peru", export, variant=spellings_digest())
    write_door(home)
    return edition(home, CURRENT).manifest, fresh
