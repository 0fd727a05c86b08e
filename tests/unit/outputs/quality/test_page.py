"""The quality page lists every gate that left a verdict, and of each the newest; and says what is synthetic."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.gates.evaluate import evaluate
from orchestration.gates.loads import GATES, GateOutcome, judge_frames
from orchestration.gates.suites import columns_of, load_suite
from orchestration.outputs.quality.page import write_page
from orchestration.publication.manifest import Manifest
from orchestration.warehouse.connection import connect
from tests.raw_fixture import RawWarehouse, Report


def gates_shown(home: Home) -> list[tuple[str, str]]:
    """Each gate on the page with what it is said to have done, in the page's order."""
    with connect(home) as connection:
        text = write_page(home, connection, None).read_text(encoding="utf-8")
    return re.findall(r"<summary>\s*<span[^>]*>([^<]*)</span>\s*<b title=\"([^\"]*)\">[^<_]+</b>", text)


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
    assert ("sintéticos en los reportes vigentes (1 de 1)" in text) == bool(synthetic)


def test_a_kept_promise_reads_as_one_and_a_broken_one_says_so_without_names_to_fill(home: Home) -> None:
    suites = [load_suite(name) for name in ("reporte_caratula", "data_peru_anios")]
    cover = {column: [None] for rule in suites[0].expectations for column in columns_of(rule.kwargs)}
    kept = {key: ["x"] for key in ("centro_declarado", "mes_declarado")}
    year = {column: [None] for rule in suites[1].expectations for column in columns_of(rule.kwargs)}
    outcome = GateOutcome(
        "data_peru",
        (
            evaluate(pd.DataFrame(cover | kept | {"archivo_cifrado": ["sí"]}, dtype=object), suites[0]),
            evaluate(pd.DataFrame(year | {"faltan": ["«Academia»"]}, dtype=object), suites[1]),
        ),
    )
    with connect(home) as connection:
        connection.execute(
            "insert into raw.puertas values ('data_peru', 'una', false, ?)", [json.dumps(outcome.rows())]
        )
        text = write_page(home, connection, None).read_text(encoding="utf-8")
    cells = " ".join(re.sub(r"<[^>]+>", " ", text[text.index("Qué promete") :]).split())
    assert "Falta una hoja El libro tiene las hojas «Carátula» y «Atenciones». cierra sí" in cells
    assert "El archivo no tiene contraseña. El archivo está protegido con contraseña. Quite la contraseña" in cells
    assert "Tipos sin fila Cada centro y año trae una fila por cada tipo. avisa no 1" in cells
    assert "{" not in cells


MADERA, ILO = "citemadera-lima", "citepesquero-ilo"
SEPTEMBER = date(2024, 9, 1)


def received(home: Home, *reports: Report) -> None:
    RawWarehouse(home.warehouse).load(reports)


def board(home: Home, centre: str) -> list[tuple[str, str]]:
    """Sign and story of a centre's cells."""
    with connect(home) as connection:
        text = write_page(home, connection, None).read_text(encoding="utf-8")
    row = re.search(rf'<tr><th scope="row">{re.escape(centres()[centre].name)}</th>(.*?)</tr>', text, re.S)
    assert row is not None
    return [(sign, title) for title, sign in re.findall(r'title="([^"]*)">([^<]*)</span>', row[1])]


def test_a_refusal_stays_red_until_a_version_replaces_it(home: Home) -> None:
    first = Report(MADERA, SEPTEMBER, datetime(2024, 10, 2))
    received(home, first, replace(first, recibido_en=datetime(2024, 10, 3), rechazado=True))
    [(sign, title)] = board(home, MADERA)
    assert sign == "R" and title.startswith("rechazado; rige la versión 1; 2 versiones")
    received(home, replace(first, recibido_en=datetime(2024, 10, 4), observadas=1))
    [(sign, title)] = board(home, MADERA)
    assert sign == "O" and title.startswith("observado; 1 fila observada; 3 versiones")


def test_counts_of_one_are_said_so(home: Home) -> None:
    received(home, Report(MADERA, SEPTEMBER, datetime(2024, 10, 2), rechazado=True))
    with connect(home) as connection:
        text = write_page(home, connection, None).read_text(encoding="utf-8")
    assert "<b>1</b>versión recibida<" in text and "<b>1</b>rechazada<" in text and "<b>0</b>filas leídas<" in text


def test_what_was_withdrawn_is_no_report(home: Home) -> None:
    withdrawn = Report(MADERA, SEPTEMBER, datetime(2024, 10, 2))
    received(home, withdrawn, Report(ILO, SEPTEMBER, datetime(2024, 10, 2)))
    with connect(home) as connection:
        connection.execute("insert into raw.retiros values (?, '2024-10-05', 'Prueba', 'Se repite')", [withdrawn.id])
    [(sign, title)] = board(home, MADERA)
    assert sign == "–" and title.startswith("sin reporte: lo recibido se retiró; 1 retirada")
    assert [sign for sign, _ in board(home, ILO)] == ["A"]
