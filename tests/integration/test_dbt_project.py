"""Holds the dbt project itself: it builds over an empty warehouse, its unit tests pass, its dictionary is whole.
What the marts hold after closes belongs to `test_incremental_equals_full`."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from orchestration.closing.steps import PART_SELECTORS, SELECTORS
from orchestration.core.paths import Home
from orchestration.transforming import dbt
from tests import prepared
from tests.marts_home import build

SEEDS = dbt.DBT_PROJECT / "seeds" / "publicado"
RESOURCES = ("model", "seed", "source")
# What a load notes for the next close, of every feed: the feed that it is about is marked, too.
NOT_RECEIVED = ("retiros", "entregas_por_rehacer")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse into which nothing was ever loaded, built whole."""
    home = prepared.with_documents(Home(tmp_path_factory.mktemp("casa")))
    build(home)
    return home


@pytest.fixture(scope="module")
def manifest(home: Home) -> dict[str, Any]:
    return json.loads(dbt.manifest_file(home).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def connection(home: Home, manifest: dict[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        yield connection


def test_unit_tests_of_the_counting_rules_pass(home: Home) -> None:
    where = ["--project-dir", str(dbt.DBT_PROJECT), "--profiles-dir", str(dbt.DBT_PROJECT)]
    written = ["--target-path", str(home.dbt / "target"), "--log-path", str(home.dbt / "logs"), "--quiet"]
    # `dbt build` would run a unit test only beside its model.
    outcome = dbtRunner(manifest=dbt._parsed(home)).invoke(
        ["test", "--selector", "pruebas_unitarias", *where, *written]
    )
    DuckDBConnectionManager.close_all_connections()
    results = {result.node.name: str(result.status) for result in outcome.result.results}
    assert {name: status for name, status in results.items() if status != "pass"} == {}
    stated = [file for file in dbt.DBT_PROJECT.rglob("models/**/*.yml") if "unit_tests:" in file.read_text("utf-8")]
    assert len(results) == sum(len(yaml.safe_load(file.read_text("utf-8"))["unit_tests"]) for file in stated) > 0


def test_nothing_is_counted_before_the_first_report(connection: duckdb.DuckDBPyConnection) -> None:
    for mart in ("servicios_por_cite", "servicios_por_tarea", "clientes_por_tipo", "cobertura_reportes", "dim_mes"):
        assert connection.execute(f"select count(*) from marts.{mart}").fetchall() == [(0,)], mart
    states = connection.execute("select distinct estado from marts.conciliacion where calculado_desde = 'registros'")
    assert states.fetchall() == [("pendiente",)]


def test_a_comparison_against_several_tables_names_them_all(connection: duckdb.DuckDBPyConnection) -> None:
    told = connection.execute("select distinct otro_cuadro from intermediate.int_cotejos_publicados").fetchall()
    several = [text.split(", ") for (text,) in told if text and ", " in text]
    assert ["Cuadro 3", "Cuadro 6"] in several and all(names == sorted(set(names)) for names in several)


def test_without_a_delivery_of_the_siaf_there_is_only_what_was_published(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for mart in (
        "ejecucion_presupuestal",
        "avance_presupuestal_acumulado",
        "costo_por_servicio",
        "metas_presupuestales",
    ):
        assert connection.execute(f"select count(*) from marts.{mart}").fetchall() == [(0,)], mart
    budget = connection.execute("select cuadro, count(*) from marts.presupuesto_publicado group by all").fetchall()
    # Cuadro 25 has 31 centres; the PP0093 of 2020, 11 activities.
    assert {("Anexo", 11), ("Cuadro 25", 31)} == set(budget)
    states = connection.execute(
        "select estado, calculado, explicacion, count(*) from marts.conciliacion "
        "where calculado_desde = 'siaf' group by all"
    )
    assert sorted(states.fetchall()) == [
        ("pendiente", None, "No hay entrega del SIAF de 2024 con corte al 31/08/2024.", 61),
        ("pendiente", None, "No hay entrega del SIAF de 2024.", 61),
    ]


@pytest.mark.parametrize("part", PART_SELECTORS)
def test_a_usual_close_builds_all_that_reads_from_what_came_in(home: Home, manifest: dict[str, Any], part: str) -> None:
    """Followed from the sources of dbt's own graph, whatever folders the selectors name."""
    reports = {name for name, source in manifest["sources"].items() if "/registros/" in source["original_file_path"]}
    others = manifest["sources"].keys() - reports - {f"source.red_cite.raw.{name}" for name in NOT_RECEIVED}
    reached: set[str] = set()
    waiting = list(reports if part == "reportes" else others)
    while waiting:
        found = set(manifest["child_map"][waiting.pop()]) - reached
        reached |= found
        waiting += found
    whole = _listed(home, SELECTORS["marts"])
    assert _listed(home, PART_SELECTORS[part]) == whole & reached < whole


def _listed(home: Home, selector: str) -> set[str]:
    """The ids of the models and tests that `build` would run."""
    chosen = ["list", "--selector", selector, "--indirect-selection", "buildable", "--output", "json"]
    kinds = ["--output-keys", "unique_id", "--resource-type", "model", "--resource-type", "test"]
    outcome = dbt._invoke(home, ["--no-write-json", *chosen, *kinds], dbt._parsed(home))
    return {json.loads(line)["unique_id"] for line in outcome.result}


def test_every_printed_figure_is_in_one_mart(connection: duckdb.DuckDBPyConnection) -> None:
    """A seed holds a line a figure; the press notes print 67,459 services to September 2025 and 85,800 in the year."""
    printed = sum(
        1
        for name in ("boletin_2024", "poi_2024", "boletin_pp0093_2020", "notas_prensa")
        for _ in csv.DictReader((SEEDS / f"{name}.csv").open(encoding="utf-8"))
    )
    assert connection.execute("select count(*) from marts.cifras_publicadas").fetchone() == (printed,)
    notes = connection.execute(
        "select mes, impreso, valor from marts.cifras_publicadas "
        "where anio = 2025 and ambito = 'red' and medida = 'servicios' order by 1"
    )
    assert notes.fetchall() == [(9, "67,459", 67459), (None, "85, 800", 85800)]


def test_the_parts_of_a_printed_budget_add_up_to_its_printed_total(connection: duckdb.DuckDBPyConnection) -> None:
    """Within the soles that the plan's own rounding leaves; the fourth category (Cuadro 24) prints 154,896,199.

    Where the document itself does not add up (Anexo 7's PIM, by 240,000), `discrepancias` says so with its reason.
    """
    differing = connection.execute(
        """
        with partes as (
            select documento, cuadro, sum(pia) as pia, sum(pim) as pim
            from intermediate.int_presupuesto_publicado group by all
        ),
        totales as (
            select documento, cuadro, medida, max(valor) as valor from marts.cifras_publicadas
            where es_total and medida in ('pia', 'pim') group by all
        )
        select cuadro, medida, valor, if(medida = 'pia', pia, pim) as suma
        from partes inner join totales using (documento, cuadro)
        where abs(suma - valor) > 3 and not exists (
            from marts.discrepancias as conocida
            where conocida.documento = partes.documento and conocida.cuadro = partes.cuadro
            and conocida.impreso = valor and conocida.calculado = suma and conocida.explicacion is not null
        )
        """
    )
    assert differing.fetchall() == []


def test_every_mart_says_which_columns_name_a_row(home: Home, manifest: dict[str, Any]) -> None:
    """What has no key becomes a table without one in PostgreSQL."""
    marts = {n["name"] for n in manifest["nodes"].values() if n["resource_type"] == "model" and n["schema"] == "marts"}
    assert marts and dbt.mart_keys(home).keys() == marts


def _described(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    return [node for node in nodes if node["resource_type"] in RESOURCES]


def test_a_mart_reads_without_a_join(connection: duckdb.DuckDBPyConnection) -> None:
    """Beside a month stand its year and number, beside a centre's code its name."""
    columns: dict[str, set[str]] = defaultdict(set)
    for mart, name in connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
    ).fetchall():
        columns[mart].add(name)
    beside = {"periodo": {"anio", "mes"}, "cite_codigo": {"cite"}}
    lacking = [
        (mart, code)
        for mart, names in columns.items()
        for code in beside
        if code in names and not beside[code] <= names
    ]
    assert len(columns) > 30 and lacking == []


def test_every_model_and_seed_says_what_one_row_is(manifest: dict[str, Any]) -> None:
    silent = [n["name"] for n in _described(manifest) if "una fila por " not in n["description"].lower()]
    assert silent == []


def test_every_column_of_a_model_or_seed_is_described(
    manifest: dict[str, Any], connection: duckdb.DuckDBPyConnection
) -> None:
    missing = []
    for node in _described(manifest):
        if node["resource_type"] == "source":
            continue
        columns = connection.execute(f"describe {node['schema']}.{node['name']}").fetchall()
        described = {name for name, column in node["columns"].items() if column["description"]}
        missing += [f"{node['name']}.{name}" for name, *_ in columns if name not in described]
        missing += [f"{node['name']}.{name} (no existe)" for name in described - {name for name, *_ in columns}]
    assert missing == []


def test_the_dictionary_travels_with_the_marts(connection: duckdb.DuckDBPyConnection) -> None:
    silent = connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null"
    ).fetchall()
    assert silent == []


def test_no_personal_column_leaves_raw(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where schema_name in ('staging', 'intermediate', 'puertas', 'marts') and column_name in "
        "('numero_documento', 'cliente_nombre', 'responsable', 'celdas', 'mensaje', 'medio_verificacion') "
        "or schema_name = 'marts' and column_name = 'cliente_id'"
    ).fetchall()
    assert found == []
