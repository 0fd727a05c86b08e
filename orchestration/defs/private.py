"""What is taken from Dagster's private modules, for it has no public way: here and nowhere else.
`tests/unit/defs/test_private.py` fails when a new Dagster moves or changes any of it."""

from __future__ import annotations

from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData as SpokenOf,
)
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION as NO_MATERIALISATION
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG as RANGE_END
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_START_TAG as RANGE_START

# `NoOpComputeLogManager` is named by the instance's settings (`run.DAGSTER_YAML`).
__all__ = ["NO_MATERIALISATION", "RANGE_END", "RANGE_START", "NoOpComputeLogManager", "SpokenOf", "range_tags_of"]


def range_tags_of(first: str, last: str) -> dict[str, str]:
    """The tags that make one run of the partitions from `first` to `last`."""
    return {RANGE_START: first, RANGE_END: last}
