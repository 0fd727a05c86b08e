"""Figures are written as people in Peru read them, and what is not known is never a zero."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from orchestration.publication.metrics.wording import figure, month


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (12345, "servicios", "12,345"),
        (1234, "clientes", "1,234"),
        (0, "servicios", "0"),
        (0.9428, "proporcion", "94.3 %"),
        (1234.5, "soles", "S/ 1,234.50"),
        (-3.456, "soles por servicio", "-S/ 3.46"),
        (None, "servicios", "sin dato"),
        (pd.NA, "soles", "sin dato"),
        (float("nan"), "proporcion", "sin dato"),
    ],
)
def test_a_figure_is_written_in_its_unit(value: object, unit: str, said: str) -> None:
    assert figure(value, unit).replace("\xa0", " ") == said


def test_a_month_is_written_as_in_peru() -> None:
    assert month(date(2024, 9, 1)) == month(pd.Timestamp("2024-09-30")) == "setiembre 2024"
