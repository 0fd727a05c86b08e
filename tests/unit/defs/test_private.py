"""What is taken from Dagster's private modules still means what it is used for, and no other module takes any."""

# No `from __future__ import annotations` here: Dagster reads a step's annotation as it stands.
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph_subset import AssetGraphSubset
from dagster._core.definitions.timestamp import TimestampWithTimezone
from dagster._core.execution.asset_backfill import (
    AssetBackfillData,
    get_asset_backfill_iteration_materialized_subset,
)

from orchestration.core.paths import PROJECT, Home
from orchestration.defs.event_log import KEPT, KeptEventLog
from orchestration.defs.private import (
    BACKFILL,
    NO_MATERIALISATION,
    NoOpComputeLogManager,
    SpokenOf,
    SqliteEventLog,
    give_origin,
    range_tags_of,
)
from orchestration.defs.run import dagster_home

# What the page of a job asks for its runs by.
REPOSITORY = ".dagster/repository"


def test_no_other_module_reaches_into_dagster() -> None:
    reaching = [f.name for f in (PROJECT / "orchestration").rglob("*.py") if "dagster._" in f.read_text("utf-8")]
    assert reaching == ["private.py"]


def test_tags_make_one_run_of_a_range_and_a_mark_keeps_its_cells_from_being_materialised_by_the_output() -> None:
    letters = dg.StaticPartitionsDefinition(["a", "b", "c"])
    worked_on: list[str] = []

    @dg.multi_asset(specs=[dg.AssetSpec("tablero", partitions_def=letters, skippable=True)])
    def step(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]  # Dagster reads a generator's as is
        worked_on.extend(context.partition_keys)
        yield dg.AssetMaterialization("tablero", partition="c")
        yield dg.Output(None, output_name="tablero", metadata={NO_MATERIALISATION: True})

    with dg.DagsterInstance.ephemeral() as instance:
        assert dg.materialize([step], instance=instance, tags=range_tags_of("b", "c")).success
        assert worked_on == ["b", "c"]
        assert instance.get_materialized_partitions(dg.AssetKey("tablero")) == {"c"}


def test_a_check_says_which_materialisation_it_speaks_of() -> None:
    spoken = SpokenOf(storage_id=1, run_id="r", timestamp=0.0)
    told = dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("tablero"), check_name="veredicto", passed=True, target_materialization_data=spoken
    )
    assert told.target_materialization_data == spoken


def test_the_instance_of_a_home_captures_no_output(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")  # restored afterwards: what is tested sets it
    dagster_home(home)
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.compute_log_manager, NoOpComputeLogManager)


def test_a_run_of_a_process_of_its_own_becomes_one_of_the_location_and_keeps_its_state(tmp_path: Path) -> None:
    @dg.op
    def nothing() -> None: ...

    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        run = dg.GraphDefinition("trabajo", node_defs=[nothing]).to_job().execute_in_process(instance=instance)
        give_origin(instance, run.run_id, "lugar")
        give_origin(instance, run.run_id, "otro")
        kept = instance.get_run_by_id(run.run_id)
        assert [r.run_id for r in instance.get_runs(dg.RunsFilter(tags={REPOSITORY: "__repository__@lugar"}))]
    assert kept is not None and kept.status is dg.DagsterRunStatus.SUCCESS
    assert kept.remote_job_origin is not None and kept.remote_job_origin.job_name == "trabajo"


def test_the_event_log_of_a_home_is_read_by_dagsters_own_and_keeps_few_files_open(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dg.asset
    def tabla() -> None: ...

    monkeypatch.setenv("DAGSTER_HOME", "")
    dagster_home(home)
    with dg.DagsterInstance.get() as instance:
        log = instance.event_log_storage
        assert isinstance(log, KeptEventLog)
        runs = [dg.materialize([tabla], instance=instance).run_id for _ in range(KEPT + 2)]
        assert len(log._engines) == KEPT
        own = SqliteEventLog(str(home.dagster / "history" / "runs"))
        for run in (runs[0], runs[-1]):
            assert len(own.get_logs_for_run(run)) == len(instance.all_logs(run)) > 5
        told = instance.fetch_materializations(dg.AssetKey("tabla"), limit=99).records
        assert [record.run_id for record in told] == runs[::-1]
    assert not log._engines


def test_a_backfill_is_done_with_a_cell_that_was_observed_and_the_board_shows_it_empty(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters, board = dg.StaticPartitionsDefinition(["a", "b"]), dg.AssetKey("tablero")

    @dg.multi_asset(specs=[dg.AssetSpec(board, partitions_def=letters, skippable=True)])
    def step(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]  # Dagster reads a generator's as is
        yield dg.AssetMaterialization("tablero", partition="a")
        yield dg.AssetObservation("tablero", partition="b")

    monkeypatch.setenv("DAGSTER_HOME", "")
    dagster_home(home)
    with dg.DagsterInstance.get() as instance:
        assert dg.materialize([step], instance=instance, tags={**range_tags_of("a", "b"), BACKFILL: "todo"}).success
        assert instance.get_materialized_partitions(board) == {"a"}
        whole = AssetGraphSubset(partitions_subsets_by_asset_key={board: letters.subset_with_all_partitions()})
        nothing = AssetGraphSubset()
        begun = AssetBackfillData(whole, True, 0, nothing, whole, nothing, TimestampWithTimezone(0, "UTC"))
        graph = dg.Definitions([step]).resolve_asset_graph()
        asking: Any = SimpleNamespace(instance=instance)
        done = get_asset_backfill_iteration_materialized_subset("todo", begun, graph, asking)  # type: ignore[arg-type]
        assert set(done.get_partitions_subset(board).get_partition_keys()) == {"a", "b"}
