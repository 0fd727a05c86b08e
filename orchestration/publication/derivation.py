"""Derives a folder (workbooks, a dashboard) from the publication that readers see, behind a link whose name stays.
What is written into it belongs to the room of its name; which versions are kept belongs to `retention.py`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.locks import lock
from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole, point
from orchestration.publication.editions import CURRENT, Edition, edition
from orchestration.publication.manifest import Manifest

PAGE = "index.html"


@dataclass(frozen=True)
class DerivedPage:
    """A route's `page` and the publication that it shows; `fresh` is False when it was there already."""

    page: Path
    manifest: Manifest
    fresh: bool


def derive(home: Home, name: str, write: Callable[[Edition, Path], object], variant: str = "") -> bool:
    """Leaves `publicado/<name>` leading to what `write` made of the current publication; False when it did already.

    `write` gets the publication and an empty folder aside. When it raises, the folder goes and the link stays on what
    it led to; else the folder is renamed to `publicado/versiones/<version>/<name>` and the link moved, in that order.
    `variant` names what decides the content besides the publication: another one has a folder of its own.
    One at a time: a second caller waits for the first, and finds its work done.

    Raises:
        UnknownEdition: nothing was published yet.
    """
    edition(home, CURRENT)  # before there is a lock to leave in a home without publications
    with (home.published / f".{name}.candado").open("w") as handle:
        lock(handle)
        source = edition(home, CURRENT)  # behind the lock: whoever waited may find a newer one
        target = source.folder / _folder_name(name, variant)
        fresh = not target.exists()
        if fresh:
            _write_aside(source, target, write)
        point(home.published / name, target.relative_to(home.published.resolve()))
    return fresh


def leads_to_current(home: Home, name: str, variant: str = "") -> bool:
    """Whether `derive` would find its work done.

    Raises:
        UnknownEdition: nothing was published yet.
    """
    return (home.published / name).resolve() == edition(home, CURRENT).folder / _folder_name(name, variant)


def derive_page(
    home: Home, name: str, write: Callable[[Edition, Path], object], is_current: Callable[[Path], bool]
) -> DerivedPage:
    """A folder whose `index.html` also tells of the program: written anew where the publication or that changed.

    `is_current` says whether the folder's files are what this program writes of the same publication.

    Raises:
        UnknownEdition: nothing was published yet.
    """
    fresh = derive(home, name, write)
    source, folder = edition(home, CURRENT), home.published / name
    if not fresh and not is_current(folder):
        _rewrite(source, folder, write)
        fresh = True
    return DerivedPage(folder / PAGE, source.manifest, fresh)


def _folder_name(name: str, variant: str) -> str:
    return f"{name}-{variant}" if variant else name


def _write_aside(source: Edition, target: Path, write: Callable[[Edition, Path], object]) -> None:
    aside = target.with_name(f".{target.name}.nuevo")
    shutil.rmtree(aside, ignore_errors=True)  # of a run that was killed
    aside.mkdir()
    try:
        write(source, aside)
        move_whole(aside, target, durable=False)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _rewrite(source: Edition, folder: Path, write: Callable[[Edition, Path], object]) -> None:
    """Swaps each file in with one rename, marks (`.name`) last: after a kill before one, the next run does it again."""
    aside = folder / f".nuevo-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)  # of a run that was killed and had this number
    aside.mkdir()
    try:
        write(source, aside)
        for file in sorted(aside.iterdir(), key=lambda file: file.name.startswith(".")):
            move_whole(file, folder / file.name, durable=False)
    finally:
        shutil.rmtree(aside)
