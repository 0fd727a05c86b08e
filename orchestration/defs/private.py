"""What is taken from Dagster's private modules, for it has no public way: here and nowhere else.
`tests/unit/defs/test_private.py` fails when a new Dagster moves or changes any of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData as SpokenOf,
)
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION as NO_MATERIALISATION
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG as RANGE_END
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_START_TAG as RANGE_START
from dagster._core.storage.tags import BACKFILL_ID_TAG as BACKFILL
from dagster._core.storage.tags import REPOSITORY_LABEL_TAG

if TYPE_CHECKING:
    from dagster._core.storage.event_log import SqliteEventLogStorage as SqliteEventLog
    from dagster._core.storage.event_log.sqlite.sqlite_event_log import create_engine

# `NoOpComputeLogManager` is named by the instance's settings (`run.DAGSTER_YAML`).
__all__ = [
    "BACKFILL",
    "DAEMON",
    "NO_MATERIALISATION",
    "RANGE_END",
    "RANGE_START",
    "NoOpComputeLogManager",
    "SpokenOf",
    "SqliteEventLog",
    "create_engine",
    "give_origin",
    "range_tags_of",
]

# The daemon as a program, which `red-cite ui` starts: the script of its name breaks in a folder with a space.
DAEMON = "dagster._daemon"


def __getattr__(name: str) -> Any:
    """The event log's own, with SQLAlchemy and Alembic behind it, only where one is opened: not to load definitions."""
    if name not in ("SqliteEventLog", "create_engine"):
        raise AttributeError(name)
    from dagster._core.storage.event_log.sqlite import sqlite_event_log

    return {"SqliteEventLog": sqlite_event_log.SqliteEventLogStorage, "create_engine": sqlite_event_log.create_engine}[
        name
    ]


def range_tags_of(first: str, last: str) -> dict[str, str]:
    """The tags that make one run of the partitions from `first` to `last`."""
    return {RANGE_START: first, RANGE_END: last}


def give_origin(instance: dg.DagsterInstance, run_id: str, location: str) -> None:
    """Makes a run that was started in a process of its own one of the location's job, as the UI's own runs are.

    The timeline leaves out runs without an origin, and a job's page those without the tag.
    """
    run = instance.get_run_by_id(run_id)
    if run is None or run.remote_job_origin is not None:
        return
    repository = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin(location), "__repository__")
    instance.add_run_tags(run_id, {REPOSITORY_LABEL_TAG: repository.get_label()})  # the row that is replaced next
    tagged = instance.get_run_by_id(run_id)
    assert tagged is not None
    instance.run_storage.replace_job_origin(tagged, repository.get_job_origin(run.job_name))
