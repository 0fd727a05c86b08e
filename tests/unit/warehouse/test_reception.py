"""Reception: what arrives is archived and recorded once, whatever moment the process dies at."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.paths import Home
from orchestration.warehouse import reception
from orchestration.warehouse.reception import archived, receive, receptions, settled

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


def test_growing_hidden_and_office_lock_files_wait(home: Home) -> None:
    for name in ("a.xlsx", ".oculto", "~$a.xlsx", "crece.xlsx"):
        drop(home, name)
    os.utime(home.landing / "a.xlsx", (1000, 1000))
    os.utime(home.landing / "crece.xlsx", (1095, 1095))
    quiet, growing = settled(home, quiet_seconds=10, now=1100)
    assert [f.name for f in quiet] == ["a.xlsx"]
    assert [f.name for f in growing] == ["crece.xlsx"]


def test_the_clock_is_read_in_lima() -> None:
    assert reception.lima_now().tzinfo is None
