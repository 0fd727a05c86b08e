"""The code location with a board that begins twenty years before the newest month; `board.py` alone uses it.
It must be imported before anything that reads the partitions."""

from __future__ import annotations

from dataclasses import replace

from orchestration.core import catalogs

FIRST = "2005-03"

_known = catalogs.centres
catalogs.centres = lambda: {  # type: ignore[assignment]
    code: replace(centre, reports_since=centre.reports_since and FIRST) for code, centre in _known().items()
}

from orchestration.defs.definitions import defs  # noqa: E402

__all__ = ["defs"]
