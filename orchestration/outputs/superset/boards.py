"""The dashboards that the project ships (`tableros.yml`), as charts and boards of Superset.
What a metric says belongs to `datasets.py`; how the files travel to `bundle.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

_COLUMNS = 12
_KINDS = {
    "numero": "big_number_total",
    "tabla": "table",
    "barras": "echarts_timeseries_bar",
    "lineas": "echarts_timeseries_line",
}


def identifier(kind: str, name: str) -> str:
    """The same thing has the same id at each import, which so replaces it."""
    return str(uuid5(NAMESPACE_URL, f"red-cite/{kind}/{name}"))


@dataclass(frozen=True)
class Chart:
    """One chart of a board, as `tableros.yml` has it. `without` are the filters of the board that it does not heed;
    `rows` are further conditions, a value or a list by column."""

    board: str
    title: str
    kind: str
    table: str
    metrics: tuple[str, ...]
    by: tuple[str, ...]
    series: tuple[str, ...]
    without: tuple[str, ...]
    rows: Mapping[str, Any]
    width: int
    height: int
    note: str

    @classmethod
    def of(cls, board: str, raw: Mapping[str, Any]) -> Chart:
        return cls(
            board=board,
            title=raw["titulo"],
            kind=raw["tipo"],
            table=raw["tabla"],
            metrics=tuple(raw.get("metricas", ())),
            by=tuple(raw.get("por", ())),
            series=tuple(raw.get("series", ())),
            without=tuple(raw.get("sin_filtro", ())),
            rows=raw.get("donde", {}),
            width=raw["ancho"],
            height=raw["alto"],
            note=raw.get("nota", ""),
        )

    @property
    def id(self) -> str:
        return identifier("grafico", f"{self.board}/{self.title}")

    def as_yaml(self) -> dict[str, Any]:
        params = self._params()
        context = {"datasource": {"id": 0, "type": "table"}, "force": False, "queries": [self.query()]}
        return {
            "slice_name": self.title,
            "description": self.note or None,
            "viz_type": _KINDS[self.kind],
            "params": params,
            "query_context": json.dumps(
                context | {"form_data": params, "result_format": "json", "result_type": "full"}
            ),
            "uuid": self.id,
            "dataset_uuid": identifier("tabla", self.table),
            "version": "1.0.0",
        }

    def query(self) -> dict[str, Any]:
        """What the chart asks of its dataset, before a board's filters."""
        columns = [*self.by, *self.series]
        asked: dict[str, Any] = {"columns": columns, "metrics": list(self.metrics), "row_limit": 1000}
        asked["filters"] = [{"col": name, "op": "IN", "val": _listed(value)} for name, value in self.rows.items()]
        if self.by:
            ranked = self.kind == "tabla" and self.metrics
            asked["orderby"] = [[self.metrics[0], False]] if ranked else [[self.by[0], True]]
        return asked

    def _params(self) -> dict[str, Any]:
        params: dict[str, Any] = {"viz_type": _KINDS[self.kind], "row_limit": 1000, "adhoc_filters": self._conditions()}
        if self.kind == "numero":
            return params | {"metric": self.metrics[0], "subheader": self.note, "header_font_size": 0.5}
        if self.kind == "tabla":
            shown = {"query_mode": "aggregate", "order_desc": True, "include_search": False, "show_cell_bars": False}
            return params | shown | {"groupby": list(self.by), "metrics": list(self.metrics)}
        axis = {
            "x_axis": self.by[0],
            "x_axis_force_categorical": True,
            "x_axis_sort_asc": True,
            "x_axis_sort": self.by[0],
        }
        drawn = {
            "groupby": list(self.series),
            "show_legend": bool(self.series or self.metrics[1:]),
            "stack": "Stack" if self.kind == "barras" else None,
            "rich_tooltip": True,
        }
        return params | axis | drawn | {"metrics": list(self.metrics), "y_axis_format": ",d", "truncate_metric": True}

    def _conditions(self) -> list[dict[str, Any]]:
        simple = {"expressionType": "SIMPLE", "clause": "WHERE", "operator": "IN", "operatorId": "IN"}
        return [simple | {"subject": name, "comparator": _listed(value)} for name, value in self.rows.items()]


@dataclass(frozen=True)
class Board:
    """One dashboard: its filters, each a single value of a column, and its rows of charts."""

    name: str
    title: str
    note: str
    filters: tuple[Mapping[str, str], ...]
    rows: tuple[tuple[Chart, ...], ...]

    @property
    def charts(self) -> list[Chart]:
        return [chart for row in self.rows for chart in row]

    def as_yaml(self) -> dict[str, Any]:
        return {
            "dashboard_title": self.title,
            "slug": self.name,
            "description": self.note,
            "uuid": identifier("tablero", self.name),
            "position": self._position(),
            "metadata": {
                "native_filter_configuration": [self._filter(place) for place in range(len(self.filters))],
                "cross_filters_enabled": False,
                "color_scheme": "supersetColors",
            },
            "published": True,
            "version": "1.0.0",
        }

    def _position(self) -> dict[str, Any]:
        rows = {f"ROW-{n}": _row(f"ROW-{n}", [f"CHART-{c.id}" for c in row]) for n, row in enumerate(self.rows, 1)}
        header = {"HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": self.title}}}
        grid = {"id": "GRID_ID", "type": "GRID", "children": ["ROW-0", *rows], "parents": ["ROOT_ID"]}
        note = {"ROW-0": _row("ROW-0", ["MARKDOWN-0"]), "MARKDOWN-0": _markdown(self.note)}
        in_row = {chart.id: f"ROW-{n}" for n, row in enumerate(self.rows, 1) for chart in row}
        places = {f"CHART-{c.id}": _place(c, order, in_row[c.id]) for order, c in enumerate(self.charts, 1)}
        root = {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]}
        return {"DASHBOARD_VERSION_KEY": "v2", "ROOT_ID": root, "GRID_ID": grid} | header | note | rows | places

    def _filter(self, place: int) -> dict[str, Any]:
        """A list of one column's values, of which one is always chosen; those of a later one follow the earlier."""
        stated = self.filters[place]
        left_out = [order for order, chart in enumerate(self.charts, 1) if stated["columna"] in chart.without]
        parent = stated.get("segun")
        return {
            "id": f"NATIVE_FILTER-{self.name}-{stated['columna']}",
            "type": "NATIVE_FILTER",
            "filterType": "filter_select",
            "name": stated["nombre"],
            "targets": [{"datasetUuid": identifier("tabla", stated["tabla"]), "column": {"name": stated["columna"]}}],
            "controlValues": {
                "enableEmptyFilter": True,
                "defaultToFirstItem": True,
                "multiSelect": False,
                "sortAscending": stated.get("orden") != "descendente",
            },
            # Charts wait for the first value, and do not ask without it.
            "requiredFirst": True,
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "cascadeParentIds": [f"NATIVE_FILTER-{self.name}-{parent}"] if parent else [],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": left_out},
        }


def boards() -> list[Board]:
    """The dashboards of the project, in the order of their file."""
    stated = yaml.safe_load(Path(__file__).with_name("tableros.yml").read_text(encoding="utf-8"))
    return [
        Board(
            name=raw["nombre"],
            title=raw["titulo"],
            note=raw["nota"],
            filters=tuple(raw["filtros"]),
            rows=tuple(tuple(Chart.of(raw["nombre"], chart) for chart in row) for row in raw["filas"]),
        )
        for raw in stated
    ]


def _row(name: str, children: list[str]) -> dict[str, Any]:
    shown = {"background": "BACKGROUND_TRANSPARENT"}
    return {"id": name, "type": "ROW", "children": children, "meta": shown, "parents": ["ROOT_ID", "GRID_ID"]}


def _markdown(text: str) -> dict[str, Any]:
    return {
        "id": "MARKDOWN-0",
        "type": "MARKDOWN",
        "children": [],
        "meta": {"code": text, "width": _COLUMNS, "height": 11},
    }


def _place(chart: Chart, order: int, row: str) -> dict[str, Any]:
    """`order` stands for the chart's id, which Superset puts there. A filter reaches what its root is a parent of."""
    shown = {"chartId": order, "uuid": chart.id, "sliceName": chart.title, "width": chart.width, "height": chart.height}
    parents = ["ROOT_ID", "GRID_ID", row]
    return {"id": f"CHART-{chart.id}", "type": "CHART", "children": [], "meta": shown, "parents": parents}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]
