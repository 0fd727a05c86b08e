"""The project as a scheduler knows it: whose step a test is, where a column is from, and when it is found out anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlglot import MappingSchema

from orchestration.closing.steps import SELECTORS
from orchestration.core.paths import Home
from orchestration.transforming import graph as graphs
from orchestration.transforming.graph import graph

KNOWN = MappingSchema({"raw": {"a": {"x": "int", "y": "int"}, "b": {"y": "int", "z": "int"}}}, dialect="duckdb")
BY_NAME = {("raw", "a"): "a", ("raw", "b"): "b"}


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ('select x + y as s, 1 as uno from "red_cite"."raw"."a"', {"s": [("a", "x"), ("a", "y")], "uno": []}),
        (
            "with c as (select * from raw.a) select c.x, b.z from c join raw.b using (y)",
            {"x": [("a", "x")], "z": [("b", "z")]},
        ),
        # By name: whatever stands first in either part, and what one part lacks.
        (
            "select x, y from raw.a union all by name select z, y from raw.b",
            {"x": [("a", "x")], "y": [("a", "y"), ("b", "y")], "z": [("b", "z")]},
        ),
        (
            "select x from raw.a union all by name select z from raw.b union all by name select y as w from raw.a",
            {"x": [("a", "x")], "z": [("b", "z")], "w": [("a", "y")]},
        ),
        ("select count(*) as filas from raw.a", {"filas": []}),
    ],
)
def test_a_column_is_followed_to_the_tables_that_it_is_read_from(sql: str, read: dict[str, Any]) -> None:
    assert graphs._read_from(sql, KNOWN, BY_NAME) == read


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("grafo")).create()


def test_each_table_stands_in_its_step_with_what_it_reads(home: Home) -> None:
    found = graph(home, SELECTORS)
    mart = found.tables["model.red_cite.servicios_por_cite"]
    assert (mart.schema, mart.step) == ("marts", "marts")
    assert set(mart.reads) == {"model.red_cite.int_servicios_por_cite", "model.red_cite.dim_cite"}
    assert found.tables["seed.red_cite.cites"].step == "documentos"
    assert found.tables["source.red_cite.raw.atenciones"].step is None
    assert {test.name: test for test in found.tests}["reportes_vigentes_en_la_grilla"].step == "staging"


def test_a_column_of_a_mart_is_a_constant_a_count_or_of_known_origin(home: Home) -> None:
    """What is listed is counted or written in the SQL; a new one is to be looked at, and named here if it is."""
    tables = [table for table in graph(home, SELECTORS).tables.values() if table.schema == "marts"]
    free = {f"{table.name}.{column.name}" for table in tables for column in table.columns if not column.sources}
    alone = {name for name in free if name.partition(".")[0] not in ("metricas", "publicacion")}
    assert alone == {
        "servicios_por_sexo.sexo",
        "cobertura_reportes.versiones_recibidas",
        "periodos_congelados.reportes_cambiados",
        "dim_categoria_presupuestal.de_atenciones",
    }


def test_it_is_found_out_once_for_a_state_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Home] = []
    monkeypatch.setattr(graphs, "kept_file", lambda home: home.root / "grafo.json")
    monkeypatch.setattr(graphs, "_found", lambda home, steps: found.append(home) or {"tables": [], "tests": []})
    for _ in range(2):
        graph(Home(tmp_path), SELECTORS)
    assert len(found) == 1
    monkeypatch.setattr(graphs.dbt, "fingerprint", lambda: "otro")
    graph(Home(tmp_path), SELECTORS)
    assert len(found) == 2
