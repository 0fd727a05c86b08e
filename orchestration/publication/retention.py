"""Which versions of the publication are kept, and the removal of the others.
How many is a parameter of the catalogue (`versiones_conservadas`); reading and comparing versions belong elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Collection

from orchestration.core.catalogs import parameter
from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole
from orchestration.publication.editions import Edition, numbered

PARAMETER = "versiones_conservadas"
_GOING = ".retirada-"


def prune(home: Home, frozen: Collection[int]) -> list[int]:
    """Removes the versions that nothing asks for any more; returns their numbers.

    Kept are the newest ones, the last that was published in each month, those with which a month was frozen (`frozen`),
    and those that a link leads to (`actual`, a route that fell behind). A reader that holds an old file open keeps it.
    """
    versions = numbered(home)
    kept = _kept(versions, parameter(PARAMETER)) | set(frozen)
    linked = {link.resolve() for link in home.published.iterdir() if link.is_symlink()}
    going = [
        version
        for version in versions
        if version.manifest.version not in kept and not any(p.is_relative_to(version.folder.resolve()) for p in linked)
    ]
    for version in going:
        # Renamed first: a removal that is killed half-way leaves no version that looks whole.
        move_whole(version.folder, version.folder.with_name(_GOING + version.folder.name), durable=False)
    for folder in (home.published / "versiones").glob(f"{_GOING}*"):
        shutil.rmtree(folder, ignore_errors=True)
    return [version.manifest.version for version in going]


def _kept(versions: list[Edition], newest: int) -> set[int]:
    last_of_month = {v.manifest.publicado_en[:7]: v.manifest.version for v in versions}
    return {v.manifest.version for v in versions[-newest:]} | set(last_of_month.values())
