"""Comparison: which figures moved between two small publications, what is merely new, and which reports moved them."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.cli.changes import as_record, write_csv
from orchestration.core.paths import Home
from orchestration.publication import snapshot
from orchestration.publication.comparison import Comparison, compare
from orchestration.publication.editions import UnknownEdition, edition, numbered, to_moment
from orchestration.warehouse.connection import connect

NOON = datetime(2024, 4, 13, 12)
KEYS = {
    "servicios_por_cite": ("periodo", "cite_codigo"),
    "clientes_por_tipo": ("periodo", "ambito", "cite_codigo"),
    "conciliacion": ("cuadro", "anio"),
    "dim_mes": ("periodo",),
}
FIRST = """
    create schema marts; create schema intermediate;
    create table marts.dim_mes as from (values (date '2024-01-01', 1), (date '2024-02-01', 2)) t(periodo, mes);
    create table marts.servicios_por_cite as from (values
        (date '2024-01-01', 'a', 3::bigint, 3::bigint), (date '2024-02-01', 'a', 4, 7),
        (date '2024-02-01', 'b', null, null)
    ) t(periodo, cite_codigo, servicios, servicios_acumulado);
    create table marts.clientes_por_tipo as from (values
        (date '2024-01-01', 'red', null::varchar, 2::bigint), (date '2024-02-01', 'red', null, 5)
    ) t(periodo, ambito, cite_codigo, clientes_mes);
    create table marts.conciliacion as from (values ('Tabla 1', 2024, null::double)) t(cuadro, anio, calculado);
    create table marts.dim_cite as select 'a' as cite_codigo, 'CITE A' as cite;
    create table marts.cobertura_reportes as
    select 'a' as cite_codigo, date '2024-01-01' as periodo, 'r1' as reporte_id, true as debido;
    create table intermediate.int_reportes_vigentes as from (values
        ('r1', 'a', date '2024-01-01', 1, 'x', timestamp '2024-02-05 10:00:00'),
        ('r2', 'a', date '2024-02-01', 1, 'y', timestamp '2024-03-05 10:00:00')
    ) t(reporte_id, cite_codigo, periodo, version, sha256, recibido_en);
"""
# A correction of January of centre a, the report of February of b that was missing, and a new month.
SECOND = """
    update marts.servicios_por_cite set servicios = servicios - 1 where periodo = '2024-01-01';
    update marts.servicios_por_cite set servicios_acumulado = servicios_acumulado - 1 where cite_codigo = 'a';
    update marts.servicios_por_cite set servicios = 0, servicios_acumulado = 0 where cite_codigo = 'b';
    insert into marts.servicios_por_cite values ('2024-03-01', 'a', 9, 15);
    insert into marts.dim_mes values ('2024-03-01', 3);
    update marts.clientes_por_tipo set clientes_mes = 6 where periodo = '2024-02-01';
    update marts.conciliacion set calculado = 1.5;
    update marts.dim_cite set cite = 'CITE A y B';
    update intermediate.int_reportes_vigentes set reporte_id = 'r3', version = 2 where periodo = '2024-01-01';
    insert into intermediate.int_reportes_vigentes values
        ('r4', 'b', '2024-02-01', 1, 'z', timestamp '2024-04-02 10:00:00'),
        ('r5', 'a', '2024-03-01', 1, 'w', timestamp '2024-04-03 10:00:00');
"""


def publish(home: Home, sql: str, project: str) -> None:
    with connect(home) as connection:
        connection.execute(sql)
        snapshot.swap_in(home, snapshot.draft(home, connection, NOON, project))


@pytest.fixture
def published(home: Home) -> Home:
    publish(home, FIRST, "p1")
    publish(home, SECOND, "p1")
    return home


def compared(home: Home, before: str = "1", after: str = "actual") -> Comparison:
    return compare(edition(home, before), edition(home, after), KEYS)


def figures(comparison: Comparison) -> set[tuple[object, ...]]:
    return {(m.tabla, *m.clave.values(), m.columna, m.antes, m.despues) for m in comparison.cifras}


def test_the_figures_that_moved_are_all_there_and_no_other(published: Home) -> None:
    assert figures(compared(published)) == {
        ("servicios_por_cite", "2024-01-01", "a", "servicios", 3, 2),
        ("servicios_por_cite", "2024-01-01", "a", "servicios_acumulado", 3, 2),
        ("servicios_por_cite", "2024-02-01", "a", "servicios_acumulado", 7, 6),
        ("servicios_por_cite", "2024-02-01", "b", "servicios", None, 0),
        ("servicios_por_cite", "2024-02-01", "b", "servicios_acumulado", None, 0),
        ("clientes_por_tipo", "2024-02-01", "red", None, "clientes_mes", 5, 6),
        ("conciliacion", "Tabla 1", 2024, "calculado", None, 1.5),
    }


def test_a_figure_is_laid_to_the_reports_of_its_centre_up_to_its_month(published: Home) -> None:
    causes = {
        (m.tabla, m.clave.get("periodo"), m.clave.get("cite_codigo")): list(m.reportes)
        for m in compared(published).cifras
    }
    january, february = "a 2024-01 (v1 → v2)", "b 2024-02 (sin reporte → v1)"
    assert causes == {
        ("servicios_por_cite", "2024-01-01", "a"): [january],
        ("servicios_por_cite", "2024-02-01", "a"): [january],
        ("servicios_por_cite", "2024-02-01", "b"): [february],
        ("clientes_por_tipo", "2024-02-01", None): [january, february],
        ("conciliacion", None, None): [january, february, "a 2024-03 (sin reporte → v1)"],
    }


def test_a_new_month_and_a_text_are_named_but_did_not_move(published: Home) -> None:
    comparison = compared(published)
    assert comparison.meses_nuevos == ("2024-03",)
    assert comparison.otras_tablas == ("dim_cite", "dim_mes")


def test_backwards_everything_is_the_other_way_round(published: Home) -> None:
    forth, back = compared(published), compared(published, "2", "1")
    assert figures(back) == {(*f[:-2], f[-1], f[-2]) for f in figures(forth)}
    assert {(r.version_antes, r.version_despues) for r in back.reportes} == {(2, 1), (1, None)}
    assert compared(published, "2", "actual").cifras == ()


def test_whether_the_project_changed_is_said_where_it_is_known(published: Home) -> None:
    assert compared(published).project_changed is False
    publish(published, "update marts.servicios_por_cite set servicios = 8 where cite_codigo = 'b'", "p2")
    comparison = compared(published, "2")
    assert comparison.project_changed is True
    assert [(m.despues, m.reportes) for m in comparison.cifras] == [(8, ())]


def test_a_row_that_goes_within_a_month_is_a_figure_that_moved(published: Home) -> None:
    publish(published, "delete from marts.servicios_por_cite where cite_codigo = 'b'", "p1")
    assert ("servicios_por_cite", "2024-02-01", "b", "servicios", 0, None) in figures(compared(published, "2"))


def test_csv_and_json_hold_every_figure(published: Home, tmp_path: Path) -> None:
    comparison = compared(published)
    write_csv(tmp_path / "c.csv", comparison.cifras)
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert len(lines) == len(as_record(comparison)["cifras"]) == 7
    moved = [line for line in lines if line["cifra"] == "servicios" and line["centro"] == "a"]
    assert [(line["mes"], line["antes"], line["despues"]) for line in moved] == [("2024-01", "3", "2")]


def test_a_folder_that_readers_never_saw_is_no_version(published: Home) -> None:
    orphan = published.published / "versiones" / "00003-abc"
    orphan.mkdir()
    edition(published, "2").manifest.write(orphan / "manifiesto.json")
    (orphan / "manifiesto.json").write_text(
        (orphan / "manifiesto.json").read_text("utf-8").replace('"version": 2', '"version": 3'), "utf-8"
    )
    assert [e.manifest.version for e in numbered(published)] == [1, 2]
    for name in ("3", "0", "", "../..", "²", "2024-07-15"):
        with pytest.raises(UnknownEdition, match="1, 2"):
            edition(published, name)


def test_a_manifest_older_than_the_project_s_fingerprint_is_still_read(published: Home) -> None:
    file = edition(published, "1").folder / "manifiesto.json"
    file.write_text(file.read_text("utf-8").replace('  "proyecto": "p1",\n', ""), "utf-8")
    assert edition(published, "1").manifest.proyecto is None
    assert compared(published).project_changed is None


def test_a_day_ends_with_it_and_a_moment_is_itself() -> None:
    assert to_moment("2024-07-15") == datetime(2024, 7, 15, 23, 59, 59, 999999)
    assert to_moment("2024-07-15T09:30") == datetime(2024, 7, 15, 9, 30)
    for text in ("julio", "2024-13-01", "2024-07-15T09:30-05:00"):
        with pytest.raises(ValueError):
            to_moment(text)


def test_no_personal_column_reaches_a_comparison(published: Home) -> None:
    with duckdb.connect(str(edition(published, "1").database), read_only=True) as reader:
        columns = {
            c for (c,) in reader.execute("select column_name from duckdb_columns() where not internal").fetchall()
        }
    assert columns & {"servicios"} and not columns & snapshot.PERSONAL_COLUMNS


def test_a_budget_figure_is_laid_to_the_delivery_of_its_year_and_to_no_report(home: Home) -> None:
    """A delivery restates the year whole; a corrected report moves no amount of it."""
    with connect(home) as connection:
        connection.execute(FIRST)
        connection.execute(
            "create table marts.ejecucion_presupuestal as "
            "select date '2024-01-01' as periodo, 'a' as cite_codigo, 10::decimal(18, 2) as pim"
        )
        _deliver(connection, "e1", 1)
        snapshot.swap_in(home, snapshot.draft(home, connection, NOON, "p"))
        connection.execute(SECOND)
        connection.execute("update marts.ejecucion_presupuestal set pim = 12")
        _deliver(connection, "e2", 2)
        snapshot.swap_in(home, snapshot.draft(home, connection, NOON, "p"))
    keys = KEYS | {"ejecucion_presupuestal": ("periodo", "cite_codigo")}
    found = compare(edition(home, "1"), edition(home, "2"), keys)
    assert [str(delivery) for delivery in found.entregas] == ["SIAF 2024 (v1 → v2)"]
    causes = {moved.tabla: moved.reportes for moved in found.cifras}
    assert causes["ejecucion_presupuestal"] == ("SIAF 2024 (v1 → v2)",)
    assert "SIAF 2024 (v1 → v2)" not in causes["servicios_por_cite"]


def _deliver(connection: duckdb.DuckDBPyConnection, entrega: str, version: int) -> None:
    connection.execute(
        "insert into raw.siaf_entregas (entrega_id, anio, version, archivo, blake3, bytes, recibido_en, estado, "
        "sector, pliego) values (?, 2024, ?, 'archivo.csv', 'x', 1, timestamp '2024-09-08', 'aceptado', '38', '241')",
        [entrega, version],
    )
