"""The feeds that the warehouse takes in, in the order in which they are told of. A new one is entered here.
What a feed is belongs to `feed`; what each does, to the folder of its name."""

from __future__ import annotations

from orchestration.intake.data_peru.feed import DATA_PERU
from orchestration.intake.reports.feed import REPORTS
from orchestration.intake.siaf.feed import SIAF

FEEDS = (REPORTS, SIAF, DATA_PERU)
