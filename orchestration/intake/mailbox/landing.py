"""What lies in the landing of each feed (reports, SIAF, Data Perú): what is to be taken, and what is left, named.
Whether a file has stopped growing belongs to `settling`; moving it away belongs to `warehouse/reception.py`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.intake.reception import printable_name

# What programs leave beside a file, and what it is called while it is still being copied.
_IGNORED = (".", "~$")
_UNFINISHED = (".part", ".filepart", ".crdownload", ".tmp")


@dataclass(frozen=True)
class Landing:
    """`files` as they are to be taken: by their look's order. `strays` are sentences."""

    files: tuple[Path, ...]
    strays: tuple[str, ...]


def look(home: Home) -> Landing:
    """The reports, the oldest modification first, then by name; opens no file and follows no link."""
    files: list[Path] = []
    strays: list[str] = []
    other_feeds = {home.siaf_landing.name, home.data_peru_landing.name}
    for entry in _entries(home.landing):
        if entry.name in other_feeds and entry.is_dir(follow_symlinks=False):
            continue
        if entry.name in centres() and entry.is_dir(follow_symlinks=False):
            for inner in _entries(Path(entry.path)):
                _sort_in(inner, f"landing/{entry.name}/", files, strays, _of_no_centre)
        else:
            _sort_in(entry, "landing/", files, strays, _of_no_centre)
    return Landing(tuple(sorted(files, key=_modified)), tuple(strays))


def look_at_siaf(home: Home) -> Landing:
    """The MEF's files, the oldest modification first; opens no file and follows no link."""
    files: list[Path] = []
    strays: list[str] = []
    for entry in _entries(home.siaf_landing):
        _sort_in(entry, "landing/siaf/", files, strays, lambda _: "lo que hay en esta carpeta no se toma.")
    return Landing(tuple(sorted(files, key=_modified)), tuple(strays))


def look_at_data_peru(home: Home) -> Landing:
    """The deliveries of the earlier platform, each a folder or a file, by name; follows no link and opens nothing."""
    deliveries: list[Path] = []
    strays: list[str] = []
    for entry in _entries(home.data_peru_landing):
        _sort_in(entry, "landing/data_peru/", deliveries, strays, _why_not_yet)
    return Landing(tuple(deliveries), tuple(strays))


def _sort_in(
    entry: os.DirEntry[str],
    place: str,
    taken: list[Path],
    strays: list[str],
    why_left_folder: Callable[[os.DirEntry[str]], str | None],
) -> None:
    """A reason of None takes the entry, an empty one passes over it in silence."""
    reason = why_left_folder(entry) if entry.is_dir(follow_symlinks=False) else _why_left(entry)
    if reason is None:
        taken.append(Path(entry.path))
    elif reason:
        strays.append(f"{place}{printable_name(entry.name)}: {reason}")


def _of_no_centre(folder: os.DirEntry[str]) -> str:
    """Why a folder among the reports stays; nobody needs to hear of an empty one."""
    if next(iter(_entries(Path(folder.path))), None) is None:
        return ""
    return "esta carpeta no es la de ningún centro; lo que hay en ella no se toma. Use el código del centro."


def _why_left(entry: os.DirEntry[str]) -> str | None:
    """None for a file that may be taken, a reason for what stays."""
    if entry.is_symlink():
        return "es un enlace y no se sigue; deje el archivo mismo."
    if not entry.is_file(follow_symlinks=False):
        return "no es un archivo; quítelo."
    return _why_not_yet(entry)


def _why_not_yet(entry: os.DirEntry[str]) -> str | None:
    """Why a file, or a folder taken whole, must wait for somebody; None where it need not."""
    if entry.name.casefold().endswith(_UNFINISHED):
        return "parece una copia a medias; se toma cuando tenga su nombre definitivo."
    if not os.access(entry.path, os.R_OK):
        return "el almacén no tiene permiso para leerlo."
    if not os.access(Path(entry.path).parent, os.W_OK):
        return "el almacén no tiene permiso para sacarlo de su carpeta."
    return None


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What a folder holds, by name; nothing where it went away or may not be read."""
    try:
        with os.scandir(folder) as found:
            yield from sorted((e for e in found if not e.name.startswith(_IGNORED)), key=lambda e: os.fsencode(e.name))
    except (FileNotFoundError, PermissionError):
        return


def _modified(file: Path) -> tuple[int, bytes]:
    try:
        return os.lstat(file).st_mtime_ns, os.fsencode(file)
    except FileNotFoundError:
        return 0, os.fsencode(file)


def is_still_there(file: Path) -> bool:
    """Whether a file that was to be taken lies where it lay."""
    try:
        return stat.S_ISREG(os.lstat(file).st_mode)
    except FileNotFoundError:
        return False
