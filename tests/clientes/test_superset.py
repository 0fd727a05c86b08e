"""Superset itself, served on this machine from its own environment: every chart of both dashboards, through its API.
What is asked is compared with the publication's metrics; a new publication is seen without a restart."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from orchestration.core.paths import Home
from orchestration.outputs.routes.tables import published_tables
from orchestration.outputs.superset import serving
from orchestration.outputs.superset.boards import Chart, boards
from orchestration.outputs.superset.bundle import declared
from orchestration.outputs.superset.datasets import Shown, metrics_of
from orchestration.publication import snapshot
from orchestration.publication.editions import CURRENT, edition
from orchestration.publication.metrics import MetricError, NoSuchMonth, catalogue, query
from orchestration.warehouse.connection import connect
from tests.clientes.conftest import CLIENTS, SERVICES
from tests.postgres_server import free_port

CENTRE = "CITEpesquero Ilo"
MONTH = 12


@dataclass(frozen=True)
class Superset:
    """A running Superset and who asks it."""

    home: Home
    address: str
    token: str = ""

    def ask(self, path: str, body: object = None) -> Any:
        said = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self.address + path, data=data, headers=said), timeout=60) as answer:
            return json.load(answer)

    def rows(self, chart: Chart, **more: object) -> list[dict[str, Any]]:
        """What the chart shows under its board's filters, as Superset imported it."""
        found = self.ask(f"/api/v1/chart/?q=(filters:!((col:uuid,opr:eq,value:'{chart.id}')))")["result"]
        context = json.loads(self.ask(f"/api/v1/chart/{found[0]['id']}")["result"]["query_context"])
        context["queries"][0]["filters"] += [{"col": name, "op": "IN", "val": [value]} for name, value in more.items()]
        return self.ask("/api/v1/chart/data", context)["result"][0]["data"]


@pytest.fixture(scope="module")
def superset(year: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    home = Home(tmp_path_factory.mktemp("superset") / "casa")
    shutil.copytree(year.root, home.root, symlinks=True)
    serving.prepare(home, None)
    port = free_port()
    command, environment = serving.command(home, port)
    with (home.root / "superset.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            waiting = Superset(home, f"http://127.0.0.1:{port}")
            _wait(waiting.address, process, Path(log.name))
            who = {"username": serving.USER, "password": serving.password(home), "provider": "db"}
            yield Superset(home, waiting.address, waiting.ask("/api/v1/security/login", who)["access_token"])
        finally:
            process.terminate()
            process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 240
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/health", timeout=30):
                return
        except OSError:  # refused, or not answered in time
            time.sleep(0.5)
    raise AssertionError(f"Superset no arrancó: {log.read_text(encoding='utf-8')[-3000:]}")


CHARTS = [(board.name, chart) for board in boards() for chart in board.charts if chart.metrics]


@pytest.mark.parametrize(("board", "chart"), CHARTS, ids=[f"{board}: {chart.title}" for board, chart in CHARTS])
def test_a_chart_shows_what_the_metrics_say(superset: Superset, board: str, chart: Chart) -> None:
    chosen = {"anio": 2024} | ({} if "mes" in chart.without else {"mes": MONTH})
    centre = {"cite": CENTRE} if board == "centro" else {}
    rows = superset.rows(chart, **chosen, **centre)
    by = (*chart.by, *chart.series)
    shown = _shown(superset.home, chart.table)
    for name in chart.metrics:
        expected = _expected(superset.home, shown[name], by, {**chosen, **centre, **chart.rows})
        got = {tuple(row[column] for column in by): row[name] for row in rows}
        assert got.keys() == expected.keys()
        assert [got[group] for group in expected] == [
            pytest.approx(v) if v is not None else v for v in expected.values()
        ]


def test_the_figures_are_those_of_the_bulletin(superset: Superset) -> None:
    services, clients = boards()[0].rows[0][:2]
    assert superset.rows(services, anio=2024, mes=MONTH) == [{services.metrics[0]: SERVICES}]
    assert superset.rows(clients, anio=2024, mes=MONTH) == [{clients.metrics[0]: CLIENTS}]
    # Months of distinct clients do not add up: asked for all at once there is no figure.
    assert superset.rows(clients, anio=2024) == [{clients.metrics[0]: None}]


def test_the_next_publication_is_seen_without_a_restart(superset: Superset) -> None:
    chart = boards()[0].rows[0][1]
    before = superset.rows(chart, anio=2024, mes=MONTH)[0][chart.metrics[0]]
    with connect(superset.home) as warehouse:
        warehouse.execute(
            "update marts.clientes_por_tipo set clientes_acumulado = clientes_acumulado + 1 "
            "where tipo_cliente_codigo = 1"
        )
        assert snapshot.swap_in(superset.home, snapshot.draft(superset.home, warehouse, datetime(2025, 1, 1), "x"))
    assert superset.rows(chart, anio=2024, mes=MONTH) == [{chart.metrics[0]: before + 1}]


def _shown(home: Home, table: str) -> dict[str, Shown]:
    source = edition(home, CURRENT)
    metrics = {metric.name: metric for metric in catalogue(source.folder)}
    found = next(t for t in published_tables(source) if t.name == table)
    return metrics_of(found, metrics, declared(home)[table])


def _expected(home: Home, shown: Shown, by: tuple[str, ...], where: dict[str, Any]) -> dict[tuple[Any, ...], Any]:
    """The metric by group, asked of the project's own engine; months are its lapses and no group."""
    groups = [name for name in by if name != "mes"]
    try:
        frame = query(edition(home, CURRENT).folder, shown.of, groups, where, grain=shown.face)
    except (MetricError, NoSuchMonth):  # the year here has no budget: its charts show nothing
        return {} if by else {(): None}
    frame["mes"] = frame["periodo"].dt.month
    figures = frame.astype(object).where(frame.notna(), None)
    return {tuple(row[name] for name in by): row[shown.of] for _, row in figures.iterrows()}
