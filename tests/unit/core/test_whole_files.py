"""A file is whole or not there, and nothing hidden stays behind where it could not be written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.core import whole_files
from orchestration.core.whole_files import copy_whole, move_whole, point, write_whole


def test_it_writes_over_what_was_there_and_makes_the_folders_on_the_way(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "c.txt"
    for text in ("año", "otro"):
        write_whole(file, text)
        assert file.read_text("utf-8") == text
    write_whole(file, b"\xff", durable=False)
    assert file.read_bytes() == b"\xff" and list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("durable", [True, False])
def test_what_fails_leaves_the_one_before_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool
) -> None:
    file = tmp_path / "c.txt"
    write_whole(file, "antes")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, "después", durable=durable)
    assert file.read_text() == "antes" and list(tmp_path.iterdir()) == [file]


def test_durable_is_on_disk_before_it_has_its_name_and_its_folders_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = whole_files._sync, os.replace

    def synced(path: Path) -> None:
        done.append(f"sync {path.relative_to(tmp_path).as_posix().split('.')[0]}")
        sync(path)

    def renamed(source: Path, target: Path) -> None:
        done.append("rename")
        replace(source, target)

    monkeypatch.setattr(whole_files, "_sync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    write_whole(tmp_path / "a" / "c", "x")
    assert done == ["sync ", "sync a/", "rename", "sync a"]  # the new folder's parent, the draft `.c.<pid>`, the folder
    done.clear()
    write_whole(tmp_path / "a" / "c", "x", durable=False)
    assert done == ["rename"]
    done.clear()
    (tmp_path / "d" / "e").mkdir(parents=True)
    (tmp_path / "d" / "e" / "f").touch()
    move_whole(tmp_path / "d", tmp_path / "g")
    assert done == ["sync d", "sync d/e/f", "sync d/e", "rename", "sync "]  # a folder's files and those that lead there


def test_a_copy_leaves_its_original(tmp_path: Path) -> None:
    source = tmp_path / "origen"
    source.write_bytes(b"\x00\x01")
    copy_whole(source, tmp_path / "lejos" / "copia")
    assert source.read_bytes() == (tmp_path / "lejos" / "copia").read_bytes() == b"\x00\x01"


def test_a_folder_is_moved_in_one_step(tmp_path: Path) -> None:
    aside = tmp_path / ".aparte"
    aside.mkdir()
    (aside / "x").write_text("x")
    move_whole(aside, tmp_path / "visible" / "carpeta")
    assert (tmp_path / "visible" / "carpeta" / "x").read_text() == "x" and not aside.exists()


def test_a_link_is_moved_and_never_absent(tmp_path: Path) -> None:
    link = tmp_path / "actual"
    for name in ("uno", "dos", "dos"):
        point(link, Path(name))
        assert link.readlink() == Path(name)
    assert list(tmp_path.iterdir()) == [link]


def test_who_may_read_the_folder_may_read_what_comes_into_it_and_nobody_else(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        for folder, file_mode, folder_mode in ((0o700, 0o600, 0o700), (0o755, 0o644, 0o755), (0o2750, 0o640, 0o750)):
            place = tmp_path / oct(folder)
            place.mkdir()
            place.chmod(folder)
            write_whole(place / "constancia", "x")
            (tmp_path / "d").mkdir()
            (tmp_path / "d" / "f").write_text("x")
            (tmp_path / "d" / "f").chmod(0o444)
            move_whole(tmp_path / "d", place / "d")
            write_whole(place / "nueva" / "g", "x")
            found = [(place / name).stat().st_mode & 0o777 for name in ("constancia", "d", "d/f", "nueva", "nueva/g")]
            assert found == [file_mode, folder_mode, file_mode & 0o444, folder_mode, file_mode]
    finally:
        os.umask(before)
