"""What time it is where the institution works.
When a month is closed stands here, for whoever closes it; when a report is due is a figure of dbt's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")
# The day after the last of the usual receptions (days 1 to 12), at seven.
_CLOSE_DAY, _CLOSE_HOUR = 13, 7


def lima_now(_: Path | None = None) -> datetime:
    """The clock's time in Lima, naive: the reception time of a file unless one is given."""
    return datetime.now(LIMA).replace(tzinfo=None)


def close_moment(month: str) -> datetime:
    """When `month` (`AAAA-MM`) is to be closed: on the thirteenth of the next one (naive, America/Lima)."""
    year, number = (int(part) for part in month.split("-"))
    return datetime(year + number // 12, number % 12 + 1, _CLOSE_DAY, _CLOSE_HOUR)
