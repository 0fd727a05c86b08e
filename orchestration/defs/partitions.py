"""The partitions: month x centre for the reports, so that the UI's grid is the board of who has reported, and years.
Which centre is due when is a figure, and belongs to dbt (`cobertura_reportes`)."""

from __future__ import annotations

from datetime import date

import dagster as dg

from orchestration.core.catalogs import centres

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
    if text not in MONTHS.get_partition_keys() or cite_codigo not in CENTRES.get_partition_keys():
        return None
    return str(dg.MultiPartitionKey({"anio_mes": text, "cite": cite_codigo}))


def month_range(month: str) -> tuple[str, str]:
    """First and last partition key of a month, for a single run over its centres."""
    codes = CENTRES.get_partition_keys()
    first, last = (dg.MultiPartitionKey({"anio_mes": month, "cite": code}) for code in (codes[0], codes[-1]))
    return str(first), str(last)
