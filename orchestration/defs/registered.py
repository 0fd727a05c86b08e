"""The feeds as Dagster has them: the assets, the job and the sensor of each one in `intake/feeds.py`.
How they are made belongs to `feeds.py` and `mailboxes.py`; a feed whose places are partitions has its board here."""

from __future__ import annotations

from datetime import datetime

from orchestration.defs.feeds import Board, FeedAssets, feed_assets
from orchestration.defs.mailboxes import load_job, mailbox, request_for
from orchestration.defs.partitions import REPORTS as REPORT_CELLS
from orchestration.defs.partitions import YEARS, report_key, year_key
from orchestration.intake.feed import Place
from orchestration.intake.feeds import FEEDS, REPORTS, SIAF


def _report_place(key: str) -> Place:
    month, cite = key.split("|")
    return cite, datetime.strptime(month, "%Y-%m").date()


BOARDS = {
    REPORTS.name: Board(REPORT_CELLS, lambda place: report_key(place[1], place[0]), _report_place),
    SIAF.name: Board(YEARS, lambda place: year_key(place[0]), lambda key: (int(key),)),
}
ASSETS: dict[str, FeedAssets] = {
    feed.name: feed_assets(feed, BOARDS.get(feed.name), raw_gate=feed is REPORTS) for feed in FEEDS
}
# The reports are taken in by the close; the others, when they arrive.
LOADED = [assets for assets in ASSETS.values() if assets.feed is not REPORTS]
LOADS = {assets.feed.name: load_job(assets) for assets in LOADED}
MAILBOXES = {assets.feed.name: mailbox(assets, LOADS[assets.feed.name], request_for(assets)) for assets in LOADED}
