"""PostgreSQL through psycopg: the demo year as a load leaves it, and who may read it.
What readers see while another load runs, and what it keeps, is in `test_postgres_load.py`."""

from __future__ import annotations

import psycopg
import pytest

from orchestration.core.paths import Home
from orchestration.publication.editions import Edition
from orchestration.transforming.dbt import mart_keys
from tests.clientes.conftest import CLIENTS, SERVICES
from tests.postgres_server import Server


def figure(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return row[0]


def test_the_figures_are_those_of_the_bulletin(served: Server) -> None:
    with served.connect(served.reader) as reader:
        assert figure(reader, "select sum(servicios) from marts.servicios_por_cite") == SERVICES
        assert (
            figure(
                reader,
                "select sum(clientes_acumulado) from marts.clientes_por_tipo where periodo = '2024-12-01'",
            )
            == CLIENTS
        )


def test_types_keys_and_dictionary(served: Server, year: Home, published: Edition) -> None:
    with served.connect(served.reader) as reader:
        types = dict(
            reader.execute(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = 'marts' and table_name = 'ejecucion_acumulada'"
            ).fetchall()
        )
        assert (types["anio"], types["pim"], types["avance"]) == ("integer", "numeric", "double precision")
        unique = reader.execute(
            "select c.relname from pg_index i join pg_class c on c.oid = i.indrelid "
            "join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'marts' and i.indisunique"
        ).fetchall()
        keyed = mart_keys(year).keys() & published.manifest.tablas.keys()
        assert {name for (name,) in unique} == {*keyed, "diccionario"}
        assert (
            figure(reader, "select col_description('marts.servicios_por_cite'::regclass, 1)")
            == "Mes del reporte, como su primer día."
        )
        assert published.manifest.huella in str(figure(reader, "select obj_description('marts'::regnamespace)"))


def test_a_reader_may_only_read(served: Server) -> None:
    with served.connect(served.reader) as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("delete from marts.dim_cite")
