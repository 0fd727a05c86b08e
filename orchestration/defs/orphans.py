"""Orphaned runs: a killed process left them as started, so that Dagster would let no other begin.
A run says itself which process it is; one that died before it could is ended by the daemon after an hour."""

from __future__ import annotations

import os

import dagster as dg

# Kept from the lists of the UI by its beginning: it means nothing to people.
PROCESS = ".dagster/red_cite_proceso"


def own_tags() -> dict[str, str]:
    """What marks a run as executed by this very process."""
    return {PROCESS: str(os.getpid())}


def fail_orphaned_runs(instance: dg.DagsterInstance) -> list[str]:
    """Reports as failed every started run whose process is gone; returns their ids."""
    going = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
    orphans = [run for run in instance.get_runs(going) if PROCESS in run.tags and not _alive(int(run.tags[PROCESS]))]
    for run in orphans:
        instance.report_run_failed(run, "El proceso que lo ejecutaba se cortó; vuelva a ejecutarlo.")
    return [run.run_id for run in orphans]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
