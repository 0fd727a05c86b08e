"""Puts a file or folder where readers look for it: written aside, then renamed, so that it is whole or not there.
What is in it, and where it lies, is for the room that wrote it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, content: bytes | str, *, durable: bool = True) -> None:
    """Writes `content` (a text as UTF-8) over what was there; see `move_whole` for `durable`."""
    data = content.encode() if isinstance(content, str) else content
    _whole(file, lambda draft: draft.write_bytes(data), durable)


def copy_whole(source: Path, target: Path, *, durable: bool = True) -> None:
    """Copies a file's bytes or a folder, also from another file system; see `move_whole` for `durable`."""
    if source.is_dir():
        _make_folder(target.parent, durable)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            shutil.copytree(source, draft, symlinks=True)
            move_whole(draft, target, durable=durable)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    else:
        _whole(target, lambda draft: shutil.copyfile(source, draft), durable)


def move_whole(aside: Path, target: Path, *, durable: bool = True) -> None:
    """Renames a file or folder that was written aside, in one step, on one file system.

    With `durable` it outlasts a power cut once this returns, so that its original may be removed: a file's bytes, or
    a folder's files, and the folders that lead there are on disk. What can be made anew needs no such wait.
    """
    _make_folder(target.parent, durable)
    _share_as(target.parent, aside)
    if durable:
        _sync_all(aside)
    os.replace(aside, target)
    if durable:
        _sync(target.parent)


def _share_as(folder: Path, entry: Path) -> None:
    """Who may read the folder may read what comes into it: the program itself writes for its own user alone."""
    shared = folder.stat().st_mode
    with suppress(PermissionError):  # another user's file, which keeps its own
        for one in [entry, *(Path(at, name) for at, names, files in os.walk(entry) for name in [*names, *files])]:
            if not one.is_symlink():
                mode = one.stat().st_mode
                one.chmod(mode & 0o7700 | shared & (0o055 if one.is_dir() else 0o044))


def point(link: Path, target: Path) -> None:
    """Makes `link` lead to `target` (relative to the link's folder) in one rename; it is never absent meanwhile."""
    if link.is_symlink() and link.readlink() == target:
        return
    fresh = link.with_name(f".{link.name}.nuevo")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    os.replace(fresh, link)
    _sync(link.parent)


def _whole(file: Path, write: Callable[[Path], object], durable: bool) -> None:
    # Each process has a draft of its own, hidden; a failure clears it, and only a kill leaves it.
    _make_folder(file.parent, durable)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        write(draft)
        move_whole(draft, file, durable=durable)
    finally:
        draft.unlink(missing_ok=True)


def _make_folder(folder: Path, durable: bool) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, durable)
        folder.mkdir(exist_ok=True)
        _share_as(folder.parent, folder)
        if durable:
            _sync(folder.parent)


def _sync_all(entry: Path) -> None:
    for folder, _, files in os.walk(entry):
        for name in files:
            if not Path(folder, name).is_symlink():
                _sync(Path(folder, name))
        _sync(Path(folder))
    if entry.is_file():
        _sync(entry)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
