"""Whether the disk has room for a close, asked before anything leaves landing.
What a full disk says when it comes all the same belongs to `troubles.py`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from orchestration.core.errors import Failure
from orchestration.core.paths import Home

# A publication with its workbooks, and what dbt and DuckDB write beside it.
LEAST_BYTES = 200_000_000


class NoRoom(Failure):
    """The disk has less room than a close may need."""


def require_room(home: Home, incoming: Iterable[Path] = ()) -> None:
    """Each incoming file may lie twice, and the warehouse, too, when it is built whole.

    Raises:
        NoRoom: there is less.
    """
    sizes = [file.stat().st_size for file in (*incoming, home.warehouse) if file.is_file()]
    needed, free = LEAST_BYTES + 2 * sum(sizes), shutil.disk_usage(home.root).free
    if free < needed:
        raise NoRoom(
            f"Quedan {free / 1e6:,.0f} MB libres en {home.root} y hacen falta {needed / 1e6:,.0f}: libere espacio. "
            "No se tomó nada de landing."
        )
