"""PostgreSQL through psycopg: what readers see while a load runs, and what it keeps of what they made.
Small publications of three tables, loaded into a database of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from orchestration.outputs.routes import server as routes_server
from orchestration.outputs.routes.address import ServerTrouble
from orchestration.outputs.routes.postgres import _ONE_LOAD_AT_A_TIME, Loaded, load
from orchestration.publication.content import content_of
from orchestration.publication.editions import Edition
from orchestration.publication.manifest import Manifest, fingerprint
from tests.clientes.test_postgres import figure
from tests.postgres_server import PASSWORD, Server

KEYS = {"cifras": ("cite_codigo",), "con_nulos": ("a", "b")}
DIRECT = "directa"


def accept(checks: pd.DataFrame) -> None:
    assert not checks["filas_distintas"].any() and not checks["descripciones_que_faltan"].any()


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


def edition_of(folder: Path, services: int) -> Edition:
    """A small publication whose two tables agree: `cifras` sums to what `dicho` says."""
    folder.mkdir()
    file = folder / "red_cite.duckdb"
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
    return Edition(folder, Manifest(1, fingerprint(contents), "2024-02-13T12:00:00", contents, [], []))


@pytest.fixture
def first(tmp_path: Path) -> Edition:
    return edition_of(tmp_path / "prueba-1", 1)


@pytest.fixture
def second(tmp_path: Path) -> Edition:
    return edition_of(tmp_path / "prueba-2", 2)


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
        assert load_into(own, second) == Loaded(fresh=True, left_over=())
        # By statement it reads what is there now, by transaction what was there: never half, never an empty table.
        later = 50 if isolation > psycopg.IsolationLevel.READ_COMMITTED else 100
        assert figure(reader, "select total from marts.dicho") == later
        assert figure(reader, "select sum(servicios) from marts.cifras") == later
        reader.commit()
        assert figure(reader, "select total from marts.dicho") == 100


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


@pytest.fixture
def used(own: Server, first: Edition) -> Server:
    """Somebody's views on both tables, and a role that was granted each directly."""
    load_into(own, first)
    with own.connect() as owner:
        owner.execute("create schema mio; create view mio.v as select total from marts.dicho")
        owner.execute("create view mio.w as select sum(servicios) from marts.cifras")
        owner.execute(SQL("create role {} nologin").format(Identifier(DIRECT)))
        owner.execute(SQL("grant usage on schema marts to {}").format(Identifier(DIRECT)))
        owner.execute(SQL("grant select on marts.dicho, marts.cifras to {}").format(Identifier(DIRECT)))
    return own


@pytest.fixture(autouse=True)
def no_direct_role(server: Server) -> Iterator[None]:
    yield
    with psycopg.connect(replace(server, database="postgres").url("postgres"), autocommit=True) as admin:
        admin.execute(SQL("drop role if exists {}").format(Identifier(DIRECT)))


def seen_by_the_granted(server: Server) -> tuple[object, ...]:
    with server.connect() as owner:
        owner.execute(SQL("grant {} to current_user").format(Identifier(DIRECT)))
        owner.execute(SQL("set role {}").format(Identifier(DIRECT)))
        return figure(owner, "select total from marts.dicho"), figure(owner, "select sum(servicios) from marts.cifras")


def views(server: Server) -> tuple[object, ...]:
    with server.connect() as owner:
        return figure(owner, "select * from mio.v"), figure(owner, "select * from mio.w")


def test_views_and_grants_of_others_go_on_with_the_new_figures(used: Server, second: Edition) -> None:
    assert load_into(used, second).left_over == ()
    assert views(used) == seen_by_the_granted(used) == (100, 100)


def with_another_column(source: Edition) -> Edition:
    with duckdb.connect(str(source.database)) as writer:
        writer.execute("alter table marts.dicho add column otra integer; comment on column marts.dicho.otra is 'Otra.'")
        contents = source.manifest.tablas | {"dicho": content_of(writer, "marts.dicho")}
    return Edition(source.folder, replace(source.manifest, tablas=contents, huella=fingerprint(contents)))


def test_a_view_on_a_table_whose_columns_changed_is_named_and_nothing_else_is_lost(
    used: Server, first: Edition, second: Edition
) -> None:
    [note] = load_into(used, with_another_column(second)).left_over
    assert "dicho: cambió de columnas" in note and "mio.v" in note and "mio.w" not in note
    assert views(used) == (50, 100)
    assert seen_by_the_granted(used) == (100, 100)
    with used.connect() as owner:
        owner.execute("drop view mio.v; create view mio.v as select total from marts.dicho")
    assert "mio.v" in load_into(used, first).left_over[0]  # the column is gone again
    with used.connect() as owner:
        owner.execute("drop schema mio cascade")
    assert load_into(used, second).left_over == ()


def test_permissions_on_columns_and_rows_stay_or_are_named(used: Server, first: Edition, second: Edition) -> None:
    role = Identifier(DIRECT)
    with used.connect() as owner:
        owner.execute("drop schema mio cascade; alter table marts.dicho enable row level security")
        owner.execute(SQL("revoke select on marts.dicho from {}").format(role))
        owner.execute(SQL("grant select (total, nota) on marts.dicho to {}").format(role))
        owner.execute(SQL("create policy solo_cien on marts.dicho for select to {} using (total >= 100)").format(role))
    assert load_into(used, second).left_over == ()
    assert seen_by_the_granted(used) == (100, 100)
    # Another column: the table is another one, and keeps who may read which column and row.
    assert load_into(used, with_another_column(second)).left_over == ()
    assert seen_by_the_granted(used) == (100, 100)
    with used.connect() as owner:
        owner.execute(SQL("grant select (otra) on marts.dicho to {}").format(role))
        owner.execute(SQL("create policy con_otra on marts.dicho for select to {} using (otra is null)").format(role))
    column, policy = load_into(used, first).left_over
    assert f"el permiso de {DIRECT} sobre la columna otra" in column and "la política con_otra" in policy
    with pytest.raises(AssertionError):  # the other policy still hides the row of 50
        seen_by_the_granted(used)


def test_a_reader_delays_no_load_even_where_columns_changed(own: Server, first: Edition, second: Edition) -> None:
    load_into(own, first)
    with own.connect() as reader:
        assert figure(reader, "select sum(servicios) from marts.cifras") == 50
        notes = load_into(own, with_another_column(second)).left_over
        assert any("cifras: una consulta aún la lee" in note for note in notes)
        assert figure(reader, "select total from marts.dicho") == 100
    assert load_into(own, second).left_over == ()


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
