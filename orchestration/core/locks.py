"""Locks on open files, held between processes and freed by the system when a process is killed.
What a lock protects, and how long to wait for it, is for the room that asks for one."""

from __future__ import annotations

from typing import IO

from orchestration.core.errors import Misuse

try:
    import fcntl
except ImportError:  # Windows has none of these locks
    fcntl = None  # type: ignore[assignment]

NOT_HERE = (
    "el almacén no funciona en Windows: instale red-cite en WSL (el Linux de Windows) y ejecute allí este comando; "
    "en Windows funciona lo que solo lee, como `red-cite validar`."
)


class NoLocks(Misuse):
    """This system has no such locks."""

    def __init__(self) -> None:
        super().__init__(NOT_HERE)


def available() -> bool:
    return fcntl is not None


def lock(handle: IO[str], wait: bool = True) -> None:
    """Holds the file for this process until it is closed.

    Raises:
        BlockingIOError: another process holds it, and `wait` is False.
        NoLocks: nothing can be held here.
    """
    if fcntl is None:
        raise NoLocks
    fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
