"""What the dashboard asks of each metric: every grouping that its filters can choose, and none that it may not have."""

from __future__ import annotations

from orchestration.outputs.dashboard.figures import ASKED, BUDGET, PageMetric


def test_types_are_asked_for_each_scope_and_for_the_network() -> None:
    asked = PageMetric("servicios", "tipo_servicio_codigo", monthly=True)
    assert asked.groupings == [
        (),
        ("cite_codigo",),
        ("tipo_servicio_codigo",),
        ("cite_codigo", "tipo_servicio_codigo"),
    ]
    assert asked.grains == ("mes", "acumulado")


def test_what_the_network_does_not_have_is_not_asked_of_it() -> None:
    assert PageMetric("meta_clientes", of_network=False).groupings == [("cite_codigo",)]


def test_no_metric_is_asked_twice() -> None:
    names = [asked.metric for asked in (*ASKED, *BUDGET)]
    assert len(names) == len(set(names))
