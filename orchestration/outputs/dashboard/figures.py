"""Asks the metrics for every figure that the dashboard shows, at every month, scope and type that its filters offer.
The page only looks figures up, so what may be added is added there and here nothing; lists belong to `listings.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from orchestration.outputs.dashboard.tables import Table
from orchestration.publication.metrics.querying import query

# A figure's scope and type where none is singled out: the whole network, all types together.
NETWORK = ALL_TYPES = 0
KEYS = ["periodo", "ambito", "tipo"]
COLUMNS = [*KEYS, "mes", "acumulado"]


@dataclass(frozen=True)
class PageMetric:
    """One metric of the page. `types` is the dimension of its types; `of_network` is False where it has no such figure;
    `monthly` is False where the page shows it from January to the month alone; `where` filters it."""

    metric: str
    types: str | None = None
    of_network: bool = True
    monthly: bool = False
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def groupings(self) -> list[tuple[str, ...]]:
        scopes: list[tuple[str, ...]] = [(), ("cite_codigo",)] if self.of_network else [("cite_codigo",)]
        return scopes + [(*scope, self.types) for scope in scopes if self.types]

    @property
    def grains(self) -> tuple[str, ...]:
        return ("mes", "acumulado") if self.monthly else ("acumulado",)


ASKED = (
    PageMetric("servicios", "tipo_servicio_codigo", monthly=True),
    PageMetric("clientes", "tipo_cliente_codigo", monthly=True),
    PageMetric("meta_servicios", monthly=True),
    PageMetric("avance_metas_servicios"),
    PageMetric("servicios_por_alcanzar", of_network=False),
    PageMetric("meta_clientes", of_network=False),
    PageMetric("avance_metas_clientes", of_network=False),
    PageMetric("reportes_debidos"),
    PageMetric("reportes_recibidos"),
    PageMetric("reportes_faltantes"),
    PageMetric("reportes_a_tiempo"),
)
# Of the centres alone, which are the network; what the head office spends stands in the lists.
OF_CENTRES = {"ambito": "cite"}
BUDGET = (
    PageMetric("pia", where=OF_CENTRES),
    PageMetric("pim", where=OF_CENTRES),
    PageMetric("devengado", monthly=True, where=OF_CENTRES),
    PageMetric("avance_presupuestal", where=OF_CENTRES),
    PageMetric("costo_por_servicio"),
)


def read_figures(connection: duckdb.DuckDBPyConnection, scopes: dict[str, int]) -> dict[str, Table]:
    """By metric, rows of `COLUMNS`: the month's own figure and that from January on; None where there is none.

    `scopes` numbers the centres by their code. Without any delivery of the SIAF the budget's tables are empty.

    Raises:
        MetricError: a metric is not given so any more.
        NoCatalogue: the publication is older than the metrics.
    """
    figures = {asked.metric: _table(connection, asked, scopes) for asked in ASKED}
    if _has_execution(connection):
        return figures | {asked.metric: _table(connection, asked, scopes) for asked in BUDGET}
    return figures | {asked.metric: {"columnas": COLUMNS, "filas": []} for asked in BUDGET}


def read_departments(connection: duckdb.DuckDBPyConnection) -> Table:
    """Services from January to each month by the department of the centre, None for the centres that have none."""
    frame = query(connection, "servicios", ("departamento",), grain="acumulado")
    shown = frame.assign(periodo=month_texts(frame), acumulado=frame["servicios"])
    return as_table(shown[["periodo", "departamento", "acumulado"]])


def read_institute(connection: duckdb.DuckDBPyConnection) -> Table:
    """The whole ITP's budget, what it accrued from January to each month, and their share; none without a delivery."""
    columns = ["periodo", "pim", "devengado", "avance"]
    if not _has_execution(connection):
        return {"columnas": columns, "filas": []}
    frame = query(connection, "avance_presupuestal", grain="acumulado")
    return as_table(frame.assign(periodo=month_texts(frame), avance=frame["avance_presupuestal"])[columns])


def _has_execution(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("from marts.avance_presupuestal_acumulado where ambito = 'cite' limit 1").fetchone()
    return found is not None


def _table(connection: duckdb.DuckDBPyConnection, asked: PageMetric, scopes: dict[str, int]) -> Table:
    faces = [_face(connection, asked, grain, scopes) for grain in asked.grains]
    figures = faces[0] if len(faces) == 1 else faces[0].merge(faces[1], how="outer", on=KEYS)
    return as_table(figures.reindex(columns=COLUMNS).sort_values(KEYS))


def _face(connection: duckdb.DuckDBPyConnection, asked: PageMetric, grain: str, scopes: dict[str, int]) -> pd.DataFrame:
    """The metric with one grain, at every grouping: a row a month, scope and type; the figure's column is the grain."""
    frames = []
    for by in asked.groupings:
        frame = query(connection, asked.metric, by, asked.where, grain=grain)
        scope = frame["cite_codigo"].map(scopes).astype(int) if "cite_codigo" in by else NETWORK
        kind = frame[asked.types].astype(int) if asked.types in by else ALL_TYPES
        frames.append(
            pd.DataFrame({"periodo": month_texts(frame), "ambito": scope, "tipo": kind, grain: frame[asked.metric]})
        )
    return pd.concat(frames, ignore_index=True)


def month_texts(frame: pd.DataFrame) -> pd.Series:
    """Each row's month as `2024-09`."""
    return frame["periodo"].map({month: f"{month:%Y-%m}" for month in frame["periodo"].unique()})


def as_table(frame: pd.DataFrame) -> Table:
    """Python's own numbers and texts; None for pandas' missing."""
    plain = frame.astype(object)
    return {"columnas": list(frame.columns), "filas": plain.where(frame.notna(), None).to_numpy().tolist()}
