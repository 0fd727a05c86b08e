"""The report on clients: what is kept back, and what could be had by subtraction from what is published anyway.
Centre and figures are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from orchestration.outputs.documents.blocks import RESERVED
from orchestration.outputs.products import clients, goals
from orchestration.outputs.products.month import Month
from tests.unit.outputs.products.conftest import ILO, month_of, table

# By month: distinct clients, and distinct to date.
DISTINCT = {8: (3, 3), 9: (4, 5)}


def goal(number: int, in_month: int, to_date: int) -> dict[str, Any]:
    """A row of `Month.goals`."""
    names = ("meta_mes", "meta_acumulada", "avance", "meta_anual", "proyeccion_anual")
    kind = {"periodo": date(2024, number, 1), "indicador": "clientes", "programacion": "actualizada"}
    return kind | dict.fromkeys(names) | {"ejecutado_mes": in_month, "ejecutado_acumulado": to_date}


def a_month() -> Month:
    """Three clients in August, all new; in September two of them and two others, of one place."""
    new = {8: (3, 0), 9: (2, 2)}
    rows = [
        {"periodo": date(2024, number, 1), "clientes_nuevos": fresh, "clientes_recurrentes": back}
        for number, (fresh, back) in new.items()
    ]
    place = {"departamento": "Moquegua", "clientes_mes": 4, "clientes_acumulado": 5}
    return month_of(
        new_clients={ILO: rows},
        departments={ILO: [place]},
        goals={ILO: [goal(number, *counts) for number, counts in DISTINCT.items()]},
    )


def test_what_the_goals_report_tells_by_subtraction_is_shown() -> None:
    told = [row.cells for row in table(goals.document(a_month(), ILO), "Tabla 2").rows]
    (august, september) = [(cells[2], cells[4]) for cells in told]
    new = september[1] - august[1]  # type: ignore[operator]
    shown = table(clients.document(a_month(), ILO), "Tabla 2")
    assert shown.rows[1].cells == ("Setiembre", new, september[0] - new, september[0])  # type: ignore[operator]
    assert not any("se reservan" in note for note in shown.notes)
    assert any("se obtienen restando" in note for note in shown.notes)


def test_places_keep_small_figures_back_and_only_inside_the_institution_do_not() -> None:
    kept = table(clients.document(a_month(), ILO), "Tabla 3")
    assert kept.rows[0].cells[1] is RESERVED and any("se reservan" in note for note in kept.notes)
    assert table(clients.internal_document(a_month(), ILO), "Tabla 3").rows[0].cells == ("Moquegua", 4, 5)
