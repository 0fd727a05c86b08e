"""What lies in the landing of a feed: what is to be taken, and what is left, named.
Whether a file has stopped growing belongs to `settling`; moving it away belongs to `reception`."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.intake.mailbox.naming import printable_name

# What programs and systems leave beside a file, and what a file is called while it is still being copied.
_BESIDE = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r")
_BESIDE_PREFIXES = (".", "~$")
_OURS = (".tomados",)
_UNFINISHED = (".part", ".filepart", ".crdownload", ".opdownload", ".download", ".partial", ".tmp")
_HALF = "parece una copia a medias; se toma cuando tenga su nombre definitivo."


@dataclass(frozen=True)
class Landing:
    """`files` as they are to be taken: by their look's order. `strays` and `ignored` are sentences.

    A stray is left and somebody should hear of it; what is ignored is no delivery, and no load speaks of it.
    """

    files: tuple[Path, ...]
    strays: tuple[str, ...]
    ignored: tuple[str, ...] = ()


def look_in(folder: Path, whole_folders: bool, home: Home) -> Landing:
    """What lies in a feed's own folder, files by the oldest modification, `whole_folders` by name; opens nothing."""
    seen = _Seen(waits_for_halves=True)
    why_left = _why_not_yet if whole_folders else lambda _: "lo que hay en esta carpeta no se toma."
    for entry in _entries(folder):
        seen.sort_in(entry, f"{folder.relative_to(home.root)}/", why_left)
    return seen.landing(None if whole_folders else _modified)


def look_for_reports(home: Home, other_feeds: Collection[str]) -> Landing:
    """The reports, the oldest modification first, then by name; opens no file and follows no link."""
    seen = _Seen()
    for entry in _entries(home.landing):
        if entry.name in other_feeds and entry.is_dir(follow_symlinks=False):
            continue
        if entry.name in centres() and entry.is_dir(follow_symlinks=False):
            for inner in _entries(Path(entry.path)):
                seen.sort_in(inner, f"landing/{entry.name}/", _of_no_centre)
        else:
            seen.sort_in(entry, "landing/", _of_no_centre)
    return seen.landing(_modified)


class _Seen:
    """What a look has found so far.

    `waits_for_halves`: the feed is loaded by hand, so that a download under way is named and not ignored.
    """

    def __init__(self, waits_for_halves: bool = False) -> None:
        self._waits = waits_for_halves
        self._taken: list[Path] = []
        self._strays: list[str] = []
        self._ignored: list[str] = []

    def sort_in(
        self, entry: os.DirEntry[str], place: str, why_left_folder: Callable[[os.DirEntry[str]], str | None]
    ) -> None:
        """A reason of None takes the entry, an empty one passes over it in silence."""
        told = f"{place}{printable_name(entry.name)}: "
        if no_delivery := why_no_delivery(entry.name):
            told_at = self._strays if self._waits and no_delivery == _HALF else self._ignored
            told_at.append(told + no_delivery)
            return
        reason = why_left_folder(entry) if entry.is_dir(follow_symlinks=False) else _why_left(entry)
        if reason is None:
            self._taken.append(Path(entry.path))
        elif reason:
            self._strays.append(told + reason)

    def landing(self, order: Callable[[Path], tuple[int, bytes]] | None = None) -> Landing:
        files = sorted(self._taken, key=order) if order else self._taken
        return Landing(tuple(files), tuple(self._strays), tuple(self._ignored))


def why_no_delivery(name: str) -> str:
    """What a name says that is no delivery, or none yet; empty for any other name."""
    bare = name.casefold()
    if bare in _BESIDE or bare.startswith(_BESIDE_PREFIXES):
        return "lo deja un programa o el sistema; no es un reporte."
    if bare.endswith(_UNFINISHED):
        return _HALF
    return ""


def _of_no_centre(folder: os.DirEntry[str]) -> str:
    """Why a folder among the reports stays; nobody needs to hear of an empty one."""
    if all(why_no_delivery(entry.name) for entry in _entries(Path(folder.path))):
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
    if not os.access(entry.path, os.R_OK):
        return "el almacén no tiene permiso para leerlo."
    if not os.access(Path(entry.path).parent, os.W_OK):
        return "el almacén no tiene permiso para sacarlo de su carpeta."
    return None


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What a folder holds, by name; nothing where it went away or may not be read."""
    try:
        with os.scandir(folder) as found:
            yield from sorted((e for e in found if e.name not in _OURS), key=lambda e: os.fsencode(e.name))
    except (FileNotFoundError, PermissionError):
        return


def _modified(file: Path) -> tuple[int, bytes]:
    try:
        return os.lstat(file).st_mtime_ns, os.fsencode(file)
    except FileNotFoundError:
        return 0, os.fsencode(file)
