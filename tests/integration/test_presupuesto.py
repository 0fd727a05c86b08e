"""The budget's marts over hand-written deliveries: what is in force, what adds up, what is the head office's.
The conciliation's expected figures are those that the operating plan prints; all spending here is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from orchestration.core.paths import Home
from tests.marts_home import build_marts
from tests.raw_fixture import Attention, Report
from tests.siaf_raw import Delivery, Spending, metas_by_centre

PUNO, CHAVIMOCHIC, ICA = "citeacuicola-puno", "citeagroindustrial-chavimochic", "citeagroindustrial-ica"


META, META_2023 = ({cite: metas[0] for cite, metas in metas_by_centre(year).items()} for year in (2024, 2023))
SEDE, UNKNOWN = "9990", "9991"

# Puno's figures of Cuadro 25 are 463,278 and 658,883: half a sol away agrees, more does not.
AUGUST = Delivery(
    2024,
    1,
    datetime(2024, 9, 8),
    (
        Spending(META[PUNO], "463277.50", "658883.50", ("0",) * 7 + ("1",)),
        # Chavimochic's are 1,553,118 and 1,878,783; donations are no ordinary resources.
        Spending(META[CHAVIMOCHIC], "1553117.49", "1878783.51"),
        Spending(META[CHAVIMOCHIC], "0", "1000", fuente="4"),
    ),
    corte=8,
)
IN_FORCE = (
    Spending(META[PUNO], "463278", "660000", ("100.10", "200.20", "-50.05")),
    Spending(META[PUNO], "0", "1000.01", ("0", "100.40"), categoria_gasto="6", generica="6"),
    Spending(META[PUNO], "0", "-0.01", actividad="5005088"),
    Spending(META[CHAVIMOCHIC], "1553118", "1878783", ("0", "40", "600000"), programa="9002", producto="3999999"),
    Spending(META[ICA], "0", "0", ("-5",)),
    Spending(SEDE, "10", "20", ("1", "1", "1"), programa="9001", producto="3999999", meta_nombre="GESTION"),
    Spending(UNKNOWN, "0", "30", programa="0137", fuente="7", meta_nombre="IMPLEMENTACION DEL CITE NUEVO"),
    Spending(UNKNOWN, meta_nombre="IMPLEMENTACION DEL CITE NUEVO"),
    Spending(UNKNOWN, meta_nombre="IMPLEMENTACION DEL CITE NUEVO"),
)
DELIVERIES = (
    Delivery(
        2023,
        1,
        datetime(2024, 1, 20),
        (Spending(META_2023[PUNO], "5", "200", anual="150.50"), Spending(SEDE, "5", "10", anual="-3")),
    ),
    AUGUST,
    Delivery(2024, 2, datetime(2024, 10, 8), IN_FORCE, corte=3),
    Delivery(2024, 0, datetime(2024, 11, 8), rechazada=True),
)
REPORTS = [
    Report(
        cite, date(2024, month, 1), datetime(2024, month + 1, 5), (Attention(date(2024, month, 3), "a", 1, "4.1", n),)
    )
    for cite, month, n in ((PUNO, 1, 10), (PUNO, 2, 20), (CHAVIMOCHIC, 2, 4))
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("casa")).create()
    build_marts(home, REPORTS, DELIVERIES)
    return home


@pytest.fixture(scope="module")
def warehouse(file: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(file.warehouse), read_only=True) as connection:
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return warehouse.execute(query).fetchall()


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


def test_the_last_accepted_delivery_of_a_year_is_in_force(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(warehouse, "select distinct procedencia, periodo from marts.ejecucion_acumulada")
    assert sorted(found) == [
        ("2023-gasto-v1-sintetico.csv", date(2023, 1, 1)),
        *(("2024-gasto-v2-sintetico.csv", date(2024, month, 1)) for month in (1, 2, 3)),
    ]


def test_amounts_of_the_year_stand_once_and_those_of_a_month_in_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    year = "select sum(pia), sum(pim), sum(devengado), sum(saldo) from marts.ejecucion_presupuestal where anio = 2024"
    assert rows(warehouse, year) == [money("2016406", "2539833", "600388.65", "1939444.35")]
    months = "select mes, sum(devengado) from marts.devengado_mensual where anio = 2024 group by 1 order by 1"
    assert rows(warehouse, months) == [(1, *money("96.10")), (2, *money("341.60")), (3, *money("599950.95"))]
    to_date = """
        select mes, sum(pia), sum(pim), sum(devengado_acumulado) from marts.ejecucion_acumulada
        where anio = 2024 group by 1 order by 1
    """
    assert rows(warehouse, to_date) == [
        (1, *money("2016406", "2539833", "96.10")),
        (2, *money("2016406", "2539833", "437.70")),
        (3, *money("2016406", "2539833", "600388.65")),
    ]


def test_a_year_without_months_is_never_spread(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        select ambito, cite_codigo, cite, pim, pim_al, devengado, saldo, nivel_temporal
        from marts.ejecucion_presupuestal where anio = 2023 order by 1
    """
    year_end = date(2023, 12, 31)
    assert rows(warehouse, query) == [
        ("cite", PUNO, "CITEacuícola Puno", *money("200.00"), year_end, *money("150.50", "49.50"), "anual"),
        ("sede", "sede", "Sede central", *money("10.00"), year_end, *money("-3.00", "13.00"), "anual"),
    ]
    assert rows(warehouse, "select count(*) from marts.devengado_mensual where anio = 2023") == [(0,)]


def test_what_no_meta_maps_is_the_head_office_s_and_no_code_is_dropped(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        select categoria_presupuestal, fuente, sum(pim) from marts.ejecucion_presupuestal
        where cite_codigo = 'sede' and anio = 2024 group by all order by 1, 2
    """
    assert rows(warehouse, query) == [
        ("0137", "FUENTE 7", Decimal("30.00")),
        ("9001", "Recursos Ordinarios", Decimal("20.00")),
        ("PP0093", "Recursos Ordinarios", Decimal("0.00")),
    ]
    lost = "from marts.ejecucion_presupuestal anti join marts.dim_cite using (cite_codigo)"
    assert rows(warehouse, lost) == []


def test_progress_is_null_where_there_is_no_budget(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select pim, devengado_acumulado, avance, puesto, alerta from marts.avance_presupuestal_acumulado "
        f"where cite_codigo = '{ICA}' and periodo = '2024-03-01'"
    )
    assert rows(warehouse, query) == [(*money("0.00", "-5.00"), None, None, None)]


def test_what_documents_print_stands_apart_with_its_codes(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(warehouse, "select distinct origen from marts.ejecucion_presupuestal") == [("siaf",)]
    query = "select {} from marts.presupuesto_publicado where {}"
    # The totals that the bulletin of 2020 prints, and its activity 4.1.
    assert rows(warehouse, query.format("sum(pia), sum(pim), sum(devengado)", "anio = 2020")) == [
        money("44853245", "35381999", "34443915")
    ]
    activity = query.format("cite_codigo, unidad_ejecutora, pim, devengado", "concepto_codigo = '5005087'")
    assert rows(warehouse, activity) == [(None, "ITP", *money("29577380", "28802935"))]
    # What the plan prints of Puno; its 31 centres' PIM add up to what it prints, its PIA to two soles more.
    assert rows(warehouse, query.format("cite, pia, pim", f"cuadro = 'Cuadro 25' and cite_codigo = '{PUNO}'")) == [
        ("CITEacuícola Puno", *money("463278", "658883"))
    ]
    assert rows(warehouse, query.format("sum(pia), sum(pim)", "cuadro = 'Cuadro 25'")) == [
        money("49652973", "55502540")
    ]


def test_metas_are_checked_both_ways(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = "select situacion, sec_func, pim from marts.metas_presupuestales where anio = 2024 and {} order by 2"
    assert rows(warehouse, query.format("situacion in ('sede', 'sede_por_revisar')")) == [
        ("sede", SEDE, Decimal("20.00")),
        ("sede_por_revisar", UNKNOWN, Decimal("30.00")),
    ]
    assert rows(warehouse, query.format(f"cite_codigo = '{PUNO}' and pim is not null")) == [
        ("centro", META[PUNO], Decimal("661000.00"))
    ]
    without = rows(warehouse, "select cite_codigo from marts.metas_presupuestales where situacion = 'centro_sin_meta'")
    assert len(without) == len(set(without)) == 27  # 30 centres report in 2024 and three have a meta here
    absent = rows(warehouse, query.format("situacion = 'ausente_del_archivo'"))
    assert len(absent) == sum(map(len, metas_by_centre(2024).values())) - 3


def test_a_cost_needs_the_money_and_every_report_of_the_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            cite_codigo, servicios_mes, devengado_mes, devengado_acumulado, costo_acumulado,
            costo_acumulado_sin_inversion
        from marts.costo_por_servicio inner join marts.costo_por_servicio_acumulado using (periodo, cite_codigo)
        where periodo = '2024-02-01' and cite_codigo in ({})
        order by 1
    """
    found = rows(warehouse, query.format(f"'{PUNO}', '{CHAVIMOCHIC}', '{ICA}'"))
    assert [row[:3] for row in found] == [
        (PUNO, 20, Decimal("300.60")),
        (CHAVIMOCHIC, 4, Decimal("40.00")),
        (ICA, None, Decimal("0.00")),
    ]
    # Chavimochic lacks January's report: its year to date is not that of its money.
    assert [row[3:] for row in found] == [
        (Decimal("400.70"), pytest.approx(400.70 / 30), pytest.approx(300.30 / 30)),
        (Decimal("40.00"), None, None),
        (Decimal("-5.00"), None, None),
    ]


def test_printed_figures_agree_within_their_own_rounding(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        select medida, calculado, estado from marts.conciliacion
        where calculado_desde = 'siaf' and cuadro = 'Cuadro 25' and cite_codigo = '{}' order by 1
    """
    # PIA from the delivery in force; PIM from the one cut at August, whatever came later.
    assert rows(warehouse, query.format(PUNO)) == [("pia", 463278.0, "igual"), ("pim", 658883.5, "igual")]
    assert rows(warehouse, query.format(CHAVIMOCHIC)) == [
        ("pia", 1553118.0, "igual"),
        ("pim", 1878783.51, "diferente"),
    ]


def test_every_figure_of_the_four_tables_is_asked_of_the_file(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        select cuadro, count(*) from marts.conciliacion where calculado_desde = 'siaf' and calculado is not null
        group by all order by 1
    """
    # Two measures of 3, 9, 17 and 32 printed rows.
    assert rows(warehouse, query) == [("Cuadro 22", 6), ("Cuadro 23", 18), ("Cuadro 24", 34), ("Cuadro 25", 64)]
