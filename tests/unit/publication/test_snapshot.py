"""Publication: written aside, compared, swapped in whole, and left alone when nothing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.publication import snapshot
from orchestration.publication.content import content_of, sum_of
from orchestration.publication.manifest import Manifest
from orchestration.publication.soundness import damage, sound
from orchestration.warehouse.connection import connect

NOON = datetime(2024, 2, 13, 12, 0)


@pytest.fixture
def warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(home) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema intermediate")
        connection.execute(
            "create table marts.servicios_por_cite (periodo date, cite_codigo varchar, servicios bigint)"
        )
        connection.execute(
            "insert into marts.servicios_por_cite values ('2024-01-01', 'a', 3), ('2024-01-01', 'b', null)"
        )
        connection.execute("comment on column marts.servicios_por_cite.servicios is 'Servicios del mes; d''Artagnan.'")
        connection.execute(
            "create table intermediate.int_reportes_vigentes as "
            "select 'r1' reporte_id, 'a' cite_codigo, date '2024-01-01' periodo, 1 as version, 'x' sha256, "
            "timestamp '2024-02-05 10:00:00' recibido_en"
        )
        connection.execute(
            "create table marts.cobertura_reportes as "
            "from (values ('b', date '2024-01-01', null, true), ('c', date '2024-01-01', null, false)) "
            "as t(cite_codigo, periodo, reporte_id, debido)"
        )
        yield connection


def publish(home: Home, connection: duckdb.DuckDBPyConnection) -> bool:
    return snapshot.swap_in(home, snapshot.draft(home, connection, NOON, "proyecto"))


def test_a_reader_finds_tables_comments_and_parquet_through_the_links(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    assert publish(home, warehouse)
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        assert reader.execute("select sum(servicios) from marts.servicios_por_cite").fetchone() == (3,)
        assert reader.execute("select comment from duckdb_columns() where column_name = 'servicios'").fetchone() == (
            "Servicios del mes; d'Artagnan.",
        )
        assert {r[0] for r in reader.execute("select distinct schema_name from duckdb_tables()").fetchall()} == {
            "marts"
        }
    parquet = home.published / "parquet" / "servicios_por_cite.parquet"
    assert not any(file.stat().st_mode & 0o222 for file in (parquet, home.published / "red_cite.duckdb"))
    assert duckdb.sql(f"select count(*) from '{parquet}'").fetchone() == (2,)


def test_publishing_the_same_content_leaves_every_byte_alone(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    publish(home, warehouse)

    def seen() -> tuple[object, ...]:
        state = (home.published / "red_cite.duckdb").stat()  # not when it was last read
        return state.st_ino, state.st_mtime_ns, state.st_ctime_ns, (home.published / "manifiesto.json").read_bytes()

    before = seen()
    warehouse.execute(
        "create or replace table marts.servicios_por_cite as from marts.servicios_por_cite order by servicios"
    )
    assert not publish(home, warehouse)
    assert seen() == before


def test_a_change_makes_the_next_version_and_an_old_reader_keeps_its_own(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    publish(home, warehouse)
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as old:
        old.execute("from marts.servicios_por_cite").fetchall()
        warehouse.execute("update marts.servicios_por_cite set servicios = 4 where cite_codigo = 'a'")
        assert publish(home, warehouse)
        assert old.execute("select sum(servicios) from marts.servicios_por_cite").fetchone() == (3,)
    manifest = snapshot.current(home)
    assert manifest is not None and manifest.version == 2
    assert manifest.faltan == [{"cite_codigo": "b", "periodo": "2024-01"}]
    assert manifest.fuentes[0]["reporte_id"] == "r1"
    assert manifest.proyecto == "proyecto"


CARD = """
    create table marts.publicacion (
        version integer, publicado_en timestamp, huella varchar, ultimo_mes date, reportes integer,
        reportes_por_recibir integer, entregas_siaf varchar, entregas_data_peru varchar, aviso varchar
    );
    create table marts.dim_mes as select date '2024-01-01' as periodo;
"""


def test_a_publication_says_in_a_table_which_one_it_is_and_the_same_figures_stay_the_same(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    warehouse.execute(CARD)
    checks = snapshot.draft(home, warehouse, NOON, "proyecto").checks
    assert checks["suma_en_duckdb"].tolist() == checks["suma_en_parquet"].tolist() == checks["suma"].tolist()
    publish(home, warehouse)
    assert not publish(home, warehouse)
    warehouse.execute("update marts.servicios_por_cite set servicios = 4 where cite_codigo = 'a'")
    assert publish(home, warehouse)
    manifest = snapshot.current(home)
    assert manifest is not None
    expected = (2, NOON, manifest.huella, date(2024, 1, 1), 1, 1, None, None, None)
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        assert reader.execute("from marts.publicacion").fetchall() == [expected]
        assert content_of(reader, "marts.publicacion") == manifest.tablas["publicacion"]
    parquet = home.published / "parquet" / "publicacion.parquet"
    assert duckdb.sql(f"from '{parquet}'").fetchall() == [expected] and not parquet.stat().st_mode & 0o222


def test_a_kill_between_the_two_renames_leaves_no_orphan_and_the_same_hash(
    home: Home, warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(home, warehouse)
    warehouse.execute("insert into marts.servicios_por_cite values ('2024-02-01', 'a', 9)")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "point", die)
        with pytest.raises(KeyboardInterrupt):
            publish(home, warehouse)
    seen = snapshot.current(home)
    assert seen is not None and seen.version == 1
    assert publish(home, warehouse)
    folders = sorted(f.name for f in (home.published / "versiones").iterdir())
    assert [name.split("-")[0] for name in folders] == ["00001", "00002"]


def test_the_manifest_says_how_many_reports_a_generator_wrote(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert snapshot.draft(home, warehouse, NOON, "proyecto").manifest.notice is None
    warehouse.execute(
        "insert into raw.reportes (reporte_id, archivo, sha256, bytes, recibido_en, estado, responsable) "
        "values ('r1', 'a.xlsx', 'x', 1, '2024-02-05', 'aceptado', 'Responsable (sintético) de A')"
    )
    manifest = snapshot.draft(home, warehouse, NOON, "proyecto").manifest
    assert manifest.sinteticos == 1
    assert "sintéticos en los reportes vigentes (1 de 1)" in str(manifest.notice)


def test_the_checks_name_personal_columns(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("create table marts.malo as select '12345678' numero_documento")
    checks = snapshot.draft(home, warehouse, NOON, "proyecto").checks.set_index("tabla")
    assert checks.loc["malo", "columnas_personales"] == "numero_documento"
    assert checks["suma_en_duckdb"].tolist() == checks["suma_en_parquet"].tolist() == checks["suma"].tolist()


def test_a_table_that_did_not_change_shares_its_file_with_the_version_before(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    warehouse.execute("create table marts.otra as from (values (2, 'y'), (1, null)) t(n, s)")
    publish(home, warehouse)
    first = home.published.joinpath("parquet").resolve()
    warehouse.execute("create or replace table marts.otra as from marts.otra order by all")
    warehouse.execute("update marts.servicios_por_cite set servicios = 4 where cite_codigo = 'a'")
    publish(home, warehouse)
    second = home.published.joinpath("parquet").resolve()
    assert [
        first.joinpath(name).samefile(second / name) for name in ("otra.parquet", "servicios_por_cite.parquet")
    ] == [
        True,
        False,
    ]
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        assert reader.execute("from marts.otra").fetchall() == [(1, None), (2, "y")]


def test_a_damaged_file_is_written_anew_and_not_shared(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("create table marts.otra as select 1 as n")
    publish(home, warehouse)
    damaged = home.published / "parquet" / "otra.parquet"
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:20])
    warehouse.execute("update marts.servicios_por_cite set servicios = 4 where cite_codigo = 'a'")
    publish(home, warehouse)
    assert duckdb.sql(f"from '{home.published / 'parquet' / 'otra.parquet'}'").fetchall() == [(1,)]


def test_a_table_with_another_content_in_the_copy_does_not_pass(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    made = snapshot.draft(home, warehouse, NOON, "proyecto")
    with duckdb.connect(str(made.folder / "red_cite.duckdb")) as copy:
        copy.execute("update marts.servicios_por_cite set servicios = 5 where cite_codigo = 'a'")
    checks = snapshot._compare(warehouse, made.manifest.tablas, made.folder).set_index("tabla")
    assert checks.loc["servicios_por_cite", "suma_en_duckdb"] != checks.loc["servicios_por_cite", "suma"]


def test_content_ignores_row_order_but_not_values_nulls_or_types() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table a as from (values (1, 'x'), (2, null)) t(n, s)")
        connection.execute("create table b as from (values (2, null), (1, 'x')) t(n, s)")
        connection.execute("create table c as from (values (1, 'x'), (2, '')) t(n, s)")
        connection.execute("create table d as from (values (1::bigint, 'x'), (2, null)) t(n, s)")
        assert content_of(connection, "a") == content_of(connection, "b")
        assert (
            len({content_of(connection, t).sha256 for t in "acd"}) == len({sum_of(connection, t) for t in "acd"}) == 3
        )
        assert sum_of(connection, "a") == sum_of(connection, "b")


def test_the_manifest_names_the_newest_delivery_of_each_year(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    for entrega, year, version, state in (("e1", 2023, 1, "aceptado"), ("e2", 2024, 1, "aceptado"),
                                          ("e3", 2024, 2, "aceptado"), ("e4", 2024, None, "rechazado")):  # fmt: skip
        warehouse.execute(
            "insert into raw.siaf_entregas (entrega_id, anio, version, archivo, blake3, bytes, recibido_en, estado, "
            "sector, pliego) values (?, ?, ?, 'archivo.csv', 'x', 1, timestamp '2024-09-08', ?, '38', '241')",
            [entrega, year, version, state],
        )
    made = snapshot.draft(home, warehouse, NOON, "proyecto").manifest
    assert [(d["feed"], d["anio"], d["version"], d["entrega_id"]) for d in made.entregas] == [
        ("siaf", 2023, 1, "e1"),
        ("siaf", 2024, 2, "e3"),
    ]
    assert {d["huella"] for d in made.entregas} == {"blake3:x"}


@pytest.mark.parametrize(
    ("reports", "files", "said"),
    [
        (None, [], None),
        (0, ["2024-Gasto-Devengado.csv"], None),
        (1, [], "sintéticos en los reportes vigentes (1 de 1);"),
        (0, ["2024-Gasto-Devengado-sintetico-08.csv"], "sintéticos en las entregas de otras fuentes (1 de 1);"),
        (
            1,
            ["2024-sintetico.csv", "2023.csv"],
            "en los reportes vigentes (1 de 1) y en las entregas de otras fuentes (1 de 2);",
        ),
    ],
)
def test_what_is_synthetic_is_said_whichever_feed_it_came_by(
    reports: int | None, files: list[str], said: str | None
) -> None:
    deliveries = [{"feed": "siaf", "archivo": name} for name in files]
    notice = Manifest(1, "0", "", {}, [{}], [], sinteticos=reports, entregas=deliveries).notice
    assert notice is None if said is None else said in str(notice)


def test_a_manifest_of_a_later_program_is_read_and_what_is_unknown_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "manifiesto.json"
    made = Manifest(1, "aa", "2024-01-01T00:00:00", {}, [], [])
    made.write(file)
    file.write_text(json.dumps(json.loads(file.read_text()) | {"de_mañana": 1}))
    assert Manifest.read(file) == made


def _cut(file: Path, to: int) -> None:
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:to])


DAMAGES = {
    "a Parquet cut": lambda folder: _cut(folder / "parquet" / "servicios_por_cite.parquet", 40),
    "a Parquet gone": lambda folder: (folder / "parquet" / "servicios_por_cite.parquet").unlink(),
    "the database gone": lambda folder: (folder / "red_cite.duckdb").unlink(),
    "the database cut": lambda folder: _cut(folder / "red_cite.duckdb", 9000),
    "the manifest cut": lambda folder: _cut(folder / "manifiesto.json", 40),
    "the manifest empty": lambda folder: _cut(folder / "manifiesto.json", 0),
    "the manifest gone": lambda folder: (folder / "manifiesto.json").unlink(),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_what_is_damaged_is_told_and_published_anew_under_its_number(
    home: Home, warehouse: duckdb.DuckDBPyConnection, how: str
) -> None:
    publish(home, warehouse)
    seen = sound(home)
    assert seen is not None and list(damage(home.published / "actual", whole=True)) == []
    DAMAGES[how](home.published / "actual")
    assert sound(home) is None
    assert all(str(home.published) in said for said in damage(home.published / "actual"))
    warehouse.execute("insert into raw.publicaciones values (?, ?, ?)", [seen.version, seen.huella, seen.publicado_en])
    made = snapshot.draft(home, warehouse, datetime(2030, 1, 1), "proyecto")
    assert snapshot.swap_in(home, made)
    assert sound(home) == seen


def test_a_changed_figure_is_seen_by_who_reads_every_row(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    publish(home, warehouse)
    parquet = home.published / "actual" / "parquet" / "servicios_por_cite.parquet"
    parquet.chmod(0o644)
    warehouse.execute(
        f"copy (select * replace (servicios + 1 as servicios) from marts.servicios_por_cite) to '{parquet}'"
    )
    assert sound(home) is not None  # its rows are as many as they were
    assert [said.rpartition(": ")[2] for said in damage(home.published / "actual", whole=True)] == [
        "no es lo que dice su manifiesto."
    ]


def test_numbers_go_on_where_publicado_was_lost(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    publish(home, warehouse)
    seen = snapshot.current(home)
    assert seen is not None
    warehouse.execute("insert into raw.publicaciones values (7, ?, '2024-05-05T05:05:05')", [seen.huella])
    shutil.rmtree(home.published)
    same = snapshot.draft(home, warehouse, NOON, "proyecto").manifest
    assert (same.version, same.publicado_en) == (7, "2024-05-05T05:05:05")  # these very figures
    warehouse.execute("update marts.servicios_por_cite set servicios = 4")
    assert snapshot.draft(home, warehouse, NOON, "proyecto").manifest.version == 8
