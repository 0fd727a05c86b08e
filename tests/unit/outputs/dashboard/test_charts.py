"""The charts as data: all of them valid for Vega-Lite, none with a figure of its own."""

from __future__ import annotations

import json

import pytest
import vl_convert

from orchestration.outputs.dashboard.charts import ROW_STEP, charts
from orchestration.outputs.documents.departments import departments

DRAWN = charts()


def test_a_narrow_screen_has_its_own_of_those_that_would_not_fit() -> None:
    assert set(DRAWN) == {"mensual", "mini", "barras", "barras_angosto", "mapa", "mapa_angosto"}


@pytest.mark.parametrize("name", DRAWN)
def test_vega_lite_takes_it_as_it_stands(name: str) -> None:
    assert vl_convert.vegalite_to_vega(DRAWN[name] | {"width": 300})["marks"]


@pytest.mark.parametrize("name", DRAWN)
def test_figures_come_from_the_page_alone(name: str) -> None:
    layers = [DRAWN[name], *DRAWN[name]["layer"]]
    inline = [layer["data"]["values"] for layer in layers if "values" in layer.get("data", {})]
    assert not DRAWN[name].get("datasets")
    assert all({f["properties"]["departamento"] for f in values} == departments().keys() for values in inline)
    assert '"filas"' in json.dumps(DRAWN[name])


def test_charts_of_rows_tell_how_tall_a_row_is() -> None:
    assert {name for name, chart in DRAWN.items() if ROW_STEP in chart.get("usermeta", {})} == {
        "barras",
        "barras_angosto",
    }
