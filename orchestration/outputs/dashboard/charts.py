"""The dashboard's charts as Vega-Lite, written with Altair: what is drawn, where and in which colour.
They hold no figure: the page gives each its rows, in the data set `filas`, whenever a filter changes."""

from __future__ import annotations

from typing import Any

import altair as alt

from orchestration.outputs.dashboard.palette import PALETTE, SEQUENCE
from orchestration.outputs.documents.departments import departments, middle

FONT = "'Source Sans 3', 'Segoe UI', system-ui, sans-serif"
MONTHLY_HEIGHT = 180
MINI_HEIGHT = 46
ROW_HEIGHT = 26
STACKED_ROW_HEIGHT = 38
# Where a chart of rows tells the page how tall each is; Vega-Lite's own step would warn beside a width that fits.
ROW_STEP = "alto_de_fila"
# What the longest figure at the end of a bar takes, in pixels.
FIGURE_WIDTH = 190

# A row without a figure keeps its place on the axis: left out, it would come after those that have one.
_IN_PLACE = None

_ROWS = alt.NamedData(name="filas")
_TIP = alt.Tooltip("detalle:N", title="")
_LONGITUDE = alt.Longitude("properties.longitud:Q")
_LATITUDE = alt.Latitude("properties.latitud:Q")


def charts() -> dict[str, dict[str, Any]]:
    """Vega-Lite specifications by name; those ending in `_angosto` take their place on a narrow screen.

    Rows of `mensual` and `mini`: mes, valor, meta, rotulo, tono, detalle; of `barras` the same with nombre for mes; of
    `mapa`: departamento, clase (0 to 4, or null), rotulo, detalle, elegido. `tono` is elegido, normal or fuera.
    """
    drawn = {
        "mensual": _monthly(),
        "mini": _mini(),
        "barras": _bars(),
        "barras_angosto": _stacked_bars(),
        "mapa": _map(names=True),
        "mapa_angosto": _map(names=False),
    }
    return {name: _styled(chart).to_dict() for name, chart in drawn.items()}


def _styled(chart: alt.LayerChart) -> alt.LayerChart:
    return (
        chart.properties(
            width="container",
            background="transparent",
            padding=0,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=PALETTE["suave"], labelFontSize=12, title=None, grid=False, domain=False, ticks=False
        )
    )


def _tone() -> alt.Color:
    return alt.Color(
        "tono:N",
        scale=alt.Scale(
            domain=["elegido", "normal", "fuera"],
            range=[PALETTE["cifra"], PALETTE["cifra_tenue"], PALETTE["cifra_palida"]],
        ),
        legend=None,
    )


def _monthly() -> alt.LayerChart:
    """A column a month with its figure on top, and the target as a tick across it."""
    base = alt.Chart(_ROWS).encode(x=alt.X("mes:N", sort=None, axis=alt.Axis(labelAngle=0, labelPadding=6)))
    amount = alt.Y("valor:Q", axis=None, scale=alt.Scale(zero=True))
    columns = base.mark_bar(width=alt.RelativeBandSize(0.72), invalid=_IN_PLACE).encode(
        y=amount, color=_tone(), tooltip=_TIP
    )
    target = base.mark_tick(color=PALETTE["meta"], opacity=1, thickness=2.5, width=alt.RelativeBandSize(0.86)).encode(
        y=alt.Y("meta:Q", axis=None), tooltip=_TIP
    )
    top = base.transform_calculate(alto="max(datum.valor || 0, datum.meta || 0)")
    label = top.mark_text(dy=-8, fontSize=alt.ExprRef("width < 420 ? 10 : 11.5"), color=PALETTE["tinta"]).encode(
        y=alt.Y("alto:Q", axis=None), text="rotulo:N"
    )
    return alt.LayerChart(layer=[columns, target, label]).properties(height=MONTHLY_HEIGHT)


def _mini() -> alt.LayerChart:
    """One panel of the small multiples: a year's columns without axes, each panel on its own scale."""
    base = alt.Chart(_ROWS).encode(x=alt.X("mes:N", sort=None, axis=None))
    columns = base.mark_bar(width=alt.RelativeBandSize(0.78), invalid=_IN_PLACE).encode(
        y=alt.Y("valor:Q", axis=None), color=_tone(), tooltip=_TIP
    )
    return alt.LayerChart(layer=[columns]).properties(height=MINI_HEIGHT)


def _bar_layers(base: alt.Chart, thickness: float, scale: alt.Scale) -> list[alt.Chart]:
    amount = alt.X("valor:Q", axis=None, scale=scale)
    bars = base.mark_bar(height=thickness, invalid=_IN_PLACE).encode(x=amount, color=_tone(), tooltip=_TIP)
    target = base.mark_tick(color=PALETTE["meta"], opacity=1, thickness=2.5, height=thickness + 5).encode(
        x=alt.X("meta:Q", axis=None), tooltip=_TIP
    )
    return [bars, target]


def _end_of_bar(base: alt.Chart) -> alt.Chart:
    ends = base.transform_calculate(punta="max(datum.valor || 0, datum.meta || 0)")
    return ends.encode(x=alt.X("punta:Q", axis=None))


def _bars() -> alt.LayerChart:
    """A bar a row, named on the left, its figure at the end, in room that the scale leaves free."""
    base = alt.Chart(_ROWS).encode(
        y=alt.Y("nombre:N", sort=None, axis=alt.Axis(labelLimit=300, labelColor=PALETTE["tinta"], labelFontSize=13))
    )
    text = _end_of_bar(base).mark_text(align="left", dx=8, fontSize=12.5, color=PALETTE["tinta"])
    return alt.LayerChart(
        layer=[
            *_bar_layers(base, 13, alt.Scale(zero=True, range=[0, alt.ExprRef(f"width - {FIGURE_WIDTH}")])),
            text.encode(text="rotulo:N"),
        ]
    ).properties(usermeta={ROW_STEP: ROW_HEIGHT})


def _stacked_bars() -> alt.LayerChart:
    """The same on a phone: name and figure stand above their bar, which takes the whole width."""
    base = alt.Chart(_ROWS).encode(y=alt.Y("nombre:N", sort=None, axis=None))
    name = base.mark_text(align="left", dy=-13, fontSize=13, color=PALETTE["tinta"]).encode(
        x=alt.value(0), text="nombre:N"
    )
    figure = base.mark_text(align="right", dy=-13, fontSize=13, fontWeight=600, color=PALETTE["tinta"]).encode(
        x=alt.value("width"), text="rotulo:N"
    )
    return alt.LayerChart(layer=[*_bar_layers(base, 7, alt.Scale(zero=True)), name, figure]).properties(
        usermeta={ROW_STEP: STACKED_ROW_HEIGHT}
    )


def _map(names: bool) -> alt.LayerChart:
    """Departments by services of their centres; without one they stay empty; Callao, too small, gets a dot."""
    colour = alt.Color("clase:O", scale=alt.Scale(domain=list(range(len(SEQUENCE))), range=SEQUENCE), legend=None)
    outlines = alt.Chart(alt.Data(values=_named_outlines()))
    known = outlines.transform_lookup(
        lookup="properties.departamento",
        from_=alt.LookupData(_ROWS, "departamento", ["clase", "detalle", "rotulo", "elegido"]),
    )
    counted = known.transform_filter("isValid(datum.clase)")
    empty = outlines.mark_geoshape(fill=PALETTE["fondo"], stroke=PALETTE["linea"], strokeWidth=0.8)
    filled = counted.mark_geoshape(stroke=PALETTE["papel"], strokeWidth=0.8).encode(color=colour, tooltip=_TIP)
    chosen = known.transform_filter("datum.elegido").mark_geoshape(fill=None, stroke=PALETTE["meta"], strokeWidth=2.5)
    dot = (
        counted.transform_filter("datum.properties.departamento === 'Callao'")
        .mark_circle(size=110, stroke=PALETTE["suave"], strokeWidth=1, opacity=1)
        .encode(_LONGITUDE, _LATITUDE, fill=colour, tooltip=_TIP)
    )
    layers = [empty, filled, chosen, dot, *(_names(known) if names else [])]
    return alt.LayerChart(layer=layers).project("mercator").properties(height=600 if names else 430)


def _names(known: alt.Chart) -> list[alt.Chart]:
    """Name and figure of each department with centres, on a halo of their shade; Callao's over the sea."""
    named = known.transform_filter("isValid(datum.rotulo)")
    inland = named.transform_filter("datum.properties.departamento !== 'Callao'")
    pale = inland.transform_filter("!(datum.clase >= 3)")
    dark = inland.transform_filter("datum.clase >= 3")
    callao = named.transform_filter("datum.properties.departamento === 'Callao'")
    return [
        _name(pale, stroke=PALETTE["papel"], strokeWidth=3, strokeJoin="round", strokeOpacity=0.85),
        _name(pale, color=PALETTE["tinta"]),
        _name(dark, stroke=PALETTE["cifra"], strokeWidth=3, strokeJoin="round"),
        _name(dark, color=PALETTE["papel"]),
        _name(callao, color=PALETTE["tinta"], align="right", dx=-9),
    ]


def _name(rows: alt.Chart, **look: Any) -> alt.Chart:
    marked = rows.mark_text(lineBreak="\n", fontSize=11, lineHeight=12, baseline="middle", **look)
    return marked.encode(_LONGITUDE, _LATITUDE, alt.Text("rotulo:N"))


def _named_outlines() -> list[dict[str, Any]]:
    """The departments' features with the place of their name among the properties."""
    outlines = []
    for feature in departments().values():
        longitude, latitude = middle(feature)
        place = {"longitud": round(longitude, 2), "latitud": round(latitude, 2)}
        outlines.append({**feature, "properties": {**feature["properties"], **place}})
    return outlines
