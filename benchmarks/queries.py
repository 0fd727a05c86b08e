"""Twenty typical dashboard queries on marts of 20 years x 31 centres: on the published snapshot, on PostgreSQL, and on
the bare engine (DuckDB in memory). All in one run, for only the ratios are worth comparing."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime

import duckdb

from benchmarks.twenty_years import YEARS, home_with_twenty_years
from orchestration.outputs.routes.postgres import load
from orchestration.publication import snapshot
from orchestration.publication.editions import CURRENT, edition
from orchestration.transforming.dbt import mart_keys
from orchestration.warehouse.connection import connect
from tests.postgres_server import running

ROUNDS = 15
BARE = "motor a secas (DuckDB en memoria)"
_C, _T, _K, _M = (
    f"marts.{t}" for t in ("servicios_por_cite", "servicios_por_tarea", "clientes_por_tipo", "avance_metas")
)
QUERIES = (
    f"select sum(servicios) from {_C} where periodo = date '2024-12-01'",
    f"select sum(servicios) from {_C} where extract(year from periodo) = 2024",
    f"select periodo, sum(servicios) from {_C} group by periodo order by periodo",
    f"select extract(year from periodo), sum(servicios) from {_C} group by 1 order by 1",
    f"select cite_codigo, sum(servicios) from {_C} where periodo >= date '2024-01-01' group by 1 order by 2 "
    "desc limit 10",
    f"select tipo_servicio, sum(servicios) from {_C} where periodo >= date '2024-01-01' group by 1 order by 2 desc",
    f"select periodo, tipo_servicio, sum(servicios) from {_C} where periodo >= date '2022-01-01' group by 1, 2 "
    "order by 1, 2",
    f"select d.departamento, sum(s.servicios) from {_C} s join marts.dim_cite d using (cite_codigo) "
    "where s.periodo >= date '2024-01-01' group by 1 order by 2 desc",
    "select periodo, servicios_acumulado from marts.servicios_acumulados_por_cite "
    "where cite_codigo = 'citemadera-lima' and tipo_servicio_codigo = 4 order by 1",
    f"select complejidad, sum(servicios) from {_T} where periodo >= date '2024-01-01' group by 1",
    f"select tarea, sum(servicios) from {_T} where periodo >= date '2024-01-01' group by 1 order by 2 desc limit 10",
    f"select categoria_presupuestal, extract(year from periodo), sum(servicios) from {_T} group by 1, 2 order by 2, 1",
    f"select cite_codigo, tarea_codigo, sum(servicios) from {_T} where periodo between date '2020-01-01' and "
    "date '2024-12-01' "
    "group by 1, 2 having sum(servicios) > 100",
    f"select periodo, sum(clientes_mes) from {_K} group by periodo order by periodo",
    f"select tipo_cliente, clientes_acumulado from {_K} where periodo = date '2024-12-01'",
    "select cite_codigo, sum(clientes_acumulado) from marts.clientes_por_tipo_y_cite "
    "where periodo = date '2024-12-01' group by 1 order by 2 desc",
    "select cite_codigo, meta_servicios_actualizada_acumulada, servicios_acumulado, avance_servicios_actualizada "
    "from marts.avance_metas_acumulado where periodo = date '2024-12-01' order by 4",
    f"select periodo, sum(servicios), sum(meta_servicios_inicial) from {_M} group by 1 order by 1",
    "select periodo, count(*), count(reporte_id) from marts.cobertura_reportes where debido group by 1 order by 1",
    "select cite_codigo, avg(dias_retraso) from marts.cobertura_reportes where reporte_id is not null group by "
    "1 order by 2 desc",
)


def main() -> None:
    with home_with_twenty_years() as home, running() as server:
        with connect(home) as warehouse:
            snapshot.swap_in(home, snapshot.draft(home, warehouse, datetime(2024, 12, 31), "banco"))
            rows = warehouse.execute(f"select count(*) from {_T}").fetchone()
        published = edition(home, CURRENT)
        load(published, mart_keys(home), server.url(), lambda checks: None)
        with (
            duckdb.connect() as bare,
            duckdb.connect(str(published.database), read_only=True) as file,
            server.connect() as remote,
        ):
            _fill(bare, published.database.as_posix())
            times = _measure(
                {
                    BARE: lambda query: bare.execute(query).fetchall(),
                    "publicación (archivo DuckDB)": lambda query: file.execute(query).fetchall(),
                    "PostgreSQL (por la red local)": lambda query: remote.execute(query).fetchall(),  # type: ignore[call-overload]
                }
            )
    print(f"{len(QUERIES)} consultas x {ROUNDS}, {YEARS} años; servicios_por_tarea: {rows[0] if rows else 0:,} filas")
    base = _p95(times[BARE])
    for name, seconds in times.items():
        p95, median = _p95(seconds), statistics.median(seconds)
        print(f"{name:36} p95 {p95 * 1000:7.1f} ms   mediana {median * 1000:6.1f} ms   {p95 / base:5.2f} x")


def _fill(bare: duckdb.DuckDBPyConnection, file: str) -> None:
    bare.execute(f"attach '{file}' as origen (read_only)")
    bare.execute("create schema marts")
    tables = bare.execute("select table_name from duckdb_tables() where database_name = 'origen'").fetchall()
    for (table,) in tables:
        bare.execute(f"create table marts.{table} as from origen.marts.{table}")
    bare.execute("detach origen")


def _measure(roads: dict[str, Callable[[str], object]]) -> dict[str, list[float]]:
    """Seconds of each query on each road; the roads take turns, so that the machine's other work falls on all alike."""
    for run in roads.values():  # what is read for the first time is read from disk
        for query in QUERIES:
            run(query)
    times: dict[str, list[float]] = {name: [] for name in roads}
    for _ in range(ROUNDS):
        for query in QUERIES:
            for name, run in roads.items():
                start = time.perf_counter()
                run(query)
                times[name].append(time.perf_counter() - start)
    return times


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    main()
