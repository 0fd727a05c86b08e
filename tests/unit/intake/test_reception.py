"""Reception: what arrives is set aside under its time, archived once, and never lost, whatever its name."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.intake.feed import StillChanging
from orchestration.intake.feeds import REPORTS
from orchestration.intake.reception import archive_file, archived, take

NOON = datetime(2024, 2, 5, 12, 0)


def drop(home: Home, name: str, content: bytes = b"SINTETICO") -> Path:
    file = home.landing / name
    file.write_bytes(content)
    return file


def test_a_file_set_aside_is_archived_by_hash_and_has_left_landing(home: Home) -> None:
    file = drop(home, "2024-01_citemadera-lima.xlsx", b"uno")
    [taken] = take(home, REPORTS, [file], lambda _: NOON)
    assert not file.exists()
    assert archived(home, archive_file(home, taken)).read_bytes() == b"uno"
    assert (taken.archivo, taken.recibido_en, taken.folder) == ("2024-01_citemadera-lima.xlsx", NOON, None)


def test_what_was_set_aside_keeps_its_first_time_of_reception(home: Home) -> None:
    take(home, REPORTS, [drop(home, "a.xlsx")], lambda _: NOON)
    assert [t.recibido_en for t in take(home, REPORTS, [], lambda _: NOON.replace(day=9))] == [NOON]


def test_a_file_in_a_centres_folder_is_handed_in_for_that_centre(home: Home) -> None:
    (home.landing / "citepesquero-ilo").mkdir()
    flat, own = drop(home, "a.xlsx"), drop(home, "citepesquero-ilo/a.xlsx")
    assert {t.folder for t in take(home, REPORTS, [flat, own], lambda _: NOON)} == {None, "citepesquero-ilo"}
    assert (home.landing / "citepesquero-ilo").is_dir()


def test_one_name_at_one_moment_in_two_runs_loses_neither_file(home: Home) -> None:
    take(home, REPORTS, [drop(home, "a.xlsx", b"uno")], lambda _: NOON)
    taken = take(home, REPORTS, [drop(home, "a.xlsx", b"dos")], lambda _: NOON)
    assert {t.path.read_bytes() for t in taken} == {b"uno", b"dos"}


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
def test_whatever_its_name_a_file_is_archived_and_can_be_told_of(home: Home, name: str) -> None:
    [taken] = take(home, REPORTS, [drop(home, name, b"uno")], lambda _: NOON)
    assert (taken.archivo, taken.recibido_en) == (HOSTILE_NAMES[name], NOON)
    assert archived(home, archive_file(home, taken)).read_bytes() == b"uno"


def test_a_file_that_went_away_keeps_no_other_waiting(home: Home) -> None:
    [taken] = take(home, REPORTS, [home.landing / "ya-no-esta.xlsx", drop(home, "a.xlsx")], lambda _: NOON)
    assert taken.archivo == "a.xlsx"


def test_a_link_put_in_a_files_place_is_not_followed(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secreto"
    secret.write_text("no se archiva")
    link = home.landing / "a.xlsx"
    link.symlink_to(secret)
    assert take(home, REPORTS, [link], lambda _: NOON) == []
    assert secret.read_text() == "no se archiva"


def test_a_file_that_grows_while_it_is_copied_waits_and_nothing_of_it_is_kept(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    [taken] = take(home, REPORTS, [drop(home, "a.xlsx", b"medio")], lambda _: NOON)
    copy = shutil.copyfile

    def growing(source: Path, target: Path) -> None:
        copy(source, target)
        source.write_bytes(b"medio y entero")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", growing)
        with pytest.raises(StillChanging):
            archive_file(home, taken)
    assert not [f for f in home.archive.rglob("*") if f.is_file()]
    assert archived(home, archive_file(home, taken)).read_bytes() == b"medio y entero"


def test_the_clock_is_read_in_lima() -> None:
    assert lima_now().tzinfo is None
