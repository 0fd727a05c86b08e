"""The products of a month are asked for by month, after its close."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from orchestration.defs.products import productos_del_mes


def test_the_schedule_asks_for_the_month_before_in_lima() -> None:
    moment = datetime(2024, 3, 14, 7, tzinfo=ZoneInfo("America/Lima"))
    request = productos_del_mes(dg.build_schedule_context(scheduled_execution_time=moment))
    assert (request.partition_key, request.run_key) == ("2024-02", "productos-2024-02")
