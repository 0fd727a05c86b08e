"""One bad thing among the warehouse's own files is set aside by name, and the rest goes on."""

from __future__ import annotations

import pytest

from orchestration.closing import steps
from orchestration.closing.verification import verify
from orchestration.core.paths import Home
from orchestration.intake.feeds import REPORTS
from orchestration.intake.journal import journals
from orchestration.intake.mailbox.outbox import leave_owed
from orchestration.intake.reception import archive_bytes, archived, waiting
from orchestration.intake.reports.stored import DamagedArchive, archived_report
from orchestration.intake.siaf.feed import _set_aside
from orchestration.intake.strays import folder, set_aside, strays, told
from orchestration.warehouse.connection import connect
from tests.workbooks import cover, good_rows, report

pytestmark = pytest.mark.usefixtures("judged_directly", "no_page")


def receive_one(home: Home, rows: int = 2) -> str:
    made = good_rows(rows)
    (home.landing / f"{rows}.xlsx").write_bytes(report(made, cover(made)))
    [decision] = steps.receive(home, REPORTS).decisions
    return decision.reception.digest


def test_what_is_not_ours_is_set_aside_and_told_by_its_path(home: Home) -> None:
    receive_one(home)
    tomados = REPORTS.aside(home)
    (tomados / "algo").mkdir()
    placed = [
        tomados / ".DS_Store",
        tomados / "algo" / "x.txt",
        home.receptions / "20240101T000000000000_aaaaaaaaaaaaaaaa.json",
        home.receptions / "notas.docx",
        home.archive / "suelto",
    ]
    for file in placed:
        file.write_text("{}" if file.suffix == ".json" else "x")
    assert len(list(strays(home))) == 5 and len(told(home)) == 5
    assert [waiting(home, REPORTS), len(list(home.receptions.glob("*.json")))] == [[], 2]
    receive_one(home, 3)
    assert list(strays(home)) == []
    aside = {folder(home) / file.relative_to(home.root) for file in placed}
    assert {file for file in folder(home).rglob("*") if file.is_file()} == aside
    assert all(any(str(file) in line for line in told(home)) for file in aside)
    (home.archive / "suelto").write_text("otro")
    set_aside(home)
    assert (folder(home) / "archivo" / "suelto.1").read_text() == "otro"


def test_what_a_system_leaves_in_a_slot_is_no_delivery(home: Home) -> None:
    slot = REPORTS.aside(home) / "20240205T120000000000__0"
    slot.mkdir(parents=True)
    (slot / ".DS_Store").write_text("x")
    (slot / "reporte.xlsx").write_bytes(b"x")
    assert [taken.archivo for taken in waiting(home, REPORTS)] == ["reporte.xlsx"]


def test_what_lies_beside_a_years_file_costs_no_file_of_the_mef(home: Home) -> None:
    year = home.siaf / "2024"
    (year / "anterior").mkdir(parents=True)
    for file in ("2024_new.csv", ".DS_Store", "anterior/2024_old.csv"):
        (year / file).write_text("x")
    _set_aside(year, "2024_new.csv")
    assert (year / "anterior" / "2024_old.csv").exists() and (year / ".DS_Store").exists()


@pytest.mark.parametrize("how", ["cut", "gone", "changed"])
def test_what_the_archive_lost_is_no_centres_refused_report(home: Home, how: str) -> None:
    digest, other = receive_one(home), receive_one(home, 3)
    file = archived(home, digest)
    content = file.read_bytes()
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(content[: len(content) // 2] if how == "cut" else content[:-1] + b"x")
    with pytest.raises(DamagedArchive, match="dañado en el archivo"):
        archived_report(home, digest, "reporte.xlsx")
    with connect(home) as connection:
        connection.execute("delete from raw.constancias")
        warnings = list(leave_owed(home, connection))
        states = connection.execute("select distinct estado from raw.reportes").fetchall()
    assert len(warnings) == 1 and str(file) in warnings[0]
    assert states == [("aceptado",)] and archived(home, other).exists()
    assert [str(file) in said and "archivo" in said for said in verify(home)] == [True]
    archive_bytes(home, content)  # its bytes came once more
    assert list(verify(home)) == []


def test_judging_again_goes_on_past_what_is_damaged(home: Home) -> None:
    digest = receive_one(home)
    archived(home, digest).write_bytes(b"x")
    with pytest.raises(Exception, match="dañado en el archivo"):
        steps.rejudge(home, REPORTS, lambda _: True)
    with connect(home) as connection:
        assert connection.execute("select estado, version from raw.reportes").fetchall() == [("aceptado", 1)]


def test_verification_names_what_the_receptions_lack(home: Home) -> None:
    receive_one(home)
    assert list(verify(home)) == []
    [record] = home.receptions.glob("*.json")
    [journal] = journals(home)
    journal.write_bytes(journal.read_bytes()[:50])
    text = record.read_bytes()
    record.unlink()
    strange = home.receptions / "20240101T000000000000_aaaaaaaaaaaaaaaa.json"
    strange.write_bytes(text)
    said = list(verify(home))
    assert [any(str(path) in line for line in said) for path in (record, journal, strange)] == [True] * 3
    assert len(said) == 3
    journal.unlink()
    strange.unlink()
    record.write_bytes(text)
    receive_one(home, 3)
    assert len(journals(home)) == 1 + 1 and list(verify(home)) == []  # what was lost is written down again


def test_the_key_that_is_not_the_warehouses_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    receive_one(home)
    monkeypatch.setenv("RED_CITE_CLAVE", "otra clave de dieciseis")
    assert "no es la de este almacén" in next(verify(home))
