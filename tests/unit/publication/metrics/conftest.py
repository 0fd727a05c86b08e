"""A publication of two centres and three months, small enough to add up by hand; its figures are invented.
The real definitions are dbt's: `tests/integration/test_metrics.py` holds them against the real marts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

_NO_MODEL: dict[str, Any] = {
    "llave": None,
    "claves": {},
    "dimensiones": {},
    "medidas": {},
    "filas": None,
    "filas_del_anio": None,
    "faltantes": None,
}


def _dimension(expression: str, de: str | None = None, nombra: bool = False, interna: bool = False) -> dict[str, Any]:
    return {"expr": expression, "etiqueta": None, "de": de, "nombra": nombra, "interna": interna}


def _measures(**expressions: str) -> dict[str, Any]:
    return {name: {"agg": "sum", "expr": expression} for name, expression in expressions.items()}


def _model(name: str, table: str, **stated: Any) -> dict[str, Any]:
    return {**_NO_MODEL, "nombre": name, "tabla": table, **stated}


_CENTRES = _model(
    "centros",
    "dim_centro",
    llave="centro",
    claves={"centro": "centro"},
    dimensiones={"nombre": _dimension("nombre", "centro", nombra=True), "region": _dimension("region", "centro")},
)
_SERVICES = _model(
    "ventas",
    "servicios",
    claves={"centro": "centro"},
    dimensiones={"tipo": _dimension("tipo")},
    medidas=_measures(servicios_mes="servicios", servicios_acumulado="acumulado"),
    faltantes="faltan",
)
_CLIENTS = _model(
    "gente",
    "clientes",
    dimensiones={"ambito": _dimension("ambito", interna=True)},
    medidas=_measures(clientes_mes="clientes", clientes_acumulado="acumulado"),
    faltantes="faltan",
)
_CLIENTS_OF_CENTRES = _model(
    "gente_de_centros",
    "clientes_por_centro",
    claves={"centro": "centro"},
    medidas=_measures(del_centro_mes="clientes", del_centro_acumulado="acumulado"),
    faltantes="faltan",
)
_REPORTS = _model(
    "reportes",
    "cobertura",
    claves={"centro": "centro"},
    medidas=_measures(
        debidos="1", faltan="case when llego then 0 else 1 end", llegaron="case when llego then 1 else 0 end"
    ),
    faltantes="faltan",
)
_TARGETS = _model(
    "planes",
    "metas",
    claves={"centro": "centro"},
    dimensiones={"plan": _dimension("plan")},
    medidas=_measures(meta_acumulada="meta"),
)
_MONEY = _model(
    "dinero",
    "gasto",
    claves={"centro": "centro"},
    medidas=_measures(pim="pim"),
    filas="fuente = 'siaf'",
    filas_del_anio="anual",
)


def _metric(
    name: str, models: list[dict[str, Any]] | None = None, parts: tuple[str, str] | None = None, **stated: Any
) -> tuple[Any, ...]:
    definition = {"granos": {}, "no_se_suma_entre": [], "modelos": models or []} | stated
    numerator, denominator = parts or (None, None)
    read = f"Así se lee {name}."
    return (
        name,
        name.title(),
        f"Qué es {name}.",
        read,
        "unidades",
        "-",
        False,
        numerator,
        denominator,
        json.dumps(definition),
    )


_METRICS = [
    _metric(
        "servicios",
        [_SERVICES, _CENTRES],
        granos={"mes": ["servicios_mes"], "acumulado": ["servicios_acumulado"]},
    ),
    _metric(
        "clientes",
        [_CLIENTS, _CLIENTS_OF_CENTRES, _CENTRES],
        granos={
            "mes": ["clientes_mes", "del_centro_mes"],
            "acumulado": ["clientes_acumulado", "del_centro_acumulado"],
        },
        no_se_suma_entre=["periodo", "centro"],
    ),
    _metric("faltan", [_REPORTS, _CENTRES], granos={"mes": ["faltan"]}),
    _metric("debidos", [_REPORTS, _CENTRES], granos={"mes": ["debidos"]}),
    _metric("llegaron", [_REPORTS, _CENTRES], granos={"mes": ["llegaron"]}),
    _metric("cobertura", parts=("llegaron", "debidos")),
    _metric("meta", [_TARGETS, _CENTRES], granos={"acumulado": ["meta_acumulada"]}, no_se_suma_entre=["periodo"]),
    _metric("pim", [_MONEY, _CENTRES], granos={"acumulado": ["pim"]}, no_se_suma_entre=["periodo"]),
]

# Centre `b` has not sent February; `c` is in no catalogue; a client of `a` is `b`'s too.
_MARTS = """
create schema marts;
create table marts.dim_centro as from (values ('a', 'Alfa', 'Norte'), ('b', 'Beta', 'Norte')) t(centro, nombre, region);
create table marts.servicios as from (values
    (date '2024-01-01', 'a', 'x', 5, 5), (date '2024-01-01', 'a', 'y', 0, 0),
    (date '2024-01-01', 'b', 'x', 2, 2), (date '2024-01-01', 'b', 'y', 1, 1),
    (date '2024-02-01', 'a', 'x', 3, 8), (date '2024-02-01', 'a', 'y', 4, 4),
    (date '2024-02-01', 'b', 'x', null, 2), (date '2024-02-01', 'b', 'y', null, 1),
    (date '2024-02-01', 'c', 'x', 7, 7),
    (date '2025-01-01', 'a', 'x', 6, 6), (date '2025-01-01', 'b', 'x', null, null)
) t(periodo, centro, tipo, servicios, acumulado);
create table marts.clientes as from (values
    (date '2024-01-01', 'red', 4, 4), (date '2024-02-01', 'red', 2, 5)
) t(periodo, ambito, clientes, acumulado);
create table marts.clientes_por_centro as from (values
    (date '2024-01-01', 'a', 3, 3), (date '2024-01-01', 'b', 2, 2),
    (date '2024-02-01', 'a', 2, 4), (date '2024-02-01', 'b', null, 2)
) t(periodo, centro, clientes, acumulado);
create table marts.cobertura as from (values
    (date '2024-01-01', 'a', true), (date '2024-01-01', 'b', true),
    (date '2024-02-01', 'a', true), (date '2024-02-01', 'b', false), (date '2024-02-01', 'c', true),
    (date '2025-01-01', 'a', true), (date '2025-01-01', 'b', false)
) t(periodo, centro, llego);
create table marts.metas as from (values
    (date '2024-01-01', 'a', 'viejo', 10), (date '2024-01-01', 'a', 'nuevo', 12)
) t(periodo, centro, plan, meta);
create table marts.gasto as from (values
    (date '2023-01-01', 'a', 'siaf', true, 90.50), (date '2024-01-01', 'a', 'siaf', false, 100.25),
    (date '2024-02-01', 'a', 'siaf', false, 100.25), (date '2024-02-01', 'b', 'siaf', false, 50.00),
    (date '2024-01-01', 'a', 'libro', true, 999.00)
) t(periodo, centro, fuente, anual, pim);
create table marts.metricas (
    metrica varchar, orden integer, etiqueta varchar, descripcion varchar, lectura varchar, unidad varchar,
    aditividad varchar, auxiliar boolean, numerador varchar, denominador varchar, definicion varchar
);
"""


@pytest.fixture(scope="session")
def publication() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(_MARTS)
        for order, (name, *rest) in enumerate(_METRICS):
            connection.execute(f"insert into marts.metricas values ({', '.join('?' * 11)})", [name, order, *rest])
        yield connection
