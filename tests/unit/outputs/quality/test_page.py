"""The quality page lists every gate that left a verdict, and of each the newest; and says what is synthetic."""

from __future__ import annotations

import re

import pytest

from orchestration.core.paths import Home
from orchestration.gates.loads import GATES, judge_frames
from orchestration.outputs.quality.page import write_page
from orchestration.publication.manifest import Manifest
from orchestration.warehouse.connection import connect


def gates_shown(home: Home) -> list[tuple[str, str]]:
    """Each gate on the page with what it is said to have done, in the page's order."""
    with connect(home) as connection:
        text = write_page(home, connection, None).read_text(encoding="utf-8")
    return re.findall(r"<summary>\s*<span[^>]*>([^<]*)</span>\s*<b>([^<]*)</b>", text)


def leave_verdict(home: Home, gate: str, load: str, passed: bool) -> None:
    with connect(home) as connection:
        outcome = judge_frames(connection, gate, load, {})
        assert outcome.passed
        connection.execute("update raw.puertas set aprobada = ? where puerta = ? and carga = ?", [passed, gate, load])


def test_every_gate_that_left_a_verdict_is_listed_in_the_order_of_a_load(home: Home) -> None:
    for gate in reversed(GATES):
        leave_verdict(home, gate, "una carga", passed=True)
    assert gates_shown(home) == [("aprobó", gate) for gate in GATES]
    assert {"siaf", "data_peru"} <= set(GATES)


def test_a_gate_that_was_never_asked_is_not_listed(home: Home) -> None:
    leave_verdict(home, "data_peru", "una entrega", passed=False)
    assert gates_shown(home) == [("no aprobó", "data_peru")]


@pytest.mark.parametrize("inside", [False, True], ids=["alone", "in a transaction"])
def test_of_each_gate_the_newest_verdict_is_shown_also_where_a_load_is_judged_again(home: Home, inside: bool) -> None:
    leave_verdict(home, "marts", "proyecto A", passed=True)
    leave_verdict(home, "marts", "proyecto B", passed=False)
    assert gates_shown(home) == [("no aprobó", "marts")]
    with connect(home) as connection:
        if inside:
            connection.execute("begin")
        judge_frames(connection, "marts", "proyecto A", {})
        if inside:
            connection.execute("commit")
    assert gates_shown(home) == [("aprobó", "marts")]


@pytest.mark.parametrize("synthetic", [0, 1])
def test_what_is_synthetic_is_said(home: Home, synthetic: int) -> None:
    manifest = Manifest(1, "0" * 64, "2024-02-13T07:00:00", {}, [{"reporte_id": "a"}], [], sinteticos=synthetic)
    with connect(home) as connection:
        text = write_page(home, connection, manifest).read_text(encoding="utf-8")
    assert ("Datos de demostración: 1 de los 1 reportes vigentes" in text) == bool(synthetic)
