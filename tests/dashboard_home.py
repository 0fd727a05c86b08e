"""A small publication for the dashboard's tests: two centres, two months, a client in common, a report that is missing.
Every person is SINTETICO; what the page should show of them belongs to the tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from orchestration.closing import steps
from orchestration.closing.rebuild import build_and_publish
from orchestration.core.paths import Home
from orchestration.intake.feeds import REPORTS
from orchestration.outputs.dashboard.route import publish_dashboard
from orchestration.warehouse.connection import connect
from tests import prepared
from tests.shortcuts import quick_steps
from tests.workbooks import cover, good_row, sheets, xlsx

WOOD, TEXTILE = "CITEmadera y del mueble Lima", "CITEccal, textil y confecciones Lima"
WOOD_CODE, TEXTILE_CODE = "citemadera-lima", "citeccal-lima"
MONTH, BEFORE = "2024-09", "2024-08"


def _row(client: int, month: int, **changes: Any) -> dict[str, Any]:
    return good_row(client, Fecha=date(2024, month, 1 + client), **changes)


def deliver(home: Home, centre: str, period: str, rows: list[dict[str, Any]]) -> None:
    content = xlsx(sheets(rows, cover(rows, **{"CITE/UT": centre, "Periodo": period})))
    (home.landing / f"{period}_{centre.split()[0].strip(',')}.xlsx").write_bytes(content)


def publish(root: Path) -> Home:
    """August of both centres, September of one, with a row that is held back; received, published and shown.

    Client 1 is of both centres, clients 2 and 3 of both months. The caller points `RED_CITE_HOME` at `root`.
    """
    home = prepared.with_documents(Home(root))
    deliver(home, WOOD, BEFORE, [_row(1, 8), _row(2, 8), _row(3, 8, Servicio="3. Soporte productivo", Tarea="3.1")])
    deliver(home, TEXTILE, BEFORE, [_row(1, 8), _row(5, 8, **{"Tipo de cliente": "Emprendedor"})])
    deliver(home, WOOD, MONTH, [_row(2, 9, Cantidad=40), _row(3, 9), _row(4, 9), _row(6, 9, Servicio="99. Ninguno")])
    steps.receive(home, REPORTS)
    with connect(home) as warehouse:  # a mart of an earlier program
        warehouse.execute("create schema if not exists marts; create table marts.de_antes as select 1 as cifra")
    with quick_steps():
        steps.judge(home, "raw")
        build_and_publish(home)
    assert publish_dashboard(home).fresh
    return home
