"""The dashboard's budget over a publication with spending: whose it is, how far it got, who is warned, what is unknown.
The spending is invented and added up by hand here; how the page draws it belongs to `tests/clientes`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.outputs.dashboard.figures import BUDGET, read_figures
from orchestration.outputs.dashboard.route import publish_dashboard
from tests.budget_home import AFTER, CUT, IDLE, LOW, NO_BUDGET, ON_COURSE, UNKNOWN, publish
from tests.dashboard_page import content_of, figures_of, page_of, scopes_of

NETWORK = "red"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tablero_presupuesto") / "casa"
    publish_dashboard(publish(folder))
    return folder


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return page_of(root)


@pytest.fixture(scope="module")
def content(page: str) -> dict[str, Any]:
    return content_of(page)


def shown(content: dict[str, Any], metric: str, period: str) -> dict[str, tuple[Any, Any]]:
    """The metric's figures of a period, (month, to date) by centre; only of those that have any."""
    codes = {number: code for code, number in scopes_of(content).items()} | {0: NETWORK}
    cells = figures_of(content, metric).items()
    return {codes[scope]: both for (p, scope, _), both in cells if p == period and both != (None, None)}


def spending_list(content: dict[str, Any]) -> list[dict[str, Any]]:
    table = content["listas"]["gasto"]
    return [dict(zip(table["columnas"], row, strict=True)) for row in table["filas"]]


def test_execution_of_the_network_is_that_of_its_centres_without_the_head_office(content: dict[str, Any]) -> None:
    to_date = {metric: shown(content, metric, CUT) for metric in ("pia", "pim", "devengado", "avance_presupuestal")}
    assert {code: figure for code, (_, figure) in to_date["pia"].items()} == {
        **{ON_COURSE: 800_000, LOW: 1_500_000, IDLE: 400_000, NO_BUDGET: 0},
        NETWORK: 2_700_000,
    }
    assert {code: figure for code, (_, figure) in to_date["pim"].items()} == {
        **{ON_COURSE: 1_000_000, LOW: 2_000_000, IDLE: 500_000, NO_BUDGET: 0},
        NETWORK: 3_500_000,
    }
    assert to_date["devengado"] == {
        **{ON_COURSE: (25_500, 250_500), LOW: (10_000, 360_000), IDLE: (0, 0), NO_BUDGET: (0, -5_000)},
        NETWORK: (35_500, 605_500),
    }
    assert {code: figure for code, (_, figure) in to_date["avance_presupuestal"].items()} == pytest.approx(
        {ON_COURSE: 0.2505, LOW: 0.18, IDLE: 0, NETWORK: 605.5 / 3500}
    )


def test_zero_is_what_the_file_says_and_a_centre_that_it_lacks_has_nothing(content: dict[str, Any]) -> None:
    idle, unknown = (scopes_of(content)[code] for code in (IDLE, UNKNOWN))
    months = [f"2024-{month:02d}" for month in range(1, 5)]
    spent = figures_of(content, "devengado")
    assert [spent[month, idle, 0] for month in months] == [(0, 0)] * 4
    assert not [cell for cell in spent if cell[1] == unknown]


def test_without_a_budget_there_is_no_progress(content: dict[str, Any]) -> None:
    cell = (CUT, scopes_of(content)[NO_BUDGET], 0)
    assert figures_of(content, "avance_presupuestal")[cell] == (None, None)


def test_alerts_are_of_the_centres_under_the_months_minimum(content: dict[str, Any]) -> None:
    """April has March's minimums (`reglas_alerta_presupuesto`): 20 % and 15 %; January and February have none."""
    names = {number: code for code, number in scopes_of(content).items()}
    warned = {
        (row["periodo"], names[row["ambito"]]): (row["alerta"], row["minimo"])
        for row in spending_list(content)
        if row["alerta"] and row["de"] == "cite"
    }
    assert warned == {
        (month, code): alert
        for month in ("2024-03", CUT)
        for code, alert in ((LOW, ("bajo", 0.20)), (IDLE, ("muy bajo", 0.15)))
    }


def test_head_office_and_whole_institute_stand_apart(content: dict[str, Any]) -> None:
    apart = {row["de"]: row for row in spending_list(content) if row["periodo"] == CUT and row["de"] != "cite"}
    assert {of: (row["pim"], row["devengado"], row["pim_al"]) for of, row in apart.items()} == {
        "sede": (100_000, 40_000, "30/04/2024"),
    }
    institute = {month: figures for month, *figures in content["listas"]["instituto"]["filas"]}
    assert institute[CUT] == [3_600_000, 645_500, pytest.approx(645.5 / 3600)]


def test_a_cost_is_of_the_centre_whose_money_and_reports_are_all_known(content: dict[str, Any]) -> None:
    """100 services from January to April; the low centre owes three reports."""
    assert shown(content, "costo_por_servicio", CUT) == {ON_COURSE: (None, 2505), NETWORK: (None, 2505)}


def test_the_middle_centre_is_one_of_the_centres_and_never_the_head_office(content: dict[str, Any]) -> None:
    """Of 25.05, 18 and 0 % the middle is 18; the head office spent 40 %. One centre has a cost."""
    table = content["listas"]["medianas"]
    [middle] = [dict(zip(table["columnas"], row, strict=True)) for row in table["filas"] if row[0] == CUT]
    assert (middle["avance_presupuestal"], middle["costo_por_servicio"]) == (pytest.approx(0.18), 2505)


def test_after_the_last_month_with_spending_there_is_none(content: dict[str, Any]) -> None:
    assert not any(shown(content, asked.metric, AFTER) for asked in BUDGET)
    assert not [row for row in spending_list(content) if row["periodo"] == AFTER]


def test_a_year_known_only_as_a_whole_has_no_month(page: str, content: dict[str, Any]) -> None:
    periods = {period for asked in BUDGET for period, *_ in figures_of(content, asked.metric)}
    assert {period[:4] for period in periods} == {"2024"} == {row["periodo"][:4] for row in spending_list(content)}
    assert "Entregas vigentes del SIAF: 2023-gasto-v1-sintetico.csv, 2024-gasto-v1-sintetico.csv." in page


def test_a_publication_of_whole_years_alone_has_no_execution(
    root: Path, content: dict[str, Any], tmp_path: Path
) -> None:
    copied = shutil.copy(root / "publicado" / "red_cite.duckdb", tmp_path)
    Path(copied).chmod(0o600)  # what is published can be read alone
    with duckdb.connect(str(tmp_path / "red_cite.duckdb")) as connection:
        connection.execute("delete from marts.ejecucion_acumulada where nivel_temporal = 'mensual'")
        connection.execute("delete from marts.devengado_mensual")
        connection.execute("delete from marts.avance_presupuestal_acumulado")
        connection.execute("delete from marts.costo_por_servicio")
        connection.execute("delete from marts.costo_por_servicio_acumulado")
        figures = read_figures(connection, scopes_of(content))
    assert figures["servicios"]["filas"] and not any(figures[asked.metric]["filas"] for asked in BUDGET)


def test_invented_spending_is_announced_at_head_and_foot(page: str) -> None:
    assert page.count("Lo devengado es inventado: no es gasto real.") == 2
