"""The partitions: month x centre for the reports, so that the UI's grid is the board of who has reported, and years.
Which centre is due when is a figure, and belongs to dbt (`cobertura_reportes`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

import dagster as dg

from orchestration.core.catalogs import centres
from orchestration.core.clock import close_moment, lima_now
from orchestration.defs.private import RANGE_END, RANGE_START

# The first month that any centre reports; months exist once they are over, in Lima.
MONTHS = dg.MonthlyPartitionsDefinition(
    start_date=min(c.reports_since for c in centres().values() if c.reports_since), fmt="%Y-%m", timezone="America/Lima"
)
CENTRES = dg.StaticPartitionsDefinition([c.code for c in centres().values() if c.reports_since])

# Dagster orders dimensions by name, and a range of keys runs over the last one first: with `anio_mes` before
# `cite`, the centres of one month are one unbroken range, which is what lets a month be a single run.
REPORTS = dg.MultiPartitionsDefinition({"anio_mes": MONTHS, "cite": CENTRES})

# The SIAF's files, in this layout since 2017; a year is there from its first day on, for its own file grows with it.
YEARS = dg.TimeWindowPartitionsDefinition(
    start="2017", fmt="%Y", cron_schedule="0 0 1 1 *", timezone="America/Lima", end_offset=1
)


def year_key(year: int | None) -> str | None:
    """The partition of a SIAF year, None where the board has no such cell."""
    return str(year) if str(year) in YEARS.get_partition_keys() else None


def report_key(month: date, cite_codigo: str) -> str | None:
    """The partition of a report, None where the board has no such cell (a month that is not over)."""
    text = month.strftime("%Y-%m")
    if text not in _months(lima_now().date()) or cite_codigo not in CENTRES.get_partition_keys():
        return None
    return str(dg.MultiPartitionKey({"anio_mes": text, "cite": cite_codigo}))


@lru_cache(maxsize=1)
def _months(_today: date) -> frozenset[str]:
    """The board's months, which Dagster counts from the first one each time: a home has thousands of reports."""
    return frozenset(MONTHS.get_partition_keys())


def month_range(month: str) -> tuple[str, str]:
    """First and last partition key of a month, for a single run over its centres."""
    codes = CENTRES.get_partition_keys()
    first, last = (dg.MultiPartitionKey({"anio_mes": month, "cite": code}) for code in (codes[0], codes[-1]))
    return str(first), str(last)


def months_due(now: datetime) -> list[str]:
    """The months whose close is due by `now` (naive, America/Lima), in their order."""
    return [month for month in MONTHS.get_partition_keys() if close_moment(month) <= now]


def months_of(tags: Mapping[str, str]) -> list[str]:
    """The months that a run over a range of reports was about; none where its tags name no range."""
    first, last = (tags.get(tag, "").partition("|")[0] for tag in (RANGE_START, RANGE_END))
    return [month for month in MONTHS.get_partition_keys() if first and first <= month <= last]
