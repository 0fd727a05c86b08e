"""What the system, DuckDB and SQLite say when they cannot go on, in Spanish and with what to do about it.
One table for every command and every asset; what the project itself refuses says so in its own words (`errors.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FULL = "No queda espacio en el disco{}: libere espacio y repita; lo que no terminó queda como estaba."
_DAMAGED = (
    "{} está dañado o no es de DuckDB. Si es el almacén, apártelo y use `red-cite restaurar` o "
    "`red-cite reconstruir`; si es de lo publicado, `red-cite cerrar` lo publica de nuevo."
)
_DENIED = "El sistema no da permiso{}: revise de quién es y ejecute red-cite con ese usuario."
_HELD = "{} está abierto en otro programa ({}): ciérrelo y repita. Para mirar cifras, abra publicado/red_cite.duckdb."
_EVENTS = "El registro de Dagster (SQLite) {}; las cifras no dependen de él."
# What is looked for in the text of an error and of its causes; what is said instead, with the groups that were found.
_SAYINGS = (
    (r'Could not set lock on file "(.+?)".*? held in (.+?)(?: by user \S+)?\. ', _HELD),
    (r"No space left on device|\[Errno (?:28|122)\]|Disk quota exceeded|database or disk is full", _FULL),
    (r"Out of Memory Error|could not allocate block", _FULL.replace("el disco", "la memoria o el disco")),
    (r'file "([^"]+)" exists, but it is not a valid DuckDB|bytes from file "([^"]+)": attempted', _DAMAGED),
    (r"Corrupt database file|does not match stored checksum|Failure while replaying WAL", _DAMAGED),
    (r'Cannot open file "([^"]+)": Permission denied|\[Errno (?:1|13)\] [^:\n]+(?:: \'(.+)\')?', _DENIED),
    (
        r"\[Errno 30\]|Read-only file system",
        "El disco está montado solo para lectura: móntelo de otro modo y repita.",
    ),
    (r"database is locked", _EVENTS.format("está ocupado por otro proceso: espere a que termine y repita")),
    (
        r"database disk image is malformed|file is not a database|disk I/O error|unable to open database file",
        _EVENTS.format("no se puede leer: mueva la carpeta `dagster` a otro lado y repita"),
    ),
)


def explained(error: BaseException | str) -> str | None:
    """The sentence for what stopped the work; None where the table does not know it."""
    text = error if isinstance(error, str) else "\n".join(map(str, _chain(error)))
    for pattern, said in _SAYINGS:
        found = re.search(pattern, text, re.DOTALL)
        if found:
            return _filled(said, [group for group in found.groups() if group])
    return None


def _filled(said: str, named: list[str]) -> str:
    if said is _DAMAGED:
        return said.format(named[0] if named else "El archivo de datos")
    if said is _HELD:
        return said.format(*named)
    return said.format(f" para «{named[0]}»" if named else "")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
