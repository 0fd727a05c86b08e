"""The products as assets: months asked for by a run, and what it says of one that is not published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from orchestration.core.paths import Home
from orchestration.defs import products
from orchestration.defs.home import NAME, HomeResource
from orchestration.defs.private import BACKFILL, range_tags_of
from orchestration.outputs.figure_reader import NotPublished
from orchestration.outputs.products.produce import MadeProducts

KINDS = ("validaciones", "seguimiento", "alcance", "entrega_data_peru")
WHY = "2024-12 no está publicado: la publicación tiene de 2024-01 a 2024-11."


@pytest.fixture
def instance(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """A publication that ends with November."""

    def produce(_: Home, first: date) -> MadeProducts:
        if first.month == 12:
            raise NotPublished(WHY)
        return MadeProducts(Path("x"), 7, 155, True)

    monkeypatch.setattr(products, "produce", produce)
    monkeypatch.setattr(products, "retell_documents", lambda _: None)
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def run(instance: dg.DagsterInstance, tags: dict[str, str], month: str | None = None) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [products.productos],
        instance=instance,
        tags=tags,
        partition_key=month,
        raise_on_error=False,
        resources={NAME: HomeResource()},
    )


@pytest.mark.parametrize(
    ("tags", "month"),
    [(range_tags_of("2024-11", "2024-12"), None), ({BACKFILL: "todo"}, "2024-12")],
    ids=["a range", "the rest of a backfill"],
)
def test_among_many_a_month_that_is_not_published_is_passed_over_and_says_why(
    instance: dg.DagsterInstance, tags: dict[str, str], month: str | None
) -> None:
    assert run(instance, tags, month).success
    for name in KINDS:
        made = instance.get_materialized_partitions(dg.AssetKey(name))
        assert made == ({"2024-11"} if month is None else set())
        [told] = instance.fetch_observations(dg.AssetRecordsFilter(dg.AssetKey(name)), limit=9).records
        assert told.partition_key == "2024-12" and told.asset_observation is not None
        assert told.asset_observation.description == f"No se escribe: {WHY}"


def test_asked_for_by_itself_it_is_refused(instance: dg.DagsterInstance) -> None:
    result = run(instance, {}, "2024-12")
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_failure_data.user_failure_data is not None
    assert failure.step_failure_data.user_failure_data.description == WHY
