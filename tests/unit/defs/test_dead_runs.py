"""A killed close must not look as if it were still going on."""

from __future__ import annotations

import subprocess
import sys

import dagster as dg
import pytest

from orchestration.defs.orphans import PROCESS, fail_orphaned_runs, own_tags


def started(instance: dg.DagsterInstance, number: int, tags: dict[str, str]) -> str:
    run = dg.DagsterRun(
        job_name="cierre",
        run_id=f"00000000-0000-0000-0000-{number:012d}",
        status=dg.DagsterRunStatus.STARTED,
        tags=tags,
    )
    return instance.add_run(run).run_id


@pytest.fixture
def gone() -> str:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return str(process.pid)


def test_only_runs_of_a_process_that_is_gone_are_reported_failed(gone: str) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        dead = started(instance, 1, {PROCESS: gone})
        ours = started(instance, 2, own_tags())
        launched = started(instance, 3, {})
        assert fail_orphaned_runs(instance) == [dead]
        states = {run.run_id: run.status for run in instance.get_runs()}
    assert states[dead] is dg.DagsterRunStatus.FAILURE
    assert states[ours] is states[launched] is dg.DagsterRunStatus.STARTED
