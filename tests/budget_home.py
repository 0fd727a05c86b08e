"""A publication with spending for the dashboard's tests: centres and the head office, a year by month, a year whole.
Every amount is invented and every person SINTETICO; what the page should show of them belongs to the tests."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from orchestration.core.paths import Home
from tests.marts_home import build_marts, publish_marts
from tests.raw_fixture import Attention, Report
from tests.siaf_raw import Delivery, Spending, metas_by_centre

# On course, low, without any spending, with more given back than spent and no budget, and in no delivery at all.
ON_COURSE, LOW, IDLE, NO_BUDGET = (
    "citeacuicola-puno",
    "citeagroindustrial-chavimochic",
    "citepesquero-ilo",
    "citeccal-lima",
)
UNKNOWN = "citemadera-lima"
# The last month with spending, the one after it, and the end of the year of which only the whole is known.
CUT, AFTER, WHOLE_YEAR = "2024-04", "2024-05", "2023-12"
_OFFICE = "9990"


def _reports() -> list[Report]:
    """The centre on course reports each month, 10 services more than in the one before; the low one only February."""
    months = [(ON_COURSE, 2023, 12, 7), *((ON_COURSE, 2024, month, 10 * month) for month in range(1, 6))]
    return [
        Report(
            centre,
            date(year, month, 1),
            datetime(year + month // 12, month % 12 + 1, 3),
            (Attention(date(year, month, 3), "a", 1, "4.1", services),),
        )
        for centre, year, month, services in [*months, (LOW, 2024, 2, 4)]
    ]


def _deliveries() -> list[Delivery]:
    metas, metas_2023 = ({centre: found[0] for centre, found in metas_by_centre(year).items()} for year in (2024, 2023))
    whole = (Spending(metas_2023[ON_COURSE], "150000", "200000", anual="150500"),)
    by_month = (
        Spending(metas[ON_COURSE], "800000", "900000", ("100000", "50000", "75000", "25500")),
        Spending(metas[ON_COURSE], "0", "100000", categoria_gasto="6", generica="6"),
        Spending(metas[LOW], "1500000", "2000000", ("0", "100000", "250000", "10000")),
        Spending(metas[IDLE], "400000", "500000", ("0",)),
        Spending(metas[NO_BUDGET], "0", "0", ("0", "0", "-5000", "0")),
        Spending(_OFFICE, "60000", "100000", ("40000",), programa="9001", producto="3999999", meta_nombre="GESTION"),
    )
    return [
        Delivery(2023, 1, datetime(2024, 1, 20), whole),
        Delivery(2024, 1, datetime(2024, 5, 8), by_month, corte=4),
    ]


def publish(root: Path) -> Home:
    """Services up to May 2024, spending up to April; of 2023 the year's spending alone."""
    home = Home(root).create()
    build_marts(home, _reports(), _deliveries())
    publish_marts(home, datetime(2024, 6, 13, 7))
    return home
