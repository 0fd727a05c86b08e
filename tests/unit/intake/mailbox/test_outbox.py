"""The outbox: every delivery is answered once, to whoever handed it in, whatever dies in between."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.intake.mailbox import outbox
from orchestration.intake.mailbox.outbox import leave_owed, owed
from orchestration.intake.receipts import receipt
from tests.unit.intake.mailbox.conftest import Deliver
from tests.workbooks import cover, good_row, good_rows, report

OWN, OTHER = "citemadera-lima", "citepesquero-ilo"


def left(home: Home) -> list[str]:
    return sorted(f.relative_to(home.outbox).as_posix() for f in home.outbox.rglob("*") if f.is_file())


def both(name: str) -> list[str]:
    return [f"{name}.json", f"{name}.xlsx"]


def test_a_receipt_goes_to_the_centre_that_handed_the_report_in(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver
) -> None:
    """A report in the flat folder is answered to the centre that it names, unless it names none."""
    mine, wrong = report(good_rows(2)), report(good_rows(3))
    *_, lost = deliver(("a.xlsx", mine), (f"{OTHER}/b.xlsx", wrong), ("c.xlsx", b"PK\x03\x04 roto"))
    assert list(leave_owed(home, warehouse)) == []
    assert left(home) == [
        *both(f"{OWN}/2024-09_{OWN}_v1_constancia"),
        *both(f"{OTHER}/2024-09_{OWN}_v2_constancia"),
        *both(f"sin-centro/recepcion-{lost.reception.id}_constancia"),
    ]
    refused = json.loads((home.outbox / OTHER / f"2024-09_{OWN}_v2_constancia.json").read_text(encoding="utf-8"))
    assert refused["estado"] == "rechazado" and [m["codigo"] for m in refused["motivos"]] == ["cite_distinto"]


def test_what_was_left_is_owed_no_more(home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver) -> None:
    deliver(("a.xlsx", report(good_rows(2))))
    list(leave_owed(home, warehouse))
    for file in home.outbox.rglob("*.*"):
        file.unlink()  # the centre has taken it away
    assert owed(warehouse) == [] and list(leave_owed(home, warehouse)) == [] and left(home) == []


def test_bytes_sent_again_are_answered_again_with_the_verdict_of_their_version(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver
) -> None:
    rows = [*good_rows(30), good_row(31, Tarea="9.9")]
    _, again = deliver(("a.xlsx", report(rows)), ("otra vez.xlsx", report(rows)))
    assert list(leave_owed(home, warehouse)) == []
    name = f"2024-09_{OWN}_recepcion-{again.reception.id}_constancia.json"
    said = json.loads((home.outbox / OWN / name).read_text(encoding="utf-8"))
    assert (said["repetido"], said["estado"], said["archivo"]) == (True, "observado", "otra vez.xlsx")
    assert len(left(home)) == 4


def test_one_receipt_that_cannot_be_made_stays_owed_and_stops_no_other(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = deliver(("a.xlsx", report(good_rows(2))), ("b.xlsx", report(good_rows(3))))
    write = outbox.write_receipt

    def failing(folder: Path, read: object, verdict: object, heading: receipt.Delivery) -> receipt.ReceiptFiles:
        if heading.reception_id == first.reception.id:
            raise ValueError("EMPRESA SINTETICA 1")
        return write(folder, read, verdict, heading)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "write_receipt", failing)
        [warning] = leave_owed(home, warehouse)
    assert first.reception.id in warning and "EMPRESA" not in warning
    assert [d.recepcion_id for d in owed(warehouse)] == [first.reception.id]
    assert left(home) == both(f"{OWN}/2024-09_{OWN}_v2_constancia")
    assert list(leave_owed(home, warehouse)) == [] and len(left(home)) == 4
    assert second.version == 2


@pytest.mark.parametrize("dies_in", ["_note", "write_receipt"])
def test_a_kill_between_load_and_record_leaves_the_same_bytes_after_the_next_run(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    rows = good_rows(2)
    deliver(("a.xlsx", report(rows, cover(rows, **{"Total de servicios": 99}))))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, dies_in, die)
        with pytest.raises(KeyboardInterrupt):
            list(leave_owed(home, warehouse))
    before = {f: (home.outbox / f).read_bytes() for f in left(home)}
    list(leave_owed(home, warehouse))
    assert left(home) == both(f"{OWN}/2024-09_{OWN}_v1_constancia") and owed(warehouse) == []
    assert all((home.outbox / f).read_bytes() == content for f, content in before.items())


def test_half_receipts_of_a_killed_run_are_cleared_by_the_next(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver
) -> None:
    deliver(("a.xlsx", report(good_rows(2))))
    folder = home.outbox / OWN
    folder.mkdir()
    half = folder / f".2024-09_{OWN}_v1_constancia.xlsx.4711"
    half.write_bytes(b"x")
    (folder / ".nota").write_text("de alguien")
    assert list(leave_owed(home, warehouse)) == []
    assert not half.exists() and (folder / ".nota").exists()
