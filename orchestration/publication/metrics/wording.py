"""How a metric's figure is written for people in Peru: thousands, decimals, unit, and what is not known.
What the metric is called and how it is read stand in its definition."""

from __future__ import annotations

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

LOCALE = "es_PE"
UNKNOWN = "sin dato"


def figure(value: object, unit: str) -> str:
    """`value` in `unit` as text: `12,345`, `94.3 %` (of a part of one), `S/ 1,234.50`; `sin dato` when missing."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return UNKNOWN
    number = float(str(value))
    if unit == "proporcion":
        return format_percent(number, "#,##0.0 %", locale=LOCALE)
    if unit.startswith("soles"):
        return format_currency(number, "PEN", locale=LOCALE)
    return format_decimal(number, "#,##0", locale=LOCALE)


def unit(name: str) -> str:
    """A unit as it is written under a figure."""
    return "parte de uno (1 es el 100 %)" if name == "proporcion" else name


def grain(name: str) -> str:
    """A grain as people call it."""
    return {"mes": "mes", "acumulado": "acumulado de enero al mes", "anio": "año"}[name]


def month(value: object) -> str:
    """A month given by any of its days: `setiembre 2024`."""
    return format_date(pd.Timestamp(str(value)).date(), "MMMM yyyy", locale=LOCALE)
