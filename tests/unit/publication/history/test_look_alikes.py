"""Look-alikes: what people should see together is listed by place alone, and what merely resembles is not."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.history.look_alikes import bare_name, pairs
from tests.raw_fixture import Attention, RawWarehouse, Report

JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
# Clients by pseudonym: document type, number and name, all synthetic.
PEOPLE = {
    "dni": ("DNI", "70000001", "ANA SINTETICA QUISPE ROJAS"),
    "ruc": ("RUC", "10700000012", "ANA S. QUISPE ROJAS"),
    "otro": ("DNI", "70000009", "LUIS SINTETICO MAMANI"),
    "sin": ("SIN DOCUMENTO", None, "Quispe Rojas, Ana Sintética (socia)"),
    "nadie": ("SIN DOCUMENTO", None, "CARMEN SINTETICA HUANCA"),
}


def on(month: date, day: int, client: str, quantity: int = 1) -> Attention:
    return Attention(month.replace(day=day), client, 2, "4.1", quantity)


@pytest.fixture
def warehouse(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    raw = RawWarehouse(tmp_path / "w.duckdb")
    raw.load(
        [
            Report("a", JANUARY, datetime(2024, 2, 1), (on(JANUARY, 3, "dni"), on(JANUARY, 4, "otro", 5))),
            Report("a", FEBRUARY, datetime(2024, 3, 1), (on(FEBRUARY, 3, "dni"), on(FEBRUARY, 9, "sin"))),
            Report("b", JANUARY, datetime(2024, 2, 2), (on(JANUARY, 4, "otro", 5), on(JANUARY, 8, "nadie"))),
            Report("b", FEBRUARY, datetime(2024, 3, 2), (on(FEBRUARY, 5, "ruc"), on(FEBRUARY, 4, "otro", 6))),
        ]
    )
    connection = duckdb.connect(str(tmp_path / "w.duckdb"))
    connection.execute("create schema intermediate")
    connection.execute("create table intermediate.int_reportes_vigentes as from raw.reportes")
    for client, (kind, number, name) in PEOPLE.items():
        connection.execute(
            "update raw.atenciones set tipo_documento = ?, numero_documento = ?, cliente_nombre = ? "
            "where cliente_id = ?",
            [kind, number, name, client],
        )
    return connection


def test_each_reason_gives_its_pair_and_no_other(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = {
        (pair.motivo, (pair.uno.cite_codigo, pair.uno.periodo, pair.uno.fila), (pair.otro.cite_codigo, pair.otro.fila))
        for pair in pairs(warehouse)
    }
    assert found == {
        ("dni_en_ruc", ("a", FEBRUARY, 2), ("b", 2)),
        ("fila_repetida_entre_meses", ("a", JANUARY, 2), ("a", 2)),
        ("fila_repetida_entre_centros", ("a", JANUARY, 3), ("b", 2)),
        ("nombre_parecido", ("a", FEBRUARY, 3), ("a", 2)),
    }


def test_only_reports_in_force_are_looked_at_and_no_person_is_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    text = repr(pairs(warehouse))
    assert not any(part in text for kind, number, name in PEOPLE.values() for part in (number or name, name))
    warehouse.execute("delete from intermediate.int_reportes_vigentes")
    assert pairs(warehouse) == []


def test_a_name_is_compared_without_marks_and_what_stands_in_brackets() -> None:
    assert bare_name("Quispe Rojas, Ana Sintética (socia)") == "QUISPE ROJAS ANA SINTETICA"
