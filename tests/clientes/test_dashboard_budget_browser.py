"""The dashboard's budget in a real browser: what was spent and whose bar comes first, who is warned, and that nothing
known is neither written nor drawn as zero. The spending is invented (`tests/budget_home.py`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.outputs.dashboard.route import publish_dashboard
from tests.budget_home import AFTER, CUT, IDLE, LOW, NO_BUDGET, UNKNOWN, WHOLE_YEAR, publish
from tests.clientes.browser import Page
from tests.clientes.dashboard import drawn_texts, figure, show, title

ALERTS = {"bajo": "bajo: menos de 20.0\u00a0% (supuesto)", "muy bajo": "muy bajo: menos de 15.0\u00a0% (supuesto)"}


@pytest.fixture(scope="module")
def spent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = publish(tmp_path_factory.mktemp("navegador_presupuesto") / "casa")
    publish_dashboard(home)
    return home.published


def of(month: str, centre: str | None = None) -> str:
    return f"#?mes={month}" + (f"&centro={centre}" if centre else "")


def cells(page: Page) -> list[list[str]]:
    """The table of centres: name, PIA, PIM, accrued, progress, alert."""
    return page.evaluate(
        '[...document.querySelectorAll("#t-presupuesto tbody tr")].map((row) => '
        "[...row.cells].map((cell) => cell.textContent))"
    )


def labels(page: Page) -> list[str]:
    """What is written over the months' columns."""
    months = {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"}
    return [text for text in drawn_texts(page, "g-presupuesto-mes") if text and text not in months]


def columns(page: Page) -> list[float]:
    """The heights of the months' columns that are drawn, in pixels."""
    return page.evaluate(
        '[...document.querySelectorAll("#g-presupuesto-mes svg .mark-rect path")]'
        ".map((column) => column.getBBox().height)"
    )


def hidden(page: Page, selector: str) -> set[bool]:
    return set(page.evaluate(f"[...document.querySelectorAll('{selector}')].map((element) => element.hidden)"))


def test_what_the_network_spent_and_its_part_of_the_budget(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT))
    assert (figure(page, "devengado"), figure(page, "pim")) == ("S/\u00a0605,500", "S/\u00a03,500,000")
    assert figure(page, "avance_presupuesto") == "17.3\u00a0%" and figure(page, "costo_acumulado") == "S/\u00a02,505"
    assert (
        title(page, "presupuesto")
        == "S/\u00a00.6\u00a0millones devengados de enero a abril de 2024, 17.3\u00a0% del presupuesto"
    )
    assert page.evaluate('document.getElementById("corte-pim").textContent') == "PIM al 30/04/2024"
    apart = page.evaluate('document.getElementById("itp").textContent')
    assert "La sede central devengó S/\u00a040,000, 40.0\u00a0% de su PIM; todo el ITP, S/\u00a0645,500, 17.9" in apart
    assert labels(page) == ["100", "150", "320", "36"] and sum(map(bool, columns(page))) == 4  # thousands
    assert hidden(page, '[data-ejecucion="si"]') == {False} and hidden(page, '[data-ejecucion="no"]') == {True}
    assert page.troubles == []


def test_centres_stand_by_their_budget_with_their_alert(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT))
    assert cells(page) == [
        [
            "CITEagroindustrial Chavimochic",
            *("S/\u00a01,500,000", "S/\u00a02,000,000", "S/\u00a0360,000", "18.0\u00a0%", ALERTS["bajo"]),
        ],
        ["CITEacuícola Puno", "S/\u00a0800,000", "S/\u00a01,000,000", "S/\u00a0250,500", "25.1\u00a0%", ""],
        ["CITEpesquero Ilo", "S/\u00a0400,000", "S/\u00a0500,000", "S/\u00a00", "0.0\u00a0%", ALERTS["muy bajo"]],
        ["CITEccal, textil y confecciones Lima", "S/\u00a00", "S/\u00a00", "S/\u00a0-5,000", "sin dato", ""],
    ]
    drawn = drawn_texts(page, "g-presupuesto")
    assert {"18.0\u00a0%  ·  bajo", "25.1\u00a0%", "0.0\u00a0%  ·  muy bajo", "sin dato"} <= set(drawn)


def test_before_the_first_month_with_minimums_nobody_is_warned(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of("2024-02"))
    assert [row[-1] for row in cells(page)] == [""] * 4


def test_a_centre_that_spent_nothing_has_zeros(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT, IDLE))
    assert figure(page, "devengado") == "S/\u00a00" and figure(page, "avance_presupuesto") == "0.0\u00a0%"
    assert labels(page) == ["0"] * 4 and not any(columns(page))


def test_a_centre_that_the_file_lacks_has_no_data_and_no_column_to_be_seen(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT, UNKNOWN))
    assert title(page, "presupuesto") == "Presupuesto: sin dato para CITEmadera y del mueble Lima"
    assert {figure(page, name) for name in ("devengado", "pim", "avance_presupuesto", "costo_acumulado")} == {
        "sin dato"
    }
    assert labels(page) == ["s/d"] * 4 and not any(columns(page))  # each keeps its place, and none has a height
    assert hidden(page, '[data-avance="presupuesto"]') == {True}
    assert len(cells(page)) == 4  # it is no bar among the others either


def test_without_a_budget_there_is_no_progress(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT, NO_BUDGET))
    assert figure(page, "devengado") == "S/\u00a0-5,000" and figure(page, "avance_presupuesto") == "sin dato"
    assert hidden(page, '[data-avance="presupuesto"]') == {True}


def test_a_cost_is_not_told_of_a_centre_that_owes_reports(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT, LOW))
    assert figure(page, "devengado") == "S/\u00a0360,000" and figure(page, "costo_acumulado") == "sin dato"


def test_after_the_last_month_with_spending_the_printed_budget_stands(page: Page, spent: Path) -> None:
    """55,502,540 is the sum of the printed PIM of Cuadro 25's 31 rows."""
    show(page, spent, chosen=of(AFTER))
    assert title(page, "presupuesto") == "S/\u00a055.5\u00a0millones de presupuesto; ejecución: sin dato"
    assert figure(page, "devengado") == "sin dato" and figure(page, "pim") == "S/\u00a055,502,540"
    assert {tuple(row[3:]) for row in cells(page)} == {("sin dato", "sin dato", "")} and len(cells(page)) == 31
    assert hidden(page, '[data-ejecucion="si"]') == {True} and hidden(page, '[data-ejecucion="no"]') == {False}


def test_a_year_known_only_as_a_whole_is_not_spread_over_its_months(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(WHOLE_YEAR))
    assert title(page, "presupuesto") == "Presupuesto: sin dato para toda la red"
    assert {figure(page, name) for name in ("devengado", "pim", "avance_presupuesto")} == {"sin dato"}
    assert cells(page) == [] and hidden(page, '[data-ejecucion="si"]') == {True}
    assert page.troubles == []


def test_the_head_office_is_told_beside_the_network_and_cannot_be_chosen(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT, "sede"))
    offered = page.evaluate('[...document.getElementById("centro").options].map((one) => one.textContent)')
    assert "Sede central" not in offered and offered[0] == "Toda la red" and len(offered) > 30
    assert page.evaluate('document.getElementById("centro").selectedOptions[0].textContent') == "Toda la red"


def test_nothing_is_said_to_agree_before_it_could_be_compared(page: Page, spent: Path) -> None:
    show(page, spent, chosen=of(CUT))
    pending = page.evaluate(
        '[...document.querySelectorAll("#t-conciliacion tbody tr")]'
        '.reduce((sum, row) => sum + Number(row.cells[4].textContent.replace(/\\D/g, "")), 0)'
    )
    assert pending > 0 and f"{pending:,}" in title(page, "conciliacion")
    assert "esperan reportes" in title(page, "conciliacion")
