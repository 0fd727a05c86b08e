"""The bundle that Superset imports, over a real publication: charts ask what its datasets have, and its SQL runs.
Superset itself runs in `tests/clientes/test_superset.py`."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.outputs.superset import bundle
from orchestration.outputs.superset.boards import boards, identifier
from orchestration.publication.editions import CURRENT, edition
from tests.closed_home import closed_home


@pytest.fixture(scope="module")
def home() -> Home:
    return Home(closed_home())


@pytest.fixture(scope="module")
def files(home: Home) -> dict[str, Any]:
    return bundle.files(home, edition(home, CURRENT), "duckdb:///x")


def datasets(files: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {content["table_name"]: content for name, content in files.items() if name.startswith("datasets/")}


def test_every_table_is_a_dataset_and_every_chart_asks_what_its_dataset_has(home: Home, files: dict[str, Any]) -> None:
    tables = datasets(files)
    assert set(tables) == set(edition(home, CURRENT).manifest.tablas)
    for board in boards():
        assert all(sum(chart.width for chart in row) == 12 for row in board.rows), board.name
        for chart in board.charts:
            columns = {column["column_name"] for column in tables[chart.table]["columns"]}
            assert {*chart.by, *chart.series, *chart.rows} <= columns, chart.title
            assert set(chart.metrics) <= {m["metric_name"] for m in tables[chart.table]["metrics"]}, chart.title


def test_every_metric_runs_and_is_empty_over_what_does_not_add_up(home: Home, files: dict[str, Any]) -> None:
    with duckdb.connect(str(edition(home, CURRENT).database), read_only=True) as reader:
        for table, dataset in datasets(files).items():
            for metric in dataset["metrics"]:
                reader.execute(f"select {metric['expression']} from marts.{table}")
        clients = next(
            m["expression"]
            for m in datasets(files)["clientes_por_tipo_y_cite"]["metrics"]
            if m["metric_name"] == "clientes_acumulado"
        )
        of_a_month = "from marts.clientes_por_tipo_y_cite where periodo = '2024-09-01'"
        assert reader.execute(f"select {clients} {of_a_month}").fetchone() == (None,)
        # One centre's report has four clients (`closed_home`).
        of_one = f"select {clients} {of_a_month} and cite_codigo = 'citemadera-lima'"
        assert reader.execute(of_one).fetchone() == (4,)


def test_charts_and_boards_name_each_other_by_ids_that_stay(files: dict[str, Any]) -> None:
    charts = {content["uuid"] for name, content in files.items() if name.startswith("charts/")}
    for board in boards():
        placed = files[f"dashboards/{board.name}.yaml"]["position"].values()
        assert {p["meta"]["uuid"] for p in placed if isinstance(p, dict) and p["type"] == "CHART"} <= charts
    assert identifier("tabla", "servicios_por_cite") == "43b2781f-f588-5c2d-935d-f92e7dcbb751"
