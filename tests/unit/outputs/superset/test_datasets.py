"""A table's metrics in Superset: what the catalogue declares, what a column's badge says, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orchestration.outputs.routes.tables import MartColumn, MartTable
from orchestration.outputs.superset.datasets import hidden, metrics_of
from orchestration.publication.metrics import MartModel, Metric

TABLE = MartTable("ventas", "Ventas.", (MartColumn("total", "BIGINT", "Cuánto."),), 1, "x")
BADGES = {"total": {"aditividad": "suma"}, "saldo": {"aditividad": "por_periodo"}, "tasa": {"aditividad": "no_suma"}}


def model(**measures: str) -> MartModel:
    return MartModel("ventas", "ventas", None, {"centro": "centro"}, {}, measures, None, None, None)


def metric(name: str, measures: dict[str, tuple[str, ...]], *models: MartModel, **stated: Any) -> Metric:
    whole = {"label": name.capitalize(), "description": "Qué.", "reading": "Cómo.", "unit": "ventas"}
    kept = {"additivity": "aditiva", "auxiliary": False, "numerator": None, "denominator": None, "grains": ("mes",)}
    plain = {"dimensions": (), "not_summed_over": ()}
    return Metric(name=name, measures=measures, models=models, **{**whole, **kept, **plain, **stated})


BOTH = metric("ventas", {"mes": ("del_mes",), "acumulado": ("hasta",)}, model(del_mes="sum(total)", hasta="sum(saldo)"))


def test_the_month_adds_up_and_the_running_total_asks_for_one_month() -> None:
    found = metrics_of(TABLE, {"ventas": BOTH}, BADGES)
    assert found["ventas"].sql == "sum(total)"
    assert found["ventas_acumulado"].sql == "case when count(distinct periodo) = 1 then sum(saldo) end"
    assert found["ventas_acumulado"].label == "Ventas, de enero al mes"
    assert "más de un valor de `periodo`" in found["ventas_acumulado"].description
    # The column's own sum is the metric's.
    assert set(found) == {"ventas", "ventas_acumulado"}


def test_what_does_not_add_up_over_centres_asks_for_one_where_the_table_has_them() -> None:
    stated = replace(BOTH, not_summed_over=("periodo", "centro", "otra"))
    found = metrics_of(TABLE, {"ventas": stated}, BADGES)
    assert found["ventas_mes"].sql == (
        "case when count(distinct periodo) = 1 and count(distinct centro) = 1 then sum(total) end"
    )


def test_a_ratio_is_of_sums_and_has_the_lapses_of_both_parts() -> None:
    part = metric("meta", {"acumulado": ("meta",)})
    models = {"ventas": replace(BOTH, models=(model(del_mes="sum(total)", hasta="sum(saldo)", meta="sum(meta)"),))}
    rate = metric("avance", {}, unit="proporcion", numerator="ventas", denominator="meta")
    shown = metrics_of(TABLE, {**models, "meta": part, "avance": rate}, BADGES)["avance"]
    assert shown.sql == "case when count(distinct periodo) = 1 then 1.0 * sum(saldo) / nullif(sum(meta), 0) end"
    assert shown.as_yaml()["d3format"] == ".1%"


@pytest.mark.parametrize(
    ("declared", "sql"),
    [
        ({"aditividad": "suma"}, "sum(total)"),
        ({"aditividad": "por_periodo"}, "case when count(distinct periodo) = 1 then sum(total) end"),
    ],
)
def test_a_column_without_a_metric_is_summed_as_its_badge_says(declared: dict[str, str], sql: str) -> None:
    assert metrics_of(TABLE, {}, {"total": declared})["total"].sql == sql


def test_what_never_adds_up_is_no_metric_and_no_column_to_sum() -> None:
    assert metrics_of(TABLE, {}, {"total": {"aditividad": "no_suma"}}) == {}
    assert hidden(BADGES) == {"saldo", "tasa"}
