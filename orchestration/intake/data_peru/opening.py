"""Opens what was delivered, a folder or a zip, and hands over the bytes of the six tables, whatever else lies there.
What the bytes hold is read in `tables.py`; nothing is written, and nothing of the delivery is followed or run."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orchestration.core.catalogs import name_key
from orchestration.intake.data_peru.layout import TABLES
from orchestration.intake.mailbox.naming import printable_name
from orchestration.intake.reports.reading.containers import ZIP_MAGIC, Unreadable, open_zip

# Twenty years of the largest table weigh 1 MB; a delivery has six tables in four folders.
MAX_TABLE_BYTES = 8 * 1024 * 1024
MAX_ENTRIES = 2_000
_TABLES = {(name_key(table.folder), name_key(table.name)): table.name for table in TABLES}


@dataclass(frozen=True)
class Delivered:
    """The bytes of each table found, by its name; `extras` are other files; `problem` says why none was read."""

    archivo: str
    contents: Mapping[str, bytes]
    extras: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def sha256(self) -> str:
        """Of the tables, by name and content: a folder and its zip are one delivery. Unread, of its name."""
        digests = [f"{name} {hashlib.sha256(self.contents[name]).hexdigest()}" for name in sorted(self.contents)]
        unread = [] if self.problem is None else [self.problem, self.archivo]
        return hashlib.sha256("\n".join([*digests, *unread]).encode()).hexdigest()

    @property
    def bytes(self) -> int:
        return sum(len(content) for content in self.contents.values())


def open_delivery(path: Path) -> Delivered:
    """What lies at `path`; never raises for what it holds: that is told in `problem`."""
    contents: dict[str, bytes] = {}
    extras: list[str] = []
    called = printable_name(path.name)
    try:
        for name, content in _folder(path) if path.is_dir() else _zip(path):
            table = _table(name)
            if table is None:
                extras.append(printable_name(name))
            elif table in contents:
                raise Unreadable(f"{table} está dos veces; deje en la entrega una sola carpeta con sus seis tablas")
            else:
                contents[table] = content
    except Unreadable as error:
        return Delivered(called, {}, problem=str(error))
    except OSError as error:
        return Delivered(called, {}, problem=f"no se puede leer ({error.strerror})")
    return Delivered(called, contents, tuple(sorted(extras)))


def _table(name: str) -> str | None:
    """The table that a path's last two parts name, however each delivery writes them: `02 CLIENTES ATENDIDOS`.

    What a system leaves beside a file under its name (`._`, `~$`) is no table.
    """
    path = PurePosixPath(name)
    if path.suffix.lower() != ".csv" or path.name.startswith((".", "~$")):
        return None
    return _TABLES.get((name_key(path.parent.name), name_key(path.stem)))


def _folder(root: Path) -> Iterator[tuple[str, bytes]]:
    seen = 0
    for folder, _, files in os.walk(root):
        for file in sorted(files):
            seen += 1
            if seen > MAX_ENTRIES:
                raise Unreadable(f"la carpeta tiene más de {MAX_ENTRIES} archivos; deje solo los de la entrega")
            path = Path(folder, file)
            name = path.relative_to(root).as_posix()
            if _table(name) is None or not stat.S_ISREG(path.lstat().st_mode):
                yield f"{name} (no es un archivo)" if _table(name) else name, b""
            else:
                with path.open("rb") as handle:
                    yield name, handle.read(MAX_TABLE_BYTES + 1)


def _zip(path: Path) -> Iterator[tuple[str, bytes]]:
    """Only the six tables are unpacked, each up to its bound, whatever size the archive declares."""
    with path.open("rb") as handle:
        packed = handle.read(MAX_TABLE_BYTES + 1)
    if not packed.startswith(ZIP_MAGIC) or len(packed) > MAX_TABLE_BYTES:
        raise Unreadable("no es una carpeta ni un archivo zip de unos megas; entregue la carpeta, o la carpeta en zip")
    with open_zip(packed) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_ENTRIES:
            raise Unreadable(f"el zip tiene {len(members)} archivos; deje solo los de la entrega")
        for member in members:
            yield member.filename, b"" if _table(member.filename) is None else _unpacked(archive, member)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & 1:
        raise Unreadable("el zip está protegido con contraseña; entréguelo sin ella")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("el zip usa una compresión poco común; comprima la carpeta con las opciones de siempre")
    try:
        with archive.open(member) as handle:
            return handle.read(MAX_TABLE_BYTES + 1)
    except Exception as error:  # zipfile raises errors of many kinds on damaged bytes
        raise Unreadable(f"el zip está dañado en {PurePosixPath(member.filename).name}; comprímalo de nuevo") from error
