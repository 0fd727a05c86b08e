"""What a load prints of its deliveries: whole amounts, also beside a long file name and on a narrow terminal."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from rich.console import Console

from orchestration.cli import loads
from orchestration.intake.feed import Decision, Reception
from orchestration.intake.feeds import SIAF


@pytest.mark.parametrize("width", [60, 80, 140])
def test_amounts_and_names_are_never_cut(width: int) -> None:
    name = "2024-Gasto-Devengado (descargado por la oficina de presupuesto el 12 de octubre).csv"
    reception = Reception(name, "0" * 64, 2_500_000_000, datetime(2024, 10, 12))
    columns = {"nivel_temporal": "mensual", "corte": date(2024, 9, 1), "filas": 123_456}
    columns |= {"pia": Decimal("154896198.00"), "pim": Decimal("254896198.12"), "devengado": Decimal("154896199.34")}
    decision = Decision("k", reception, "aceptado", (2024,), 12, (), columns)
    out = io.StringIO()
    loads.show(SIAF, [(decision, None)], Console(file=out, width=width))
    printed = out.getvalue()
    assert all(amount in printed for amount in ("154,896,198.00", "254,896,198.12", "154,896,199.34", "123,456"))
    assert name.replace(" ", "") in "".join(printed.split()) and "aceptado, versión 12" in " ".join(printed.split())
