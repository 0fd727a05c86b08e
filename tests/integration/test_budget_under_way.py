"""The budget's marts over deliveries that came before a month was over; all spending here is invented.
What holds of months already closed is in `test_presupuesto.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest

from orchestration.core.paths import Home
from tests.marts_home import build_marts
from tests.raw_fixture import Attention, Report
from tests.siaf_raw import Delivery, Spending, metas_by_centre

PUNO = "citeacuicola-puno"
META_2023, META_2024 = (metas_by_centre(year)[PUNO][0] for year in (2023, 2024))
DELIVERIES = (
    # The third of September, with that month's first amount.
    Delivery(2023, 1, datetime(2023, 9, 3), (Spending(META_2023, "100", "100", ("1",) * 9),), corte=9),
    # January's, before anything was accrued.
    Delivery(2024, 1, datetime(2024, 1, 12), (Spending(META_2024, "100", "100"),)),
)
REPORTS = [Report(PUNO, date(2024, 1, 1), datetime(2024, 2, 5), (Attention(date(2024, 1, 3), "a", 1, "4.1", 10),))]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = Home(tmp_path_factory.mktemp("casa")).create()
    read = (
        "avance_presupuestal_acumulado",
        "ejecucion_presupuestal",
        "costo_por_servicio",
        "costo_por_servicio_acumulado",
        "int_control_presupuesto",
    )
    build_marts(home, REPORTS, DELIVERIES, read)
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        yield connection


def test_a_month_still_running_keeps_its_amounts_and_raises_no_alert(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = f"""
        select month(periodo), pim_al, devengado_acumulado::integer, alerta from marts.avance_presupuestal_acumulado
        where cite_codigo = '{PUNO}' and year(periodo) = 2023 and month(periodo) >= 8 order by 1
    """
    # 60 % of an even year is the minimum of `muy bajo` that holds from June on: 8 of 100 is under it, and so is 9.
    assert warehouse.execute(query).fetchall() == [
        (8, date(2023, 9, 3), 8, "muy bajo"),
        (9, date(2023, 9, 3), 9, None),
    ]


def test_before_anything_is_accrued_nothing_is_known_and_the_budget_stays(warehouse: duckdb.DuckDBPyConnection) -> None:
    amounts = "pim::integer, devengado_acumulado, saldo, avance"
    query = (
        f"select {amounts} from marts.avance_presupuestal_acumulado "
        f"where cite_codigo = '{PUNO}' and periodo = '2024-01-01'"
    )
    assert warehouse.execute(query).fetchall() == [(100, None, None, None)]
    year = (
        "select pim::integer, devengado, saldo from marts.ejecucion_presupuestal "
        f"where anio = 2024 and cite_codigo = '{PUNO}'"
    )
    assert warehouse.execute(year).fetchall() == [(100, None, None)]
    cost = """
        select servicios_mes, devengado_mes, inversion_mes, devengado_acumulado, costo_acumulado
        from marts.costo_por_servicio inner join marts.costo_por_servicio_acumulado using (periodo, cite_codigo)
        where periodo = '2024-01-01' and cite_codigo = 'citeacuicola-puno'
    """
    assert warehouse.execute(cost).fetchall() == [(10, None, None, None, None)]


def test_what_is_shown_still_adds_up_to_what_was_received(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        select anio, sum(abs(pim_de_mas)), sum(abs(devengado_de_mas)) from intermediate.int_control_presupuesto
        group by 1 order by 1
    """
    assert warehouse.execute(query).fetchall() == [(2023, 0, 0), (2024, 0, 0)]
