"""What time it is where the institution works.
When a thing is due or was received belongs to the rooms that ask."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")


def lima_now(_: Path | None = None) -> datetime:
    """The clock's time in Lima, naive: the reception time of a file unless one is given."""
    return datetime.now(LIMA).replace(tzinfo=None)
