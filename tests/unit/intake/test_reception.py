"""Reception: what arrives is archived and recorded once, whatever moment the process dies at."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.intake import reception
from orchestration.intake.reception import archived, receive, receptions

NOON = datetime(2024, 2, 5, 12, 0)


def drop(home: Home, name: str, content: bytes = b"SINTETICO") -> Path:
    file = home.landing / name
    file.write_bytes(content)
    return file


def test_a_received_file_is_archived_by_hash_and_leaves_landing(home: Home) -> None:
    file = drop(home, "2024-01_citemadera-lima.xlsx", b"uno")
    [seen] = receive(home, [file], lambda _: NOON)
    assert not file.exists()
    assert archived(home, seen.sha256).read_bytes() == b"uno"
    assert (seen.archivo, seen.bytes, seen.recibido_en) == ("2024-01_citemadera-lima.xlsx", 3, NOON)


def test_the_same_bytes_twice_are_two_deliveries_and_one_archive_file(home: Home) -> None:
    receive(home, [drop(home, "a.xlsx")], lambda _: NOON)
    receive(home, [drop(home, "a.xlsx")], lambda _: NOON.replace(hour=13))
    first, second = receptions(home)
    assert first.sha256 == second.sha256 and first.id != second.id
    assert sum(1 for f in home.archive.rglob("*") if f.is_file()) == 1


@pytest.mark.parametrize("dies_at", ["replace", "copyfile"])
def test_a_kill_anywhere_then_a_rerun_gives_the_first_time_of_reception(
    home: Home, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    files = [drop(home, "a.xlsx", b"a"), drop(home, "b.xlsx", b"b")]
    module = os if dies_at == "replace" else shutil
    real, calls = getattr(module, dies_at), []

    def dying(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == 4 or (dies_at == "copyfile" and len(calls) == 2):
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(module, dies_at, dying)
    with pytest.raises(KeyboardInterrupt):
        receive(home, files, lambda _: NOON)
    monkeypatch.undo()
    monkeypatch.setenv("RED_CITE_HOME", str(home.root))
    seen = receive(home, [f for f in files if f.exists()], lambda _: NOON.replace(day=9))
    assert [(r.archivo, r.recibido_en) for r in seen] == [("a.xlsx", NOON), ("b.xlsx", NOON)]
    assert {archived(home, r.sha256).read_bytes() for r in seen} == {b"a", b"b"}


def test_a_file_in_a_centres_folder_is_handed_in_for_that_centre(home: Home) -> None:
    (home.landing / "citepesquero-ilo").mkdir()
    flat, own = drop(home, "a.xlsx"), drop(home, "citepesquero-ilo/a.xlsx")
    first, second = receive(home, [flat, own], lambda _: NOON)
    assert {first.entregado_cite, second.entregado_cite} == {None, "citepesquero-ilo"}
    assert first.id != second.id and receptions(home) == [first, second]
    assert not list((home.landing / ".tomados").iterdir()) and (home.landing / "citepesquero-ilo").is_dir()


def test_one_name_at_one_moment_in_two_runs_loses_neither_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reception, "_record", lambda *_: None)  # the first run dies before it records anything
        receive(home, [drop(home, "a.xlsx", b"uno")], lambda _: NOON)
    seen = receive(home, [drop(home, "a.xlsx", b"dos")], lambda _: NOON)
    assert {archived(home, r.sha256).read_bytes() for r in seen} == {b"uno", b"dos"}


HOSTILE_NAMES = {
    "..\\..\\windows.xlsx": "..\\..\\windows.xlsx",
    "a__b__c.xlsx": "a__b__c.xlsx",
    "20240205T120000000000_citepesquero-ilo_0.xlsx": "20240205T120000000000_citepesquero-ilo_0.xlsx",
    "línea\notra\x1b[31m.xlsx": "línea�otra�[31m.xlsx",
    os.fsdecode(b"no-utf8-\xff\xfe.xlsx"): "no-utf8-��.xlsx",
    "derecha\u202excod.xlsx": "derecha�xcod.xlsx",
    "x" * 250 + ".xlsx": "x" * 250 + ".xlsx",
    "=2+2.xlsx": "=2+2.xlsx",
    "Reporte\u00a0enero.xlsx": "Reporte\u00a0enero.xlsx",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_whatever_its_name_a_file_is_archived_and_its_record_can_be_printed(home: Home, name: str) -> None:
    [seen] = receive(home, [drop(home, name, b"uno")], lambda _: NOON)
    assert seen.archivo == HOSTILE_NAMES[name]
    assert (archived(home, seen.sha256).read_bytes(), seen.recibido_en) == (b"uno", NOON)
    assert receptions(home) == [seen] and not list((home.landing / ".tomados").iterdir())


def test_a_file_that_went_away_keeps_no_other_waiting(home: Home) -> None:
    [seen] = receive(home, [home.landing / "ya-no-esta.xlsx", drop(home, "a.xlsx")], lambda _: NOON)
    assert seen.archivo == "a.xlsx"


def test_a_link_put_in_a_files_place_is_not_followed(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secreto"
    secret.write_text("no se archiva")
    link = home.landing / "a.xlsx"
    link.symlink_to(secret)
    assert receive(home, [link], lambda _: NOON) == []
    assert secret.read_text() == "no se archiva" and not [f for f in home.archive.rglob("*") if f.is_file()]


def test_a_file_that_grows_while_it_is_copied_waits_with_its_time_and_is_archived_whole(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = drop(home, "a.xlsx", b"medio"), shutil.copyfile

    def growing(source: Path, target: Path) -> None:
        copy(source, target)
        source.write_bytes(b"medio y entero")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", growing)
        assert receive(home, [file], lambda _: NOON) == []
    [seen] = receive(home, [])
    assert (archived(home, seen.sha256).read_bytes(), seen.recibido_en) == (b"medio y entero", NOON)


def test_the_clock_is_read_in_lima() -> None:
    assert reception.lima_now().tzinfo is None
