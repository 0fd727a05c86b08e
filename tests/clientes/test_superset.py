"""Superset itself, served on this machine from its own environment: every chart of both dashboards, through its API.
It reads the published file of the demo year, and a server with a year of spending; both of their homes at once.
What is asked is compared with the publication's metrics; a new publication is seen without a restart."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from psycopg.sql import SQL, Identifier

from orchestration.closing.routes import publish_postgres
from orchestration.core.paths import Home
from orchestration.outputs.routes.address import VARIABLE
from orchestration.outputs.routes.postgres import READERS
from orchestration.outputs.routes.tables import published_tables
from orchestration.outputs.superset import serving
from orchestration.outputs.superset.boards import Chart, boards
from orchestration.outputs.superset.bundle import declared
from orchestration.outputs.superset.datasets import Shown, metrics_of
from orchestration.publication import snapshot
from orchestration.publication.editions import CURRENT, edition
from orchestration.publication.metrics import MetricError, NoSuchMonth, catalogue, query
from orchestration.warehouse.connection import connect
from tests import budget_home, postgres_server
from tests.clientes.conftest import CLIENTS, SERVICES
from tests.postgres_server import PASSWORD, free_port

# Of the demo year, which has no spending, and of the one that has: a month, and a centre of it.
OF_THE_FILE, OF_THE_SERVER = (12, "CITEpesquero Ilo"), (4, "CITEacuícola Puno")


@dataclass(frozen=True)
class Superset:
    """A running Superset and who asks it."""

    home: Home
    address: str
    month: int
    centre: str
    server: str = ""  # libpq's address of the server to load, where Superset reads one
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
def of_file(year: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    home = Home(tmp_path_factory.mktemp("superset") / "casa")
    shutil.copytree(year.root, home.root, symlinks=True)
    with _served(home, None, *OF_THE_FILE) as superset:
        yield superset


@pytest.fixture(scope="module")
def of_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    home = budget_home.publish(tmp_path_factory.mktemp("superset_servidor") / "casa")
    with postgres_server.running() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, server.url())
        assert publish_postgres(home) is not None
        with server.connect() as owner:
            owner.execute(SQL("grant {} to {}").format(Identifier(READERS), Identifier(server.reader)))
        address = f"127.0.0.1:{server.port}/{server.database}"
        base = f"postgresql+psycopg2://{server.reader}:{quote(PASSWORD, safe='')}@{address}"
        with _served(home, base, *OF_THE_SERVER) as superset:
            yield replace(superset, server=server.url())


@pytest.fixture(params=["of_file", "of_server"])
def superset(request: pytest.FixtureRequest) -> Superset:
    return request.getfixturevalue(request.param)


@contextmanager
def _served(home: Home, base: str | None, month: int, centre: str) -> Iterator[Superset]:
    serving.prepare(home, base)
    port = free_port()
    command, environment = serving.command(home, port)
    with (home.root / "superset.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            waiting = Superset(home, f"http://127.0.0.1:{port}", month, centre)
            _wait(waiting.address, process, Path(log.name))
            who = {"username": serving.USER, "password": serving.password(home), "provider": "db"}
            yield replace(waiting, token=waiting.ask("/api/v1/security/login", who)["access_token"])
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
    chosen = {"anio": 2024} | ({} if "mes" in chart.without else {"mes": superset.month})
    centre = {"cite": superset.centre} if board == "centro" else {}
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


def test_the_figures_are_those_of_the_bulletin(of_file: Superset) -> None:
    services, clients = boards()[0].rows[0][:2]
    assert of_file.rows(services, anio=2024, mes=12) == [{services.metrics[0]: SERVICES}]
    assert of_file.rows(clients, anio=2024, mes=12) == [{clients.metrics[0]: CLIENTS}]
    # Months of distinct clients do not add up: asked for all at once there is no figure.
    assert of_file.rows(clients, anio=2024) == [{clients.metrics[0]: None}]


def test_the_spending_is_that_of_the_delivery(of_server: Superset) -> None:
    """Of four centres and the head office, up to April: their lines in `budget_home`."""
    pim, share = boards()[0].rows[1][:2]
    assert of_server.rows(pim, anio=2024, mes=4) == [{pim.metrics[0]: 3_600_000}]
    assert of_server.rows(share, anio=2024, mes=4) == [{share.metrics[0]: pytest.approx(645_500 / 3_600_000)}]
    assert of_server.rows(share, anio=2024) == [{share.metrics[0]: None}]


def test_the_next_publication_is_seen_without_a_restart(superset: Superset, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = boards()[0].rows[0][1]
    before = superset.rows(chart, anio=2024, mes=superset.month)[0][chart.metrics[0]]
    with connect(superset.home) as warehouse:
        warehouse.execute(
            "update marts.clientes_por_tipo set clientes_acumulado = clientes_acumulado + 1 "
            "where tipo_cliente_codigo = 1"
        )
        assert snapshot.swap_in(superset.home, snapshot.draft(superset.home, warehouse, datetime(2025, 1, 1), "x"))
    if superset.server:
        monkeypatch.setenv(VARIABLE, superset.server)
        publish_postgres(superset.home)
    assert superset.rows(chart, anio=2024, mes=superset.month) == [{chart.metrics[0]: before + 1}]


def test_its_pages_load_images_from_here_alone(of_file: Superset) -> None:
    """Superset's own pages carry a third party's pixel."""
    with urlopen(f"{of_file.address}/login/", timeout=60) as answer:
        assert answer.headers["Content-Security-Policy"] == "img-src 'self' data: blob:"


def test_two_homes_share_nothing(of_file: Superset, of_server: Superset) -> None:
    """Each has its own database, key and password: one program serves both."""
    assert {file.name for file in of_file.home.superset.iterdir()} >= {"superset.db", "clave", "contrasena"}
    assert serving.password(of_file.home) != serving.password(of_server.home)


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
