"""The published figures that the reconstructed year is calibrated to, read from the project's own seeds.
Choosing them and resolving centre names belongs here; turning them into records belongs to the modules beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from orchestration.core.catalogs import (
    budget_categories,
    centre_of,
    centres,
    client_types,
    name_key,
    services,
    tasks,
)
from orchestration.core.paths import PUBLISHED_FIGURES
from orchestration.core.seeds import read_seed

YEAR = "2024"
MONTHS = tuple(f"{YEAR}-{month:02d}" for month in range(1, 13))
IntArray = npt.NDArray[np.int64]
Row = dict[str, str]
K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=Hashable)
C = TypeVar("C", bound=Hashable)


@dataclass(frozen=True)
class PublishedFigures:
    """What the documents say of 2024; rows follow `centres`, months run from January, counts are whole units.

    `services` and `leaders` are services by type (bulletin, Tabla 1 and the texts of the eight types);
    `clients` is centres x client types (bulletin, clients by CITE/UT) and `network_clients` Tabla 2;
    `plan_services` and `plan_clients` are centres x months (plan, Anexos 4 and 6), `plan_year` Anexo 3, all updated;
    `task_weights` Cuadro 21, `category_weights` Cuadro 19, `focused_weights` (focalizadas, no focalizadas) Cuadro 17;
    `junin_services` the service types that Cuadro 5 programmes for the one centre that starts in the year.
    """

    centres: tuple[str, ...]
    services: dict[int, int]
    leaders: dict[int, dict[str, int]]
    clients: IntArray
    network_clients: IntArray
    plan_services: IntArray
    plan_clients: IntArray
    plan_year: IntArray
    task_weights: dict[str, int]
    category_weights: dict[str, int]
    focused_weights: tuple[int, int]
    junin_services: frozenset[int]


def due_centres() -> tuple[str, ...]:
    """The centres that report in 2024, in the catalogue's order."""
    return tuple(
        code for code, centre in centres().items() if centre.reports_since and centre.reports_since <= MONTHS[-1]
    )


def read_published(folder: Path = PUBLISHED_FIGURES) -> PublishedFigures:
    """Reads `boletin_2024.csv` and `poi_2024.csv` (columns: docs/architecture.md, published figures).

    Raises:
        ValueError: a figure that the calibration needs is missing, stated twice with different values, or names a
            centre that no alias knows; the message names the document and the table.
    """
    bulletin, plan = (_Document(folder / f"{name}.csv") for name in ("boletin_2024", "poi_2024"))
    codes, updated = due_centres(), {"programacion": "actualizada"}
    return PublishedFigures(
        centres=codes,
        services=bulletin.table("Tabla 1", _service, services(), medida="servicios"),
        leaders=_leaders(bulletin),
        clients=bulletin.grid(_centre, _client_type, codes, client_types(), medida="clientes"),
        network_clients=_vector(bulletin.table("Tabla 2", _client_type, client_types(), medida="clientes")),
        plan_services=plan.grid(_centre, _period, codes, MONTHS, cuadro="Anexo 4", **updated),
        plan_clients=plan.grid(_centre, _period, codes, MONTHS, cuadro="Anexo 6", **updated),
        plan_year=_vector(plan.table("Anexo 3", _centre, codes, **updated)),
        task_weights=plan.table("Cuadro 21", _task, tasks(), **updated),
        category_weights=plan.table("Cuadro 19", _category, budget_categories(), **updated),
        focused_weights=_focused([row for row in plan.rows if _picks(row, cuadro="Cuadro 17", **updated)]),
        junin_services=frozenset(tasks()[row["tarea_codigo"]].service_code for row in _junin_tasks(plan)),
    )


class _Document:
    """One file of published figures; every look-up checks that the figure is there and stated once."""

    def __init__(self, path: Path) -> None:
        self.rows = [row for row in read_seed(path) if row["es_total"].lower() not in ("true", "1")]
        self.name = path.name

    def table(self, cuadro: str, key: Callable[[Row], K | None], wanted: Iterable[K], **filters: str) -> dict[K, int]:
        """The values of one table by key, in the order of `wanted`."""
        found = self.values(key, cuadro=cuadro, **filters)
        missing = [k for k in wanted if k not in found]
        if missing:
            raise ValueError(f"{self.name}: falta {cuadro} para {missing}; complete la transcripción.")
        return {k: found[k] for k in wanted}

    def grid(
        self,
        row_key: Callable[[Row], R | None],
        column_key: Callable[[Row], C | None],
        rows: Iterable[R],
        columns: Iterable[C],
        **filters: str,
    ) -> IntArray:
        """A whole table as an array; a cell that the document leaves empty or dashed is 0."""

        def both(row: Row) -> tuple[R, C] | None:
            r, c = row_key(row), column_key(row)
            return None if r is None or c is None else (r, c)

        found = self.values(both, **filters)
        present = {r for r, _ in found}
        missing = [r for r in rows if r not in present]
        if missing:
            raise ValueError(f"{self.name}: {filters} no tiene {missing}; complete la transcripción o los alias.")
        return np.array([[found.get((r, c), 0) for c in columns] for r in rows], dtype=np.int64)

    def values(self, key: Callable[[Row], K | None], **filters: str) -> dict[K, int]:
        found: dict[K, int] = {}
        for row in self.rows:
            if not _picks(row, **filters) or (k := key(row)) is None:
                continue
            value = int(float(row["valor"] or 0))
            if found.setdefault(k, value) != value:
                raise ValueError(
                    f"{self.name}: {row['cuadro']} dice {found[k]} y {value} de {k}; corrija la transcripción."
                )
        return found


def _picks(row: Row, **filters: str) -> bool:
    return all(row[column] == value for column, value in filters.items())


def _service(row: Row) -> int | None:
    return int(row["tipo_servicio_codigo"]) if row["tipo_servicio_codigo"] else None


def _junin_tasks(plan: _Document) -> list[Row]:
    return [row for row in plan.rows if _picks(row, cuadro="Cuadro 5") and row["tarea_codigo"]]


def _client_type(row: Row) -> int | None:
    return int(row["tipo_cliente_codigo"]) if row["tipo_cliente_codigo"] else None


def _task(row: Row) -> str | None:
    return row["tarea_codigo"] or None


def _category(row: Row) -> str | None:
    return row["categoria_presupuestal"] or None


def _period(row: Row) -> str | None:
    return row["periodo"] if len(row["periodo"]) == 7 else None


def _centre(row: Row) -> str | None:
    if not row["cite"]:
        return None
    code = centre_of(row["cite"])
    if code is None:
        raise ValueError(
            f"{row['documento']}, {row['cuadro']}: el centro '{row['cite']}' no está en alias_cite.csv; agréguelo."
        )
    return code


def _leaders(bulletin: _Document) -> dict[int, dict[str, int]]:
    """The four leading centres of each service type with their counts."""

    def key(row: Row) -> tuple[int, str] | None:
        service, centre = _service(row), _centre(row)
        return None if service is None or centre is None else (service, centre)

    found = bulletin.values(key, medida="servicios", ambito="cite")
    leaders = {s: {c: n for (service, c), n in found.items() if service == s} for s in services()}
    for service, four in leaders.items():
        if len(four) != 4:
            raise ValueError(f"{bulletin.name}: el servicio {service} tiene {len(four)} centros líderes, no 4.")
    return leaders


def _focused(rows: list[Row]) -> tuple[int, int]:
    """Services programmed for focalised and not focalised MIPYME (Cuadro 17)."""
    found = {name_key(row["etiqueta"] + row["detalle"]): int(float(row["valor"])) for row in rows}
    yes = [v for k, v in found.items() if "mipymefocalizadas" in k]
    no = [v for k, v in found.items() if "mipymenofocalizadas" in k]
    if len(yes) != 1 or len(no) != 1:
        raise ValueError("poi_2024.csv: Cuadro 17 no da una cifra de MIPYME focalizadas y una de no focalizadas.")
    return yes[0], no[0]


def _vector(table: dict[K, int]) -> IntArray:
    return np.array(list(table.values()), dtype=np.int64)
