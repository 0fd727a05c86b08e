"""A published DuckDB file with only the columns that a delivery is made from; centres and figures are invented."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.publication.editions import Edition
from orchestration.publication.manifest import Manifest

TABLES = """
    create schema marts;
    create table servicios
        (periodo date, cite_codigo varchar, tipo_servicio_codigo integer, servicios bigint, servicios_acumulado bigint,
         origen varchar);
    create view marts.servicios_por_cite as select * exclude (servicios_acumulado) from main.servicios;
    create view marts.servicios_acumulados_por_cite as select * exclude (servicios) from main.servicios;
    create table marts.clientes_por_tipo
        (periodo date, tipo_cliente_codigo integer, clientes_mes bigint, clientes_acumulado bigint, origen varchar);
    create table marts.clientes_por_tipo_y_cite
        (periodo date, cite_codigo varchar, tipo_cliente_codigo integer, clientes_mes bigint,
         clientes_acumulado bigint, origen varchar);
    create table marts.ejecucion_presupuestal (anio integer, cite_codigo varchar, pim decimal(18, 2));
    create table marts.devengado_mensual (periodo date, cite_codigo varchar, devengado decimal(18, 2));
    create table marts.presupuesto_publicado (anio integer, cuadro varchar, cite_codigo varchar, pim decimal(18, 2));
"""


def edition_of(folder: Path, statements: str, al: str | None = None) -> Edition:
    """An edition published on 2024-04-09 whose marts hold what `statements` insert."""
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "red_cite.duckdb")) as connection:
        connection.execute(TABLES)
        connection.execute(statements)
    return Edition(folder, Manifest(3, "0" * 64, "2024-04-09T08:00:00", {}, [], [], al=al))
