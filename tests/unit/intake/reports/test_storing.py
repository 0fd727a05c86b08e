"""Intake: versions by reception, repeated bytes, provenance on every row, and all of a batch or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.gates.evaluate import evaluate
from orchestration.intake import decisions
from orchestration.intake.feed import Decision, Listener
from orchestration.intake.feeds import REPORTS
from orchestration.intake.receive import receive
from orchestration.intake.reception import archived
from orchestration.intake.reports import storing as intake
from orchestration.intake.reports.feed import judge
from orchestration.intake.reports.judging.record import as_record
from orchestration.intake.reports.reading.limits import MAX_FILE_BYTES
from orchestration.intake.reports.stored import stored_verdict
from orchestration.warehouse.connection import connect
from tests.workbooks import RECEIVED, cover, good_row, good_rows, sheets, xlsx


@pytest.fixture
def warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(home) as connection:
        yield connection


def send(home: Home, warehouse: duckdb.DuckDBPyConnection, *contents: bytes, at: datetime = RECEIVED) -> list[Decision]:
    """Drops the files in landing in the order given, a minute apart, and takes them in."""
    for number, book in enumerate(contents):
        (home.landing / f"{number}.xlsx").write_bytes(book)
    files = sorted(home.landing.glob("*.xlsx"))
    return take(home, warehouse, files, lambda file: at.replace(minute=int(file.stem)))


def take(
    home: Home,
    warehouse: duckdb.DuckDBPyConnection,
    files: list[Path],
    received_at: Callable[[Path], datetime] = lambda _: RECEIVED,
) -> list[Decision]:
    directly = replace(REPORTS, judge=partial(judge, evaluate=evaluate), answer=lambda _home, _connection, _pairs: [])
    return receive(home, warehouse, directly, files, received_at, Listener()).decisions


def one(warehouse: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = warehouse.execute(query).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def test_rows_are_loaded_with_where_they_came_from(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    [entry] = send(home, warehouse, xlsx(sheets(good_rows(3))))
    assert (entry.version, entry.estado) == (1, "aceptado")
    assert warehouse.execute(
        "select cite_codigo, periodo::varchar, version, archivo, hoja, fila, recibido_en "
        "from raw.atenciones order by fila"
    ).fetchall() == [
        ("citemadera-lima", "2024-09-01", 1, "0.xlsx", "Atenciones", fila, RECEIVED.replace(minute=0))
        for fila in (2, 3, 4)
    ]
    assert one(warehouse, "select count(distinct cliente_id) from raw.atenciones where length(cliente_id) = 32") == 3


def test_the_same_client_has_one_pseudonym_across_reports(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    other = [good_row(1, Fecha=datetime(2024, 8, 5))]
    send(
        home,
        warehouse,
        xlsx(sheets([good_row(1)])),
        xlsx(sheets(other, cover(other, Periodo="2024-08"))),
    )
    assert one(warehouse, "select count(*), count(distinct cliente_id) from raw.atenciones") == (2, 1)


def test_a_correction_is_the_next_version_and_the_first_stays(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    send(home, warehouse, xlsx(sheets(good_rows(2))), xlsx(sheets(good_rows(3))))
    assert warehouse.execute("select version, filas from raw.reportes order by version").fetchall() == [(1, 2), (2, 3)]
    assert one(warehouse, "select count(*) from raw.atenciones") == 5


def test_the_same_bytes_again_are_no_new_version_but_a_reception_on_record(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    book = xlsx(sheets(good_rows(2)))
    first, again = send(home, warehouse, book, book)
    assert not first.repeated and again.repeated and again.key == first.key
    [late] = send(home, warehouse, book, at=RECEIVED.replace(day=9))
    assert late.repeated
    assert one(warehouse, "select count(*) from raw.reportes") == 1
    assert one(warehouse, "select count(*) from raw.recepciones") == 3


def test_bytes_refused_for_coming_too_early_are_judged_anew_when_their_month_has_begun(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    book = xlsx(sheets(good_rows(2)))
    [early] = send(home, warehouse, book, at=datetime(2024, 8, 5))
    [due] = send(home, warehouse, book)
    assert (early.estado, due.estado, due.version) == ("rechazado", "aceptado", 2)


def test_a_report_left_in_the_folder_of_another_centre_is_refused_and_harms_nobody(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """Its own centre's delivery of the same bytes, before or after, is what it would be without it."""
    book = xlsx(sheets(good_rows(2)))
    decided = []
    for number, folder in enumerate(("citepesquero-ilo", ".", "citepesquero-ilo", "citemadera-lima"), start=1):
        (home.landing / folder).mkdir(exist_ok=True)
        (home.landing / folder / "r.xlsx").write_bytes(book)
        decided += take(
            home, warehouse, [home.landing / folder / "r.xlsx"], lambda _, day=number: RECEIVED.replace(day=day)
        )  # type: ignore[misc]
    wrong, right, again, own = decided
    assert [f.codigo for f in wrong.findings] == ["cite_distinto"] and wrong.version == 1
    assert (right.estado, right.version, right.repeated) == ("aceptado", 2, False)
    assert again.repeated and again.key == wrong.key
    assert own.repeated and own.key == right.key
    assert warehouse.execute(
        "select entregado_cite, resultado from raw.recepciones order by recibido_en"
    ).fetchall() == [
        ("citepesquero-ilo", "version"),
        (None, "version"),
        ("citepesquero-ilo", "repetido"),
        ("citemadera-lima", "repetido"),
    ]


def test_a_report_that_names_no_centre_is_that_of_its_folder(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    (home.landing / "citepesquero-ilo").mkdir()
    file = home.landing / "citepesquero-ilo" / "r.xlsx"
    file.write_bytes(b"PK\x03\x04 roto")
    [entry] = take(home, warehouse, [file])
    assert (entry.place[0], entry.estado) == ("citepesquero-ilo", "rechazado")


def test_a_stored_verdict_says_what_was_decided(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = [*good_rows(30), good_row(31, Tarea="9.9"), good_row(32, Sexo="?")]
    [entry] = send(home, warehouse, xlsx(sheets(rows)))
    stored = stored_verdict(warehouse, entry.key)
    assert {f.codigo for f in stored.motivos} == {"tarea_desconocida"} and stored.advertencias
    assert entry.judgement is not None and as_record(stored) == as_record(entry.judgement.detail)
    again = decisions.stored(warehouse, REPORTS.ledger, entry.key)
    assert (again.reception, again.version, again.repeated) == (entry.reception, 1, False)
    with pytest.raises(KeyError):
        stored_verdict(warehouse, "no-existe")


def test_a_refused_report_keeps_its_findings_and_loads_no_row(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = good_rows(2)
    [entry] = send(home, warehouse, xlsx(sheets(rows, cover(rows, **{"Total de servicios": 99}))))
    assert entry.estado == "rechazado"
    assert one(warehouse, "select filas, filas_rechazadas, servicios from raw.reportes") == (2, 2, None)
    assert one(warehouse, "select count(*) from raw.atenciones") == 0
    assert one(warehouse, "select codigo from raw.observaciones where nivel = 'reporte'") == "total_servicios_difiere"


def test_a_quarantined_row_keeps_its_original_cells(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = [*good_rows(2), good_row(3, Tarea="9.9")]
    [entry] = send(home, warehouse, xlsx(sheets(rows)))
    assert entry.estado == "observado"
    assert one(
        warehouse,
        "select fila, celdas->>'Tarea', celdas->>'Cliente', motivos->>0 from raw.atenciones_observadas",
    ) == (4, "9.9", "EMPRESA SINTETICA 3", "tarea_desconocida")


def test_an_unreadable_file_is_on_record_without_centre_or_version(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    [entry] = send(home, warehouse, b"PK\x03\x04 roto")
    assert (entry.version, entry.estado) == (None, "rechazado")
    assert one(warehouse, "select cite_codigo, periodo, filas from raw.reportes") == (None, None, None)


def test_a_file_too_large_to_be_read_is_archived_whole_and_refused(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    file = home.landing / "grande.xlsx"
    with file.open("wb") as handle:
        handle.truncate(MAX_FILE_BYTES * 2)
    [entry] = take(home, warehouse, [file])
    assert [f.codigo for f in entry.findings if f.refuses] == ["archivo_ilegible"]
    assert (
        one(warehouse, "select bytes from raw.reportes")
        == archived(home, entry.reception.digest).stat().st_size
        == MAX_FILE_BYTES * 2
    )


def test_a_kill_while_storing_leaves_nothing_and_the_rerun_gives_all(
    home: Home, warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(intake, "_accepted", die)
        with pytest.raises(KeyboardInterrupt):
            send(home, warehouse, xlsx(sheets(good_rows(2))))
    assert one(warehouse, "select count(*) from raw.recepciones") == 0
    [entry] = send(home, warehouse)
    assert entry.version == 1
    assert one(warehouse, "select count(*) from raw.atenciones") == 2


def test_a_load_marks_its_month_to_be_redone(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    send(home, warehouse, xlsx(sheets(good_rows(1))))
    assert one(warehouse, "select periodo::varchar from raw.periodos_por_rehacer") == "2024-09-01"
