"""A feed in Dagster: a fourth one has its board, its raw tables, its job and its sensor by its registration alone;
a verdict stands until another replaces it."""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.core.paths import Home
from orchestration.defs import asking
from orchestration.defs.asking import QUIET_SECONDS
from orchestration.defs.feeds import Board, FeedAssets, feed_assets
from orchestration.defs.home import LOCATION, NAME, HomeResource
from orchestration.defs.mailboxes import load_job, mailbox, request_for
from orchestration.defs.run import dagster_home
from orchestration.intake.mailbox.settling import mark_of
from tests.toy_feed import ENCUESTAS

YEARS = dg.StaticPartitionsDefinition(["2023", "2024"])
BOARD = Board(YEARS, lambda place: str(place[0]) if str(place[0]) in ("2023", "2024") else None, lambda k: (int(k),))
KEY = dg.AssetKey("encuesta_anual")
CHECK = dg.AssetCheckKey(KEY, "puerta_encuestas")


@pytest.fixture(scope="module")
def survey() -> FeedAssets:
    return feed_assets(ENCUESTAS, BOARD)


def leave(home: Home, year: int, score: int) -> None:
    landing = ENCUESTAS.landing(home)
    landing.mkdir(exist_ok=True)
    (landing / f"{year}-{score}.csv").write_text(f"{year}\nq,{score}\n", encoding="utf-8")


def run(survey: FeedAssets, instance: dg.DagsterInstance, first: str, last: str) -> None:
    tags = {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
    assert dg.materialize(
        [survey.received, survey.raw], instance=instance, tags=tags, resources={NAME: HomeResource()}
    ).success


def shown(instance: dg.DagsterInstance) -> dict[str, set[str]]:
    """Cells of the check by state, as the board shows them."""
    subsets = instance.event_log_storage.get_asset_check_state([(CHECK, YEARS)])[CHECK].subsets
    return {state.value: set(subset.subset_value.get_partition_keys()) for state, subset in subsets.items()}


def test_a_fourth_feed_loads_shows_on_its_board_and_is_refused_properly(home: Home, survey: FeedAssets) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        leave(home, 2023, 4)
        leave(home, 2024, 9)
        run(survey, instance, "2023", "2024")
        assert instance.get_materialized_partitions(KEY) == {"2023"}
        assert (shown(instance)["SUCCEEDED"], shown(instance)["FAILED"]) == ({"2023"}, {"2024"})
        table = dg.AssetKey(["raw", "encuestas"])
        [told] = instance.fetch_materializations(dg.AssetRecordsFilter(table), limit=1).records
        assert told.asset_materialization is not None
        assert told.asset_materialization.metadata["dagster/row_count"].value == 1
    assert [f.name for f in (home.root / "encuestas" / "rechazados").glob("*.txt")]


def test_a_verdict_stands_when_its_cell_is_worked_on_again_with_nothing_new(
    home: Home, survey: FeedAssets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")  # restored afterwards: what is called next sets it
    dagster_home(home)
    with dg.DagsterInstance.get() as instance:
        leave(home, 2023, 4)
        leave(home, 2024, 9)
        run(survey, instance, "2023", "2024")
        for _ in range(2):
            run(survey, instance, "2023", "2024")
            assert (shown(instance)["SUCCEEDED"], shown(instance)["FAILED"]) == ({"2023"}, {"2024"})
            # The page of the check opens on the newest row: what is red in the list is red there.
            [newest] = instance.event_log_storage.get_asset_check_execution_history(CHECK, limit=1)
            assert (newest.partition, newest.status.value) == ("2024", "FAILED")
        leave(home, 2024, 5)
        run(survey, instance, "2024", "2024")
        assert shown(instance)["SUCCEEDED"] == {"2023", "2024"}


def test_the_cell_asked_for_is_the_cell_worked_on(home: Home, survey: FeedAssets) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        leave(home, 2023, 4)
        leave(home, 2024, 5)
        run(survey, instance, "2024", "2024")
        assert instance.get_materialized_partitions(KEY) == {"2024"}
        assert [file.name for file in ENCUESTAS.lying(home).files] == ["2023-4.csv"]
        run(survey, instance, "2024", "2024")  # nothing came of it: what counts is its content still
        told = instance.fetch_materializations(dg.AssetRecordsFilter(KEY, asset_partitions=["2024"]), limit=9).records
        assert len(told) == 2 and [file.name for file in ENCUESTAS.lying(home).files] == ["2023-4.csv"]


def test_a_cell_of_which_nothing_counts_anew_is_observed_and_stays_as_it_was(home: Home, survey: FeedAssets) -> None:
    """A backfill of cells takes one without any event for failed."""
    with dg.DagsterInstance.ephemeral() as instance:
        leave(home, 2024, 9)
        run(survey, instance, "2023", "2024")
        told = instance.fetch_observations(dg.AssetRecordsFilter(KEY), limit=9).records
        assert {record.partition_key for record in told} == {"2023", "2024"}  # none came; refused
        assert instance.get_materialized_partitions(KEY) == set()
        leave(home, 2024, 5)
        run(survey, instance, "2024", "2024")
        run(survey, instance, "2024", "2024")
        assert len(instance.fetch_observations(dg.AssetRecordsFilter(KEY), limit=9).records) == 2
        assert instance.get_materialized_partitions(KEY) == {"2024"}


def test_a_feed_without_a_board_of_which_nothing_came_is_observed(home: Home) -> None:
    received, key = feed_assets(ENCUESTAS).received, dg.AssetKey(ENCUESTAS.board)
    with dg.DagsterInstance.ephemeral() as instance:
        assert dg.materialize([received], instance=instance, resources={NAME: HomeResource()}).success
        assert len(instance.fetch_observations(key, limit=9).records) == 1
        leave(home, 2024, 5)
        assert dg.materialize([received], instance=instance, resources={NAME: HomeResource()}).success
        assert len(instance.fetch_observations(key, limit=9).records) == 1
        assert instance.get_latest_materialization_event(key) is not None


def test_a_run_says_what_it_was_about_and_is_one_of_the_location(home: Home, survey: FeedAssets) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        leave(home, 2023, 4)
        leave(home, 2024, 9)
        run(survey, instance, "2023", "2024")
        run(survey, instance, "2024", "2024")
        last, first = instance.get_runs()
    said = ("periodo", "cargados", "rechazados")
    assert [first.tags[name] for name in said] == ["2023_a_2024", "1", "1"]
    assert [last.tags[name] for name in said] == ["2024", "0", "0"]
    assert first.remote_job_origin is not None
    assert first.remote_job_origin.repository_origin.get_label() == f"__repository__@{LOCATION}"


def test_its_sensor_asks_for_what_has_settled(home: Home, survey: FeedAssets, monkeypatch: pytest.MonkeyPatch) -> None:
    job = load_job(survey)
    sensor = mailbox(survey, job, request_for(survey))
    assert (job.name, sensor.name) == ("carga_encuestas", "buzon_encuestas")
    leave(home, 2023, 4)
    cursor = None
    for moment in (0.0, QUIET_SECONDS + 1.0):
        monkeypatch.setattr(asking, "now", lambda moment=moment: moment)
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_sensor_context(resources={NAME: HomeResource()}, instance=instance, cursor=cursor)
            asked = sensor(context)
            cursor = context.cursor
    assert isinstance(asked, dg.RunRequest)
    assert asked.run_config == {
        "ops": {ENCUESTAS.step: {"config": {"asentados": [mark_of(home.landing / "encuestas" / "2023-4.csv")]}}}
    }
