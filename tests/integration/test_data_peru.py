"""Deliveries of Data Perú out of a publication and into the marts: the round trip, reports that win over imports,
refusals and kills. Reports and deliveries are synthetic; reading and judging a file is tested in unit/data_peru."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.closing import steps
from orchestration.closing.rebuild import build_and_publish
from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.intake.as_of import copy_as_of
from orchestration.intake.data_peru.layout import ROOT, TABLES
from orchestration.intake.feed import Decision
from orchestration.intake.feeds import DATA_PERU
from orchestration.outputs.bulletins.figures import Span, read_figures
from orchestration.outputs.bulletins.produce import Order, produce
from orchestration.outputs.data_peru.export import export
from orchestration.outputs.figure_reader import NoFigures
from orchestration.publication.editions import edition
from orchestration.publication.history.trace import ImportedFigure, TracedFigure, trace
from orchestration.publication.snapshot import current
from orchestration.transforming import dbt
from orchestration.warehouse.connection import connect
from tests import prepared
from tests.data_peru_files import contents, good_tables, write
from tests.integration.conftest import GoOn
from tests.raw_fixture import Attention, RawWarehouse, Report
from tests.shortcuts import quick_steps

PUNO, ICA, MADERA = "citeacuicola-puno", "citeagroindustrial-ica", "citemadera-lima"
RECEIVED = datetime(2024, 6, 20, 10)


def _report(cite: str, month: int, *rows: tuple) -> Report:
    """`rows` are (day, client, client type, task, quantity)."""
    attentions = tuple(Attention(date(2024, month, day), *rest) for day, *rest in rows)
    return Report(cite, date(2024, month, 1), datetime(2024, month + 1, 5, 9), attentions)


# Ica reports nothing in February; a client of both centres is one in the network, and another changes type in March.
REPORTS = [
    _report(PUNO, 1, (3, "a", 1, "4.1", 12), (9, "b", 2, "5.2", 1)),
    _report(ICA, 1, (5, "a", 1, "4.1", 3)),
    _report(PUNO, 2, (6, "c", 4, "1.1", 2)),
    _report(PUNO, 3, (7, "b", 3, "8.2", 5)),
    _report(ICA, 3, (8, "d", 5, "7.1", 40), (9, "a", 1, "4.1", 1)),
]
BY_TYPE = ("clientes_por_tipo", "clientes_por_tipo_y_cite")
TO_DATE = {
    "servicios_acumulados_por_cite": "periodo, cite_codigo, tipo_servicio_codigo, servicios_acumulado",
    "clientes_por_tipo": "periodo, tipo_cliente, clientes_acumulado",
    "clientes_por_tipo_y_cite": "periodo, cite_codigo, tipo_cliente, clientes_acumulado",
}


def _publish(home: Home) -> None:
    with quick_steps():
        steps.judge(home, "raw")
        build_and_publish(home)


def _ask(home: Home, query: str) -> list[tuple]:
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        return reader.execute(query).fetchall()


def _import(home: Home, *folders: Path, at: datetime = RECEIVED) -> list[str]:
    """What became of each, after publishing."""
    states = [decision.estado for decision in _receive(home, *folders, at=at)]
    _publish(home)
    return states


def _receive(home: Home, *folders: Path, at: datetime = RECEIVED) -> list[Decision]:
    for number, folder in enumerate(folders):
        shutil.copytree(folder, home.data_peru_landing / f"{number}-{folder.name}")
    return steps.receive(home, DATA_PERU, lambda _: at).decisions


def _to_date(home: Home, mart: str, month: str) -> list[tuple]:
    """The filled year-to-date figures of the months for which `month` says so."""
    figures = TO_DATE[mart]
    filled = figures.split(", ")[-1]
    return _ask(home, f"select {figures} from marts.{mart} where {month} and {filled} is not null order by all")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that published the reports above, and owns no delivery."""
    home = prepared.with_documents(Home(tmp_path_factory.mktemp("reportes") / "casa"))
    RawWarehouse(home.warehouse).load(REPORTS)
    _publish(home)
    return home


@pytest.fixture
def home(reported: Home, go_on_from: GoOn) -> Home:
    return go_on_from(reported.root)


@pytest.fixture(scope="module")
def delivery(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication of the reports, as a delivery."""
    folder = tmp_path_factory.mktemp("entrega")
    export(edition(reported, "actual"), folder)
    return folder


def _without_date(file: Path) -> list[list[str]]:
    with file.open(encoding="latin-1", newline="") as handle:
        rows = list(csv.reader(handle))
    place = rows[0].index("fecha")
    return [row[:place] + row[place + 1 :] for row in rows]


@pytest.mark.timeout(600)
def test_a_publication_goes_out_and_comes_back(reported: Home, delivery: Path, tmp_path: Path) -> None:
    empty = prepared.with_documents(Home(tmp_path / "vacia"))
    assert _import(empty, delivery, at=lima_now()) == ["aceptado"]
    reported_services = (
        "exists (from marts.servicios_por_cite as s where s.servicios is not null "
        "and s.periodo = servicios_acumulados_por_cite.periodo "
        "and s.cite_codigo = servicios_acumulados_por_cite.cite_codigo)"
    )
    months = {"servicios_acumulados_por_cite": reported_services} | dict.fromkeys(BY_TYPE, "clientes_mes is not null")
    for mart, reported_month in months.items():
        expected = _to_date(reported, mart, reported_month)
        assert len(expected) > 15
        assert _to_date(empty, mart, "true") == expected, mart
        assert _ask(empty, f"select distinct origen from marts.{mart}") == [("data_peru",)]
    assert _ask(empty, "select count(clientes_mes) from marts.clientes_por_tipo") == [(0,)]
    # February after January is known; Ica's March follows an empty month.
    month = "select servicios from marts.servicios_por_cite where cite_codigo = '{}' and periodo = '2024-0{}-01' and {}"
    assert _ask(empty, month.format(PUNO, 2, "tipo_servicio_codigo = 1")) == [(2,)]
    assert _ask(empty, month.format(ICA, 3, "tipo_servicio_codigo = 7")) == [(None,)]
    again = export(edition(empty, "actual"), tmp_path / "otra").folder
    for table in TABLES:
        assert _without_date(again / table.path) == _without_date(delivery / ROOT / table.path), table.name


def test_the_network_and_a_client_that_changes_type_come_out_right(delivery: Path) -> None:
    """By hand: four clients; `b` goes from type 2 to 3 in March, `a` is one though two centres serve it."""
    rows = _without_date(delivery / ROOT / "02_CLIENTES_ATENDIDOS" / "TABLA_02_N02.csv")
    march = {row[1]: row[2:5] for row in rows[1:] if row[0] == "2024"}
    assert march["Empresa formal"] == ["1", "1", "1"]
    assert march["Persona natural con negocio"] == ["1", "1", "0"]
    assert march["Asociación / cooperativa"] == ["0", "0", "1"]
    services = _without_date(delivery / ROOT / "03_SERVICIOS_BRINDADOS" / "TABLA_03_N02.csv")
    assert [row[2:5] for row in services if row[1] == "Ensayos de laboratorio"] == [["15", "15", "16"]]


@pytest.mark.timeout(600)
def test_earlier_years_stand_beside_the_reports_and_change_none(reported: Home, home: Home, tmp_path: Path) -> None:
    assert _import(home, write(tmp_path / "anteriores", contents(good_tables()))) == ["aceptado"]
    assert DATA_PERU.lying(home).files == ()
    for table, query in {
        "servicios_por_cite": "from marts.servicios_por_cite where origen = 'reporte' order by all",
        "clientes_por_tipo": "from marts.clientes_por_tipo where origen = 'reporte' order by all",
        "clientes_por_tipo_y_cite": "from marts.clientes_por_tipo_y_cite where origen = 'reporte' order by all",
        "cobertura_reportes": "from marts.cobertura_reportes order by all",
        "avance_metas": "from marts.avance_metas order by all",
        "avance_metas_acumulado": "from marts.avance_metas_acumulado order by all",
        "clientes_frente_a_metas": "from marts.clientes_frente_a_metas order by all",
        "conciliacion": "from marts.conciliacion order by all",
    }.items():
        assert _ask(home, query) == _ask(reported, query), table
    before, after = current(reported), current(home)
    assert before is not None and after is not None
    assert (after.faltan, after.fuentes) == (before.faltan, before.fuentes)
    years = "select year(periodo), count(*), count(vence_el) from marts.dim_mes group by 1 order by 1"
    assert _ask(home, years) == [(2022, 12, 0), (2023, 12, 0), (2024, 3, 3)]
    # CITEmadera's laboratory tests (type 4): 4 + 2 a month, and April 2022 empty.
    laboratory = (
        "select month(periodo), servicios, servicios_acumulado, meses_sin_reporte "
        "from marts.servicios_acumulados_por_cite inner join marts.servicios_por_cite "
        "using (periodo, cite_codigo, tipo_servicio_codigo) "
        f"where cite_codigo = '{MADERA}' and tipo_servicio_codigo = 4 and year(periodo) = 2022 and month(periodo) < 7"
    )
    assert _ask(home, f"{laboratory} order by 1") == [
        *[(1, 6, 6, None), (2, 2, 8, None), (3, 2, 10, None), (4, None, None, None), (5, None, 14, None)],
        (6, 2, 16, None),
    ]
    budget = "select periodo, pim, devengado_acumulado from marts.ejecucion_acumulada where"
    assert [
        tuple(map(str, row))
        for row in _ask(
            home, f"{budget} origen = 'data_peru' and cite_codigo = '{MADERA}' and month(periodo) < 4 order by all"
        )
    ] == [
        ("2023-01-01", "2000000.00", "None"),
        ("2023-01-01", "None", "1234.50"),
        ("2023-02-01", "None", "1234.40"),
        ("2023-03-01", "None", "4234.40"),
    ]
    year = f"select sum(pim), count(*) from marts.ejecucion_presupuestal where anio = 2023 and cite_codigo = '{MADERA}'"
    assert _ask(home, year) == [(2_000_000, 1)]
    spent = (
        f"select sum(devengado) from marts.devengado_mensual where periodo = '2023-02-01' and cite_codigo = '{MADERA}'"
    )
    assert [float(amount) for (amount,) in _ask(home, spent)] == [-0.1]
    assert _ask(home, "select count(*) from marts.data_peru_apartadas") == [(0,)]
    figures = read_figures(edition(home, "actual"), Span(2023, 5))
    assert MADERA in figures.imported and set(figures.imported) <= set(figures.centres)
    assert read_figures(edition(home, "actual"), Span(2024, 3)).imported == ()
    with pytest.raises(NoFigures, match="no dice el sexo"):
        produce(home, Order("mujer", Span(2023, 5)))
    asked = TracedFigure("clientes_por_tipo", date(2023, 5, 1), None, 2, True)
    with connect(home) as warehouse, pytest.raises(ImportedFigure, match="data_peru_filas"):
        trace(warehouse, home.published / "red_cite.duckdb", asked)


# The slow suite goes on: the missing report comes later, and all of it is built whole. In the usual one the reports
# that are there already win, and `test_incremental_equals_full` holds that the way there makes no difference.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("later", [False, pytest.param(True, marks=pytest.mark.lento)])
def test_a_report_wins_over_an_import_then_and_later(home: Home, delivery: Path, tmp_path: Path, later: bool) -> None:
    """The delivery says another figure of a month that Puno reported, and one of February, which Ica did not report."""
    changed = tmp_path / "cambiada"
    shutil.copytree(delivery, changed)
    together = {"Ensayos de laboratorio": "16", "Información tecnológica especializada": "40"}
    _edit(changed, "TABLA_03_N01", "CITEagroindustrial Ica", lambda row: {"mes_02": row["mes_03"]})
    _edit(changed, "TABLA_03_N02", "2024", lambda row: {"mes_02": together.get(row["subcategoria"], row["mes_02"])})
    assert _import(home, changed, at=lima_now()) == ["aceptado"]
    february = (
        "select origen, servicios, servicios_acumulado from marts.servicios_acumulados_por_cite "
        "inner join marts.servicios_por_cite using (periodo, cite_codigo, tipo_servicio_codigo, origen) "
        f"where cite_codigo = '{ICA}' "
        "and periodo = '2024-02-01' and tipo_servicio_codigo = 7"
    )
    assert _ask(home, february) == [("data_peru", 40, 40)]
    aside = (
        "select count(*), count(*) filter (where diferencia != 0) from marts.data_peru_apartadas where ambito = 'cite'"
    )
    assert _ask(home, aside)[0][0] > 0
    if not later:
        return
    RawWarehouse(home.warehouse).load([_report(ICA, 2, (14, "e", 6, "7.1", 2))])
    _publish(home)
    assert _ask(home, february) == [("reporte", 2, 2)]
    listed = (
        "select importado::integer, vigente::integer, diferencia::integer from marts.data_peru_apartadas "
        f"where cite_codigo = '{ICA}' and periodo = '2024-02-01' and indicador = 'servicios' and tipo_codigo = 7"
    )
    assert _ask(home, listed) == [(40, 2, 38)]
    incremental = {
        mart: _ask(home, f"from marts.{mart} order by all")
        for mart in (*TO_DATE, "servicios_por_cite", "data_peru_apartadas")
    }
    for selector in ("staging", "marts"):
        assert [node for node in dbt.build(home, selector, full_refresh=True) if not node.ok] == []
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        for mart, rows in incremental.items():
            assert warehouse.execute(f"from marts.{mart} order by all").fetchall() == rows, mart


def _edit(folder: Path, name: str, start: str, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    """Rewrites the lines of a table that begin so."""
    file = next((folder / ROOT).rglob(f"{name}.csv"))
    with file.open(encoding="latin-1", newline="") as handle:
        reader = csv.DictReader(handle)
        header, rows = list(reader.fieldnames or ()), list(reader)
    with file.open("w", encoding="latin-1", newline="") as handle:
        writer = csv.DictWriter(handle, header)
        writer.writeheader()
        writer.writerows(row | change(row) if row[header[0]] == start else row for row in rows)


def test_a_refused_delivery_leaves_the_published_as_it_was(home: Home, tmp_path: Path) -> None:
    before = current(home)
    tables = good_tables()
    tables["TABLA_03_N01"][0][14] = "3"
    write(home.data_peru_landing / "mala", contents(tables))
    assert _import(home) == ["rechazado"]
    assert current(home) == before
    assert DATA_PERU.lying(home).files == ()
    (reasons,) = (home.root / "data_peru" / "rechazados").glob("*.txt")
    assert "TABLA_03_N01.csv: línea 2, columna «mes_12»: 3 es menor que 12" in reasons.read_text(encoding="utf-8")
    assert (reasons.with_suffix("") / ROOT).is_dir()
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        assert warehouse.execute("select count(*) from raw.data_peru_filas").fetchall() == [(0,)]
        assert warehouse.execute("select estado, version, filas from raw.data_peru_entregas").fetchall() == [
            ("rechazado", None, None)
        ]
        found = "select distinct nivel, codigo, archivo, linea, columna, valor from raw.data_peru_observaciones"
        assert warehouse.execute(f"{found} where codigo = 'acumulado_baja'").fetchall() == [
            ("entrega", "acumulado_baja", "03_SERVICIOS_BRINDADOS/TABLA_03_N01.csv", 2, "mes_12", "3")
        ]


def _raw(home: Home) -> list[list[tuple]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        return [
            warehouse.execute(f"from raw.{table} order by all").fetchall()
            for table in ("data_peru_entregas", "data_peru_filas", "data_peru_observaciones", "entregas_por_rehacer")
        ]


def test_a_copy_as_of_a_moment_has_the_deliveries_received_by_then(home: Home, tmp_path: Path) -> None:
    _receive(home, write(tmp_path / "entrega", contents(good_tables())))
    for moment, deliveries in ((datetime(2024, 6, 19), 0), (RECEIVED, 1)):
        copy = Home(tmp_path / f"al-{deliveries}").create()
        copy_as_of(home, copy, moment)
        entregas, filas, *_ = _raw(copy)
        assert (len(entregas), bool(filas)) == (deliveries, bool(deliveries))
