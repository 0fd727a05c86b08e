"""The metrics as dbt declares them, over the marts of `conftest.py`; all of it is invented.
How a question is answered or refused is `tests/unit/metrics`'s; here that the definitions say what the marts say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml

from orchestration.core.paths import DBT_PROJECT, Home
from orchestration.publication.metrics import Metric, MetricError, catalogue, query

PUNO, CHAVIMOCHIC = "citeacuicola-puno", "citeagroindustrial-chavimochic"
DECLARED = DBT_PROJECT / "models" / "metricas"
_DIMENSION = re.compile(r"\{\{ Dimension\('\w+__(\w+)'\) \}\}")


@pytest.fixture(scope="module")
def file(counted: Home) -> Path:
    return counted.warehouse


@pytest.fixture(scope="module")
def marts(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def metrics(marts: duckdb.DuckDBPyConnection) -> list[Metric]:
    return catalogue(marts)


def figures(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(None if pd.isna(v) else v for v in row) for row in frame[list(columns)].itertuples(index=False)]


def declared(kind: str) -> list[dict[str, Any]]:
    return [
        one for file in sorted(DECLARED.glob("*.yml")) for one in yaml.safe_load(file.read_text("utf-8")).get(kind, [])
    ]


def test_every_metric_says_what_it_is_in_which_unit_and_how_it_is_read(metrics: list[Metric]) -> None:
    assert [
        metric.name for metric in metrics if not all((metric.label, metric.description, metric.reading, metric.unit))
    ] == []
    assert {metric.name for metric in metrics} == {metric["name"] for metric in declared("metrics")}


def test_a_client_of_two_centres_and_two_months_is_one(marts: duckdb.DuckDBPyConnection) -> None:
    assert figures(query(marts, "clientes", where={"anio": 2024}), "clientes") == [(2,)]
    assert figures(query(marts, "clientes", grain="mes"), "clientes") == [(2,), (1,)]
    by_centre = figures(query(marts, "clientes", ["cite_codigo"], {"cite_codigo": [PUNO, CHAVIMOCHIC]}), "clientes")
    assert by_centre == [(2,), (1,)]


def test_services_are_the_same_by_whichever_mart_they_are_asked(marts: duckdb.DuckDBPyConnection) -> None:
    assert figures(query(marts, "servicios"), "servicios") == [(38,)]
    assert figures(query(marts, "servicios", ["tarea_codigo"]), "tarea_codigo", "servicios") == [
        ("1.1", 4),
        ("4.1", 33),
        ("5.2", 1),
    ]


def test_money_is_of_the_year_or_of_the_month_and_an_annual_file_is_not_spread(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    spent = query(marts, "devengado")
    assert figures(spent, "anio", "hasta", "devengado") == [
        (2023, None, 147.50),
        (2024, pd.Timestamp("2024-02-01"), 357.30),
    ]
    assert figures(query(marts, "devengado", grain="mes"), "devengado") == [(118.10,), (239.20,)]
    assert figures(query(marts, "pim", where={"anio": 2024}, grain="acumulado"), "pim") == [(800.0,), (800.0,)]
    with pytest.raises(MetricError, match="cifra del año"):
        query(marts, "pim", grain="mes")
    assert figures(query(marts, "pia", ["cite_codigo"], {"cite_codigo": "sede"}), "pia") == [(10.0,)]


def test_budget_progress_is_that_of_its_mart(marts: duckdb.DuckDBPyConnection) -> None:
    ours = query(marts, "avance_presupuestal", ["cite_codigo"], grain="acumulado")
    theirs = marts.execute(
        "select cite_codigo, periodo, avance from marts.avance_presupuestal_acumulado order by 1, 2"
    ).df()
    assert figures(ours, "cite_codigo", "periodo", "avance_presupuestal") == figures(theirs, *theirs)
    whole = marts.execute(
        "select sum(devengado_acumulado) / sum(pim) as avance from marts.avance_presupuestal_acumulado "
        "group by periodo order by periodo"
    ).df()
    assert figures(query(marts, "avance_presupuestal", grain="acumulado"), "avance_presupuestal") == figures(
        whole, "avance"
    )


def test_an_imported_year_to_date_has_its_cost(file: Path, tmp_path: Path) -> None:
    """It owes no report, which the mart writes as null where a centre that reported everything has zero."""
    imported = shutil.copy(file, tmp_path / "importado.duckdb")
    costs = "select cite_codigo, periodo, costo_acumulado from marts.costo_por_servicio_acumulado"
    with duckdb.connect(str(imported)) as connection:
        owed = "update marts.costo_por_servicio_acumulado set meses_sin_reporte = null where meses_sin_reporte = 0"
        connection.execute(owed)
        theirs = connection.execute(f"{costs} order by 1, 2").df()
        ours = query(connection, "costo_por_servicio", ["cite_codigo"], grain="acumulado")
        assert theirs["costo_acumulado"].notna().any()
        assert figures(ours, "cite_codigo", "periodo", "costo_por_servicio") == figures(theirs, *theirs)


@pytest.mark.parametrize(
    ("grain", "mart", "cost"),
    [
        ("mes", "costo_por_servicio", "(devengado_mes / nullif(servicios_mes, 0))::double"),
        ("acumulado", "costo_por_servicio_acumulado", "costo_acumulado"),
    ],
)
def test_the_cost_of_a_service_is_that_of_its_mart(
    marts: duckdb.DuckDBPyConnection, grain: str, mart: str, cost: str
) -> None:
    centres = marts.execute(f"select cite_codigo, periodo, {cost} as costo from marts.{mart} order by 1, 2").df()
    ours = query(marts, "costo_por_servicio", ["cite_codigo"], grain=grain)
    assert figures(ours, "cite_codigo", "periodo", "costo_por_servicio") == figures(centres, *centres)
    network = marts.execute(
        f"select sum(devengado_{grain}) / sum(servicios_{grain}) as costo from marts.{mart} "
        f"where {cost} is not null group by periodo order by periodo"
    ).df()
    assert figures(query(marts, "costo_por_servicio", grain=grain), "costo_por_servicio") == figures(network, "costo")


def test_progress_against_targets_is_that_of_its_mart(marts: duckdb.DuckDBPyConnection) -> None:
    asked = {
        "avance_metas_servicios": ("avance_metas", "avance_metas_acumulado", "servicios", "servicios_actualizada"),
        "avance_metas_servicios_inicial": ("avance_metas", "avance_metas_acumulado", "servicios", "servicios_inicial"),
        "avance_metas_clientes": (*["clientes_frente_a_metas"] * 2, "clientes_mes", "clientes_actualizada"),
    }
    for (name, (of_months, to_date, done, target)), grain in product(asked.items(), ("mes", "acumulado")):
        share, mart = f"{done} / nullif(meta_{target}, 0)", of_months
        if grain == "acumulado":
            share, mart = f"{done.split('_')[0]}_acumulado / nullif(meta_{target}_acumulada, 0)", to_date
        theirs = marts.execute(f"select cite_codigo, periodo, {share} from marts.{mart} order by 1, 2").df()
        ours = query(marts, name, ["cite_codigo"], grain=grain)
        assert figures(ours, "cite_codigo", "periodo", name) == figures(theirs, *theirs)
    with pytest.raises(MetricError, match="distingue"):
        query(marts, "avance_metas_clientes")


def test_reports_in_time_are_counted_among_those_due(marts: duckdb.DuckDBPyConnection) -> None:
    expected = marts.execute(
        "select count(*) filter (where debido and dias_retraso = 0), count(*) filter (where debido), "
        "count(*) filter (where debido and reporte_id is null) from marts.cobertura_reportes"
    ).fetchall()
    ours = query(marts, "oportunidad_reporte")
    assert figures(ours, "reportes_a_tiempo", "reportes_debidos", "reportes_faltantes") == expected
    assert expected[0][0] == 4


def test_what_is_missing_beside_the_figures_is_what_the_mart_of_clients_says(marts: duckdb.DuckDBPyConnection) -> None:
    theirs = marts.execute(
        "select periodo, reportes_faltantes from marts.clientes_por_tipo where tipo_cliente_codigo = 1 order by 1"
    ).df()
    assert figures(query(marts, "clientes", grain="acumulado"), "periodo", "reportes_faltantes") == figures(
        theirs, *theirs
    )


# In the usual suite each metric by the first of its grains.
@pytest.mark.parametrize("grains", [1, pytest.param(None, marks=pytest.mark.lento)])
def test_every_metric_is_given_by_each_of_its_dimensions_or_refused_with_its_reason(
    marts: duckdb.DuckDBPyConnection, metrics: list[Metric], grains: int | None
) -> None:
    """What adds up gives the same total by whichever dimension; nothing else than its not adding up is a refusal."""
    refused = set()
    for metric in metrics:
        for grain, dimension in product(metric.grains[:grains], metric.dimensions):
            try:
                frame = query(marts, metric.name, [dimension], grain=grain)
            except MetricError as error:
                assert "no se suma entre valores de" in str(error)
                refused.add((metric.name, dimension))
                continue
            if metric.additivity != "no aditiva":
                total = query(marts, metric.name, grain=grain)[metric.name].sum()
                assert frame[metric.name].sum() == pytest.approx(total), (metric.name, grain, dimension)
    assert {name for name, _ in refused} == {"clientes", "avance_metas_clientes", "clientes_con_meta"}
    assert ("clientes", "departamento") in refused


def test_a_metricflow_client_is_given_the_rows_that_we_take(
    marts: duckdb.DuckDBPyConnection, metrics: list[Metric]
) -> None:
    """The filter of a metric must choose what `filas` chooses for ours."""
    filtered = {metric["name"]: metric["filter"] for metric in declared("metrics") if "filter" in metric}
    assert {"pim", "devengado"} <= set(filtered)
    for metric in (m for m in metrics if m.name in filtered and "cite_codigo" not in m.not_summed_over):
        face = "acumulado"
        model, measure = next(
            (m, m.measures[name]) for m in metric.models for name in metric.measures[face] if name in m.measures
        )
        condition = _DIMENSION.sub(r"\1", filtered[metric.name])
        monthly = f"and not ({model.whole_years})" if model.whole_years else ""
        theirs = marts.execute(
            f"select {measure} as cifra from marts.{model.table} where {condition} {monthly} "
            "group by periodo order by periodo"
        ).df()
        assert figures(query(marts, metric.name, grain=face), metric.name) == figures(theirs, "cifra"), metric.name


def test_without_a_delivery_the_budget_has_no_figures_and_no_error(file: Path, tmp_path: Path) -> None:
    empty = tmp_path / "red_cite.duckdb"
    shutil.copy(file, empty)
    with duckdb.connect(str(empty)) as connection:
        connection.execute("delete from marts.ejecucion_acumulada where origen = 'siaf'")
        connection.execute("delete from marts.devengado_mensual where origen = 'siaf'")
        connection.execute("delete from marts.costo_por_servicio")
        connection.execute("delete from marts.costo_por_servicio_acumulado")
    for name in ("pim", "devengado", "avance_presupuestal", "costo_por_servicio"):
        assert query(empty, name).empty
