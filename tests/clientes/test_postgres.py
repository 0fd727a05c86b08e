"""PostgreSQL through psycopg: what a load leaves, who may read it, and what readers see while another one runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pandas as pd
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from orchestration.core.paths import Home
from orchestration.outputs.routes import server as routes_server
from orchestration.outputs.routes.postgres import _ONE_LOAD_AT_A_TIME, Loaded, load
from orchestration.outputs.routes.server import ServerTrouble
from orchestration.publication.content import content_of
from orchestration.publication.editions import Edition
from orchestration.publication.manifest import fingerprint
from orchestration.transforming.dbt import mart_keys
from tests.clientes.conftest import CLIENTS, SERVICES
from tests.postgres_server import PASSWORD, Server

KEYS = {"cifras": ("cite_codigo",), "con_nulos": ("a", "b")}


def accept(checks: pd.DataFrame) -> None:
    assert not checks["filas_distintas"].any() and not checks["descripciones_que_faltan"].any()


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
                "where table_schema = 'marts' and table_name = 'ejecucion_presupuestal'"
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


# What follows publishes small editions into a database of its own.


@pytest.fixture
def own(server: Server) -> Iterator[Server]:
    """A database of its own on the same server."""
    mine = replace(server, database="otra")
    with psycopg.connect(replace(server, database="postgres").url("postgres"), autocommit=True) as admin:
        admin.execute(SQL("create database otra owner {}").format(Identifier(server.owner)))
        try:
            yield mine
        finally:
            admin.execute("drop database otra with (force)")


def edition_of(published: Edition, folder_name: str, services: int) -> Edition:
    """A small publication whose two tables agree: `cifras` sums to what `dicho` says."""
    folder = published.folder.parent / folder_name
    folder.mkdir(exist_ok=True)
    file = folder / "red_cite.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as writer:
        writer.execute("create schema marts")
        writer.execute(
            f"create table marts.cifras as select 'c' || range as cite_codigo, {services} as servicios from range(50)"
        )
        writer.execute(f"create table marts.dicho as select 50 * {services} as total, null::varchar as nota")
        writer.execute("create table marts.con_nulos as from (values (1, null), (1, 2)) as t(a, b)")
        for table in ("cifras", "dicho", "con_nulos"):
            writer.execute(f"comment on table marts.{table} is 'Tabla de prueba.'")
            for (column,) in writer.execute(f"select column_name from (describe marts.{table})").fetchall():
                writer.execute(f"comment on column marts.{table}.{column} is 'Columna ''{column}''.'")
        contents = {name: content_of(writer, f"marts.{name}") for name in ("cifras", "dicho", "con_nulos")}
    return Edition(folder, replace(published.manifest, tablas=contents, huella=fingerprint(contents)))


@pytest.fixture
def first(published: Edition) -> Edition:
    return edition_of(published, "prueba-1", 1)


@pytest.fixture
def second(published: Edition) -> Edition:
    return edition_of(published, "prueba-2", 2)


def load_into(server: Server, source: Edition) -> Loaded:
    return load(source, KEYS, server.url(), accept)


def test_the_same_publication_again_is_nothing_to_do(own: Server, first: Edition, second: Edition) -> None:
    assert [load_into(own, e).fresh for e in (first, first, second)] == [True, False, True]
    with own.connect() as owner:
        schemas = owner.execute("select nspname from pg_namespace where nspname like 'marts%'").fetchall()
    assert schemas == [("marts",)]


@pytest.mark.parametrize("isolation", list(psycopg.IsolationLevel))
def test_a_reader_with_an_open_transaction_neither_waits_nor_sees_half(
    own: Server, first: Edition, second: Edition, isolation: psycopg.IsolationLevel
) -> None:
    load_into(own, first)
    with own.connect() as reader:
        reader.isolation_level = isolation
        assert figure(reader, "select sum(servicios) from marts.cifras") == 50  # holds the old table from here on
        loaded = load_into(own, second)
        assert loaded.fresh and "la carga siguiente lo quita" in loaded.left_over[0]
        assert figure(reader, "select total from marts.dicho") == 100  # never an empty table
        assert figure(reader, "select sum(servicios) from marts.cifras") == 100
        reader.commit()
    assert load_into(own, second).left_over == ()


def test_a_dashboard_that_runs_meanwhile_sees_one_publication_or_the_other(
    own: Server, first: Edition, second: Edition
) -> None:
    load_into(own, first)
    states = set()
    with own.connect() as reader:
        reader.autocommit = True
        for turn in range(10):
            load_into(own, (second, first)[turn % 2])
            states.add(
                reader.execute(
                    "select (select sum(servicios) from marts.cifras), (select total from marts.dicho)"
                ).fetchone()
            )
    assert states == {(100, 100), (50, 50)}


def test_a_refused_load_leaves_the_server_as_it_was(own: Server, first: Edition, second: Edition) -> None:
    def refuse(checks: pd.DataFrame) -> None:
        raise ValueError("no aprobó")

    load_into(own, first)
    with pytest.raises(ValueError, match="no aprobó"):
        load(second, KEYS, own.url(), refuse)
    with own.connect() as reader:
        assert figure(reader, "select total from marts.dicho") == 50


def test_a_view_of_somebody_else_is_kept_and_told(own: Server, first: Edition, second: Edition) -> None:
    load_into(own, first)
    with own.connect() as owner:
        owner.execute("create schema mio; create view mio.v as select total from marts.dicho")
    [note] = load_into(own, second).left_over
    assert "vuelva a crearlo" in note and "mio.v" in note


def test_a_schema_that_is_not_ours_is_not_touched(own: Server, first: Edition) -> None:
    with own.connect() as owner:
        owner.execute("create schema marts; create table marts.ajena (a int)")
    with pytest.raises(ServerTrouble, match="no es de red-cite"):
        load_into(own, first)


def test_a_second_load_at_the_same_time_gives_up_and_says_so(
    own: Server, first: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(routes_server._PATIENCE, "lock_timeout", "200ms")
    with own.connect() as other:
        other.execute("select pg_advisory_xact_lock(%s)", [_ONE_LOAD_AT_A_TIME])
        with pytest.raises(ServerTrouble, match="otra carga está en curso"):
            load_into(own, first)


def test_keys_with_nulls_become_a_unique_index(own: Server, first: Edition) -> None:
    load_into(own, first)
    with own.connect() as reader:
        kinds = dict(
            reader.execute(
                "select indrelid::regclass::text, indisprimary from pg_index "
                "where indrelid in (select oid from pg_class where relnamespace = 'marts'::regnamespace)"
            ).fetchall()
        )
    assert kinds == {"marts.cifras": True, "marts.con_nulos": False, "marts.diccionario": True}


def test_troubles_are_told_without_the_password(own: Server, first: Edition) -> None:
    reader = own.url(own.reader)
    with pytest.raises(ServerTrouble, match="le falta un permiso") as denied:
        load(first, KEYS, reader, accept)
    with pytest.raises(ServerTrouble, match="no se pudo trabajar con el servidor") as wrong:
        load(first, KEYS, own.url(password="otra-secreta"), accept)
    assert not any(secret in str(t.value) for t in (denied, wrong) for secret in (PASSWORD, "otra-secreta"))
