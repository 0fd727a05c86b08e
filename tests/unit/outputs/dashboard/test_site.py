"""What stands on the page whatever the filters say: notices and the words of each metric."""

from __future__ import annotations

from orchestration.outputs.dashboard.site import generator, of_spending, readings
from orchestration.publication.metrics.definitions import Metric


def metric(name: str, label: str, reading: str) -> Metric:
    return Metric(
        name=name,
        label=label,
        description="",
        reading=reading,
        unit="servicios",
        additivity="aditiva",
        auxiliary=False,
        numerator=None,
        denominator=None,
        grains=("mes",),
        dimensions=(),
        measures={},
        not_summed_over=(),
        models=(),
    )


def test_invented_spending_is_announced_by_the_name_of_its_file() -> None:
    assert of_spending(["2024-Gasto-Mensual.csv"]) is None
    assert "inventado" in (of_spending(["2024-Gasto-Mensual.csv", "2023-Gasto-Mensual-sintetico.csv"]) or "")


def test_a_metric_named_in_a_reading_goes_by_its_label() -> None:
    metrics = [
        metric("servicios", "Servicios brindados", "Si `reportes_faltantes` no es cero, puede crecer; véase `otra`."),
        metric("reportes_faltantes", "Reportes que faltan", "Acompaña a toda cifra."),
    ]
    assert readings(metrics)["servicios"] == "Si «Reportes que faltan» no es cero, puede crecer; véase «otra»."


def test_the_same_program_names_itself_the_same() -> None:
    assert generator() == generator() and generator().startswith("red-cite tablero ")
