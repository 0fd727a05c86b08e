"""Copies the home by content to a place outside it, reads a copy back, and brings one back into an empty home.
Rebuilding a lost warehouse without a copy belongs to `recovery.py`."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.closing.expired import moment
from orchestration.core.clock import lima_now
from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import Home
from orchestration.core.whole_files import copy_whole, write_whole
from orchestration.intake.reception import ERASED, STAMP
from orchestration.publication.snapshot import current
from orchestration.warehouse.connection import connect, exclusive
from orchestration.warehouse.moving import as_file, put, require_empty
from orchestration.warehouse.pseudonym import Key
from orchestration.warehouse.upgrading import version_of

# What is made anew by the next run, or must not lie beside the data that it protects (the key).
LEFT_OUT = frozenset({"cache", "dbt", "dagster", "superset", "clave", "errores.log", "reparto", ".reconstruccion"})
_NOT_COPIED = (".candado", ".lock", ".wal")
SUFFIX = ".json.gz"


class BadCopy(Failure):
    """A copy lacks something or holds other bytes than it should; the message names what."""


@dataclass(frozen=True)
class Kept:
    """A file of the home as a copy holds it: where it lay, and what it held."""

    ruta: str
    sha256: str
    bytes: int
    modo: int
    modificado: int


@dataclass(frozen=True)
class Copy:
    """One copy: its files by content, links and folders by name; `clave` is the fingerprint of the pseudonyms' key."""

    hecho_en: str
    esquema: int
    clave: str | None
    publicacion: str | None
    archivos: tuple[Kept, ...]
    enlaces: dict[str, str]
    carpetas: dict[str, int]

    @classmethod
    def read(cls, file: Path) -> Copy:
        """What a later program added is passed over."""
        raw = json.loads(gzip.decompress(file.read_bytes()))
        files = tuple(Kept(**{name: entry[name] for name in Kept.__dataclass_fields__}) for entry in raw["archivos"])
        return cls(**{name: raw[name] for name in cls.__dataclass_fields__} | {"archivos": files})


@dataclass(frozen=True)
class Done:
    """What a command came to: the copy, how many contents were new with their bytes, and what it could not take."""

    copy: Copy
    new: int
    new_bytes: int
    troubles: tuple[str, ...] = ()


def back_up(home: Home, place: Path, keep: int | None = None) -> Done:
    """Adds to `place` what it lacks of the home as it stands between two steps, then the copy's own record.

    A kill leaves contents that the next copy finds there. Copies go that are older than the last `keep`, or past their
    term, or from before somebody was erased (`expectations/conservacion.yml`), and contents that none names.

    Raises:
        Misuse: `place` lies in the home.
        WarehouseBusy: a close holds the warehouse.
    """
    if place.resolve().is_relative_to(home.root):
        raise Misuse(f"'{place}' está dentro de la carpeta de datos: un respaldo va en otro disco.")
    with exclusive(home), as_file(home) as warehouse:
        with connect(home) as connection:
            schema = version_of(connection)
            key = connection.execute("select huella from raw.clave").fetchone()
            outdated = _outdated(connection)
        published = current(home)
        files, links, folders = [], {}, {}
        new, new_bytes, troubles = 0, 0, []
        for path, name in _walk(home, warehouse):
            if path.is_symlink():
                links[name] = str(path.readlink())
            elif path.is_dir():
                folders[name] = path.stat().st_mode & 0o777
            else:
                digest, fresh = _store(home, place, path)
                if digest is None:
                    troubles.append(f"{path}: dañado en el archivo; no se copió.")
                    continue
                state = path.stat()
                files.append(Kept(name, digest, state.st_size, state.st_mode & 0o777, state.st_mtime_ns))
                new, new_bytes = new + fresh, new_bytes + fresh * state.st_size
        now = lima_now()
        copy = Copy(
            hecho_en=now.isoformat(timespec="seconds"),
            esquema=schema or 0,
            clave=key[0] if key else None,
            publicacion=published.name if published else None,
            archivos=tuple(files),
            enlaces=links,
            carpetas=folders,
        )
        record = json.dumps(asdict(copy), ensure_ascii=False).encode()
        write_whole(place / "respaldos" / f"{now.strftime(STAMP)}{SUFFIX}", gzip.compress(record, mtime=0))
    _forget(place, keep, outdated)
    return Done(copy, new, new_bytes, tuple(troubles))


def _walk(home: Home, warehouse: Path | None = None) -> Iterator[tuple[Path, str]]:
    """Folders before what lies in them; the warehouse last, as it is brought back."""
    for folder, names, files in os.walk(home.root):
        at = Path(folder)
        if at == home.root:
            names[:] = sorted(set(names) - LEFT_OUT)
            files = sorted(set(files) - LEFT_OUT)
        if at == home.warehouse.parent:
            names[:] = []
            files = []
        for name in [*sorted(names), *sorted(files)]:
            if not name.endswith(_NOT_COPIED):
                yield at / name, (at / name).relative_to(home.root).as_posix()
        names[:] = [name for name in names if not (at / name).is_symlink()]
    yield warehouse or home.warehouse, home.warehouse.relative_to(home.root).as_posix()


def _content(place: Path, digest: str) -> Path:
    return place / "contenidos" / digest[:2] / digest


def _store(home: Home, place: Path, file: Path) -> tuple[str | None, bool]:
    """The content's SHA-256 and whether it was new there; None where the archive holds other bytes than it should."""
    named = file.name if file.is_relative_to(home.archive) and file.suffix != ERASED else None
    if named and _content(place, named).exists():
        return named, False
    digest = _digest(file)
    if named and digest != named:
        return None, False
    target = _content(place, digest)
    if target.exists():
        return digest, False
    copy_whole(file, target)
    return digest, True


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _outdated(connection: duckdb.DuckDBPyConnection) -> datetime:
    """Copies from before then name people who are to be named no more: past their term, or erased since."""
    row = connection.execute("select max(terminado_en) from raw.borrados where cliente_id is not null").fetchone()
    last = row[0] if row and row[0] else datetime.min
    return max(last, moment(connection, "respaldos", lima_now().date()))


def _forget(place: Path, keep: int | None, before: datetime) -> None:
    """Removes the copies that are not among the last `keep`, or are from `before`, but never the last one."""
    *older, _ = records = copies(place)
    going = {record for record in older if datetime.strptime(record.name.partition(".")[0], STAMP) < before}
    going |= set(records[:-keep]) if keep else set()
    for record in going:
        record.unlink()
    named = {kept.sha256 for record in copies(place) for kept in Copy.read(record).archivos}
    for content in (place / "contenidos").glob("*/*"):
        if content.name not in named:
            content.unlink()


def copies(place: Path) -> list[Path]:
    """The records of a place's copies, the oldest first."""
    return sorted((place / "respaldos").glob(f"[0-9]*{SUFFIX}"))


def newest(place: Path) -> Copy:
    """The last copy made.

    Raises:
        Misuse: there is none.
    """
    found = copies(place)
    if not found:
        raise Misuse(f"en '{place}' no hay ningún respaldo de `red-cite respaldar`.")
    return Copy.read(found[-1])


def check(place: Path, copy: Copy) -> None:
    """Reads every content of a copy and opens its warehouse.

    Raises:
        BadCopy: something is missing or damaged.
    """
    bad = [kept.ruta for kept in copy.archivos if not _holds(_content(place, kept.sha256), kept.sha256)]
    if bad:
        shown = ", ".join(bad[:5]) + (", …" if len(bad) > 5 else "")
        raise BadCopy(f"El respaldo del {copy.hecho_en} está dañado: {len(bad)} archivos no se leen ({shown}).")
    with duckdb.connect(str(_content(place, copy.archivos[-1].sha256)), read_only=True) as connection:
        if version_of(connection) != copy.esquema:
            raise BadCopy(f"El almacén del respaldo del {copy.hecho_en} no es el que dice ser.")


def _holds(file: Path, digest: str) -> bool:
    return file.is_file() and _digest(file) == digest


def restore(home: Home, place: Path) -> Done:
    """Brings the newest copy back into a home that holds nothing else; killed and run again it goes on.

    The warehouse comes last, so that nothing starts on half of a home.

    Raises:
        BadCopy: the copy is damaged; nothing is brought back.
        Misuse: there is no copy, or the home or its lake holds something that is not the copy's.
    """
    require_empty(home)
    copy = newest(place)
    wanted = {kept.ruta: kept for kept in copy.archivos}
    _refuse_others(home, copy, wanted)
    check(place, copy)
    for name, mode in copy.carpetas.items():
        (home.root / name).mkdir(parents=True, exist_ok=True)
        (home.root / name).chmod(mode)
    for name, target in copy.enlaces.items():
        (home.root / name).unlink(missing_ok=True)
        (home.root / name).symlink_to(target)
    for kept in copy.archivos:
        file = home.root / kept.ruta
        if file == home.warehouse:
            os.sync()
        copy_whole(_content(place, kept.sha256), file, durable=file == home.warehouse)
        file.chmod(kept.modo)
        os.utime(file, ns=(kept.modificado, kept.modificado))
    if home.lake:
        put(Home(home.root), home)
    return Done(copy, len(wanted), sum(kept.bytes for kept in copy.archivos), tuple(_key_troubles(home, copy)))


def _refuse_others(home: Home, copy: Copy, wanted: dict[str, Kept]) -> None:
    if not home.root.exists():
        return
    for path, name in _walk(home):
        if path.is_symlink() and copy.enlaces.get(name) == str(path.readlink()):
            continue
        if path.is_file() and not (name in wanted and _holds(path, wanted[name].sha256)):
            raise Misuse(
                f"{path} no es del respaldo del {copy.hecho_en}: restaure en una carpeta vacía (RED_CITE_HOME), "
                "o aparte antes lo que hay."
            )


def _key_troubles(home: Home, copy: Copy) -> Iterator[str]:
    """The key lies nowhere in a copy: whoever has both could tell who each client is."""
    if copy.clave is None:
        return
    if not os.environ.get("RED_CITE_CLAVE") and not home.key_file.exists():
        yield f"Falta la clave de seudónimos: ponga su copia en {home.key_file} (o RED_CITE_CLAVE) antes de cerrar."
    elif Key.of(home).fingerprint != copy.clave:
        yield "La clave de seudónimos de aquí no es la del respaldo: los clientes se contarían dos veces; restitúyala."
