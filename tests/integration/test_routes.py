"""The routes after a close through real Dagster: derived and judged, cheap when nothing changed, red without undoing
the publication. PostgreSQL itself is among the real clients (`tests/clientes`)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import dagster as dg
import duckdb
import openpyxl
import pytest

from orchestration.closing import routes
from orchestration.core.paths import Home
from orchestration.defs.run import close
from orchestration.outputs.dashboard.route import publish_dashboard
from orchestration.outputs.routes.address import VARIABLE, ServerTrouble
from orchestration.publication.snapshot import current
from tests.closed_home import MONTH, closed_home
from tests.integration.conftest import GoOn
from tests.marts_home import publish_marts


@pytest.fixture
def home(go_on_from: GoOn, monkeypatch: pytest.MonkeyPatch) -> Home:
    copied = go_on_from(closed_home())
    monkeypatch.setenv("DAGSTER_HOME", str(copied.dagster))
    monkeypatch.delenv(VARIABLE, raising=False)
    return copied


def stored(home: Home, gate: str) -> list[bool]:
    with duckdb.connect(str(home.warehouse), read_only=True) as reader:
        return [r[0] for r in reader.execute("select aprobada from raw.puertas where puerta = ?", [gate]).fetchall()]


def test_a_close_leaves_a_workbook_for_every_published_table(home: Home) -> None:
    manifest = current(home)
    assert manifest is not None
    books = {file.stem for file in (home.published / "excel").glob("*.xlsx")}
    assert books == set(manifest.tablas)
    sheet = openpyxl.load_workbook(home.published / "excel" / "servicios_por_cite.xlsx")["servicios_por_cite"]
    assert len(list(sheet.iter_rows(min_row=4))) == manifest.tablas["servicios_por_cite"].rows
    assert stored(home, "rutas_excel") == [True] and stored(home, "rutas_postgres") == []
    assert "rutas_excel" in (home.quality / "index.html").read_text(encoding="utf-8")


def test_a_close_leaves_the_dashboard_of_its_publication(home: Home) -> None:
    manifest = current(home)
    page = (home.published / "tablero" / "index.html").read_text(encoding="utf-8")
    assert manifest is not None and manifest.huella[:12] in page
    assert not publish_dashboard(home).fresh


def test_what_stands_is_left_alone(home: Home) -> None:
    before = {f.name: f.stat().st_mtime_ns for f in (home.published / "excel").iterdir()}
    assert routes.publish_excel(home).gate is None
    assert routes.publish_postgres(home) is None
    assert {f.name: f.stat().st_mtime_ns for f in (home.published / "excel").iterdir()} == before


@pytest.mark.lento  # in the usual suite `test_excel` holds that refused checks stop a route
def test_a_refused_route_is_red_stays_on_the_older_one_and_the_publication_goes_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = routes.excel.write_workbook

    def write_wrongly(file: Path, *arguments: object) -> None:
        write(file, *arguments)  # type: ignore[arg-type]
        if file.stem == "servicios_por_cite":
            book = openpyxl.load_workbook(file)
            sheet = book["servicios_por_cite"]
            column = next(cell.column for cell in sheet[3] if cell.value == "servicios")
            sheet.cell(4, column).value = 99
            book.save(file)

    monkeypatch.setattr(routes.excel, "write_workbook", write_wrongly)
    with duckdb.connect(str(home.warehouse)) as warehouse:
        warehouse.execute("update marts.servicios_por_cite set servicios = servicios + 1 where servicios > 0")
    publish_marts(home, datetime(2024, 11, 13, 7))
    result = close(home, MONTH, {})  # nothing new: what it finds to do is the routes of the newer publication
    assert list(result.failed_steps) == ["excel"]
    assert "sus lectores siguen viendo la anterior" in result.failed_steps["excel"]
    manifest = current(home)
    assert manifest is not None and manifest.version == 2
    assert (home.published / "excel").resolve().parent.name.startswith("00001-")
    with dg.DagsterInstance.get() as instance:
        key = dg.AssetCheckKey(dg.AssetKey("excel"), "puerta_rutas_excel")
        [record] = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
        assert record.event is not None
        evaluation = record.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
        assert not evaluation.passed
        assert "cifras_distintas_en_la_ruta" in json.dumps(str(evaluation.metadata))
    monkeypatch.undo()
    monkeypatch.setenv("RED_CITE_HOME", str(home.root))
    assert routes.publish_excel(home).gate is not None
    assert (home.published / "excel").resolve().parent.name.startswith("00002-")


def test_a_server_that_is_away_is_said_and_undoes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://u:secreta@127.0.0.1:1/base")
    with pytest.raises(ServerTrouble, match="no se pudo trabajar con el servidor 127"):
        routes.publish_postgres(home)
    assert current(home) is not None and stored(home, "rutas_postgres") == []
