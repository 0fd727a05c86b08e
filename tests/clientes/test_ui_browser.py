"""Dagster's pages in a real browser, through their own buttons: a cell, a second close, runs that read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from orchestration.core.paths import Home
from orchestration.defs.run import close
from tests.clientes.browser import browser
from tests.clientes.dagster_ui import Ui, serving, until
from tests.closed_home import MONTH, closed_home
from tests.prepared import with_project
from tests.webhook_stub import Hook, listening

GOOD, REFUSED = "citepesquero-ilo", "utagroindustrial-ambo"
RUNS = """query { runsOrError(limit: 50) { ... on Runs { results {
    runId jobName status tags { key value } repositoryOrigin { repositoryLocationName } } } } }"""
BACKFILLS = "query { partitionBackfillsOrError(limit: 1) { ... on PartitionBackfills { results { status } } } }"
TICKS = """query { sensorOrError(sensorSelector: {repositoryName: "__repository__",
    repositoryLocationName: "red_cite", sensorName: "avisos"}) { ... on Sensor { sensorState {
    ticks(limit: 9, statuses: [SKIPPED]) { skipReason } } } } }"""
BOARD = """query { assetNodeOrError(assetKey: {path: ["reporte_mensual"]}) { ... on AssetNode {
    assetMaterializations(partitions: %s) { runId } } } }"""


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with listening() as server:
        yield server


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory, hook: Hook) -> Iterator[Ui]:
    """The pages over a home closed twice from the command line: two reports that count, and one refused."""
    home = Home(tmp_path_factory.mktemp("ui") / "casa")
    shutil.copytree(closed_home(), home.root, symlinks=True)
    with_project(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RED_CITE_HOME", str(home.root))
        patch.setenv("DAGSTER_HOME", "")
        assert close(home, MONTH, {}).success
    (home.root / "avisos.csv").write_text(f"aviso,destino\nrechazo,{hook.address}\n", encoding="utf-8")
    with serving(home) as address, browser() as page:
        yield Ui(address, page)


def runs(ui: Ui) -> list[dict[str, Any]]:
    """The newest first, their tags as a mapping."""
    found = ui.ask(RUNS)["runsOrError"]["results"]
    return [run | {"tags": {tag["key"]: tag["value"] for tag in run["tags"]}} for run in found]


def finished(ui: Ui, before: int) -> dict[str, Any]:
    """The one run launched since there were `before`, once it ended."""

    def ended() -> dict[str, Any] | None:
        newest = runs(ui)
        return newest[0] if len(newest) > before and newest[0]["status"] in ("SUCCESS", "FAILURE") else None

    return until(ended, "el fin de la ejecución")


def test_closes_of_the_command_line_stand_in_the_timeline_with_their_month(ui: Ui) -> None:
    last, first = [run for run in runs(ui) if run["jobName"] == "cierre"]
    assert (first["tags"]["periodo"], first["tags"]["cargados"], first["tags"]["rechazados"]) == (MONTH, "2", "1")
    assert last["tags"]["cargados"] == "0"
    assert first["repositoryOrigin"]["repositoryLocationName"] == "red_cite"
    ui.open("/overview/activity/timeline")
    ui.wait_for("cierre")
    ui.open("/runs")
    ui.wait_for(f"periodo: {MONTH}")
    assert ui.says("rechazados: 1") and not ui.says("proceso")


def test_a_refused_report_stands_red_after_a_second_close(ui: Ui) -> None:
    ui.open("/assets/reporte_mensual?view=checks")
    ui.wait_for("veredicto")
    ui.wait_for("Failed")
    ui.open(f"/assets/reporte_mensual?view=partitions&partition={MONTH}%7C{GOOD}")
    ui.wait_for("Materialized (2)")


def test_a_cell_asked_for_on_the_board_is_materialised_and_no_other(ui: Ui) -> None:
    before = len(runs(ui))
    ui.open("/assets/reporte_mensual?view=partitions")
    ui.press("Materialize…")
    ui.choose(MONTH, GOOD)
    ui.press("Launch 1 run")
    run = finished(ui, before)
    assert run["status"] == "SUCCESS" and run["tags"]["dagster/partition"] == f"{MONTH}|{GOOD}"
    cell = ui.ask(BOARD % f'["{MONTH}|{GOOD}"]')["assetNodeOrError"]["assetMaterializations"]
    other = ui.ask(BOARD % f'["{MONTH}|citemadera-lima"]')["assetNodeOrError"]["assetMaterializations"]
    assert (cell[0]["runId"], len(other)) == (run["runId"], 1)


def test_a_month_asked_for_on_the_board_is_one_run_over_its_centres(ui: Ui) -> None:
    before = len(runs(ui))
    ui.open("/assets/reporte_mensual?view=partitions")
    ui.press("Materialize…")
    ui.choose(MONTH, None)
    ui.press("Launch backfill")
    run = finished(ui, before)
    assert (run["status"], run["tags"]["periodo"], len(runs(ui))) == ("SUCCESS", MONTH, before + 1)
    assert run["tags"]["dagster/asset_partition_range_start"].startswith(f"{MONTH}|")
    cell = ui.ask(BOARD % f'["{MONTH}|{GOOD}"]')["assetNodeOrError"]["assetMaterializations"]
    assert cell[0]["runId"] == run["runId"]
    refused = ui.ask(BOARD % f'["{MONTH}|{REFUSED}"]')["assetNodeOrError"]["assetMaterializations"]
    assert refused == []
    # Cells without a report that counts are observed: the backfill does not take them for failed.
    assert until(lambda: ended_backfill(ui), "el fin del backfill") == "COMPLETED_SUCCESS"


def ended_backfill(ui: Ui) -> str | None:
    """The state of the newest one, once it is over."""
    state: str = ui.ask(BACKFILLS)["partitionBackfillsOrError"]["results"][0]["status"]
    return state if state != "REQUESTED" else None


@pytest.mark.parametrize("job", ["cierre", "carga_siaf"])
def test_a_job_is_launched_without_a_word_that_it_may_fail(ui: Ui, job: str) -> None:
    ui.open(f"/locations/red_cite/jobs/{job}")
    ui.press("Materialize all…")
    ui.wait_for("Partition selection")  # a warning would stand before it
    assert not ui.says("may fail")


def test_a_single_mart_is_built_by_its_own_button(ui: Ui) -> None:
    before = len(runs(ui))
    ui.open("/assets/marts/servicios_por_cite")
    ui.wait_for("Latest materialization")  # before it is loaded, the page's button does nothing
    ui.press("Materialize")
    assert finished(ui, before)["status"] == "SUCCESS"


# Last: the daemon looked twice meanwhile, a minute apart.
def test_a_refused_report_reaches_who_is_to_hear_of_it_once(ui: Ui, hook: Hook) -> None:
    [told] = until(lambda: list(hook.bodies), "el aviso")
    assert [alert["aviso"] for alert in told["avisos"]] == ["rechazo"] and REFUSED in told["text"]

    def reasons() -> list[str]:
        return [tick["skipReason"] for tick in ui.ask(TICKS)["sensorOrError"]["sensorState"]["ticks"]]

    until(lambda: len(reasons()) > 1, "otro vistazo")
    assert [reasons()[0], reasons()[-1]] == ["0 mensajes enviados.", "1 mensajes enviados."]
    assert len(hook.bodies) == 1
    ui.open("/locations/red_cite/sensors/avisos")
    ui.wait_for("Avisa una vez de lo que falló")
    ui.wait_for("0 runs requested")
