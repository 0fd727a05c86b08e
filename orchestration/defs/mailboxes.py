"""The job and the sensor of a feed's mailbox: what has settled in its landing is loaded in one run, and published.
What a sensor remembers between ticks belongs to `asking.py`; what a run does, to the assets."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.closing import steps
from orchestration.core.paths import Home
from orchestration.defs.asking import Tick, why_nothing
from orchestration.defs.feeds import FeedAssets
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import skipping_in_words
from orchestration.defs.private import range_tags_of
from orchestration.defs.products import PRODUCTS
from orchestration.defs.publication import KEY as PUBLICATION
from orchestration.defs.transformations import marts
from orchestration.intake.feed import Feed

# What a run over these files takes beside its configuration: tags, selection.
Request = Callable[[Home, Sequence[Path]], dict[str, Any]]


def load_job(assets: FeedAssets) -> Any:
    """Loads the feed, then builds the marts and publishes."""
    feed = assets.feed
    return dg.define_asset_job(
        f"carga_{feed.name}",
        selection=dg.AssetSelection.assets(*assets.keys, *(spec.key for spec in marts.specs))
        | (dg.AssetSelection.assets(PUBLICATION).downstream() - PRODUCTS),
        description=f"Carga lo que hay en landing/{feed.name} ({feed.title}), rehace los marts y publica.",
    )


def request_for(assets: FeedAssets) -> Request:
    """The cells that the files speak of, and what can be built after them.

    Where no close has judged what the centres reported, or they reported since, the marts wait for the next close.
    """

    def request(home: Home, files: Sequence[Path]) -> dict[str, Any]:
        return {
            "tags": range_tags(assets, files),
            "asset_selection": None if steps.marts_can_follow(home) else assets.keys,
        }

    return request


def range_tags(assets: FeedAssets, files: Sequence[Path]) -> dict[str, str]:
    """The tags of one run over the cells that the files say they are of, else over the newest cell."""
    if assets.board is None:
        return {}
    places = [place for file in files if (place := assets.feed.glance(file)) is not None]
    keys = sorted(key for place in places if (key := assets.board.key_of(place)) is not None)
    keys = keys or [assets.board.partitions.get_last_partition_key() or ""]
    return range_tags_of(keys[0], keys[-1])


def run_config(feed: Feed, **config: Any) -> dict[str, Any]:
    """The configuration of the feed's step, as a run takes it."""
    return {"ops": {feed.step: {"config": config}}}


def mailbox(
    assets: FeedAssets,
    job: Any,
    request: Request = lambda _home, _files: {},
    name: str | None = None,
    skip_reason: Callable[[Home, int], str | None] = lambda _home, _count: None,
) -> dg.SensorDefinition:
    """The sensor that asks for one run over all that has settled, or for what a run that died left half-way."""
    feed = assets.feed
    folder = f"landing/{feed.name if feed.folder is None else feed.folder}".rstrip("/")

    @dg.sensor(
        name=name or f"buzon_{feed.name}",
        job=job,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Carga en una sola ejecución lo que ya se asentó en {folder}.",
    )
    @skipping_in_words
    def sensor(context: dg.SensorEvaluationContext, casa: HomeResource) -> dg.RunRequest | dg.SkipReason:
        home, tick = casa.home, Tick.of(context)
        seen = tick.look(home, feed)

        def why_not() -> str | None:
            if not seen.settled and not steps.unfinished(home, feed):
                return why_nothing(seen, folder)
            return skip_reason(home, len(seen.settled))

        key = tick.ask(seen, job.name, why_not)
        if isinstance(key, dg.SkipReason):
            return key
        config = run_config(feed, asentados=seen.marks)
        return dg.RunRequest(run_key=f"{feed.name}-{key}", run_config=config, **request(home, seen.settled))

    return sensor
