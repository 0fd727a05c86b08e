"""Runs a close through Dagster in this process, and keeps Dagster's own home beside the data.
What a close does belongs to the assets; what is said of it on a terminal belongs to `cli/`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.core.errors import Failure
from orchestration.core.paths import Home
from orchestration.core.whole_files import write_whole
from orchestration.defs.feeds import LISTENER
from orchestration.defs.metadata import step_message
from orchestration.defs.orphans import fail_orphaned_runs, own_tags
from orchestration.intake.feed import Decision, Feed, Listener
from orchestration.intake.feeds import REPORTS
from orchestration.intake.withdrawals import Withdrawn

# A run whose process was killed would be under way for ever, and hold the queue: the daemon ends it after an hour (a
# close takes seconds), and the mailbox's sensor asks for what it left.
# A run of a busy machine may take minutes to start; Dagster's own patience ends after three.
# Nothing here writes to a step's output: without its capture a run starts four processes less.
# One run at a time: two would only wait for each other at the lock of the warehouse (`warehouse.connection.exclusive`).
DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  max_runtime_seconds: 3600
  start_timeout_seconds: 900
compute_logs:
  module: orchestration.defs.private
  class: NoOpComputeLogManager
"""
# Where Dagster keeps what ran: files of its home, or the database that this variable names.
POSTGRES = "RED_CITE_POSTGRES_DAGSTER"
IN_FILES = """\
event_log_storage:
  module: orchestration.defs.event_log
  class: KeptEventLog
  config:
    base_dir:
      env: DAGSTER_HOME
"""
IN_POSTGRES = "".join(
    f"{kind}_storage:\n  module: {module}\n  class: {name}\n  config:\n    postgres_url:\n      env: {POSTGRES}\n"
    for kind, module, name in (
        ("run", "dagster_postgres.run_storage", "PostgresRunStorage"),
        ("schedule", "dagster_postgres.schedule_storage", "PostgresScheduleStorage"),
        ("event_log", "orchestration.defs.event_log_postgres", "KeptPostgresEventLog"),
    )
)


@dataclass(frozen=True)
class CloseResult:
    """`failed_steps` with their messages are empty when everything ran to the publication.

    `notes` are the sentences of the routes that need somebody: what still shows older figures, by name.
    """

    run_id: str
    success: bool
    failed_steps: dict[str, str]
    notes: tuple[str, ...] = ()


def dagster_home(home: Home) -> Path:
    """Dagster's home under the data folder, with its settings written; `DAGSTER_HOME` points to it afterwards."""
    home.create()
    if address := os.environ.get(POSTGRES):
        # What Dagster asks of a connection is psycopg2's; SQLAlchemy would choose psycopg, which closes it after that.
        os.environ[POSTGRES] = "postgresql+psycopg2://" + address.partition("://")[2]
    settings = home.dagster / "dagster.yaml"
    wanted = DAGSTER_YAML + (IN_POSTGRES if os.environ.get(POSTGRES) else IN_FILES)
    if not settings.exists() or settings.read_text(encoding="utf-8") != wanted:
        write_whole(settings, wanted)
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    return home.dagster


def close(
    home: Home, month: str, received_at: Mapping[str, str], quiet_seconds: float = 0, listener: Listener | None = None
) -> CloseResult:
    """One run of the job `cierre` over the month's partitions, after one of `carga_documentos` if the project changed.

    `received_at` gives ISO times of reception by path in landing; the clock holds for files that it does not name.
    A file that changes within `quiet_seconds` waits; zero is for a caller that knows every file to be whole.
    """
    from orchestration.closing.steps import documents_due
    from orchestration.defs.mailboxes import run_config
    from orchestration.defs.triggers import month_tags

    with _instance(home) as instance, _heard(listener):
        if documents_due(home):
            documents = _run("carga_documentos", instance)
            if not documents.success:
                return documents
        config = run_config(REPORTS, todo=True, recibido_en=dict(received_at), segundos_de_quietud=quiet_seconds)
        return _run("cierre", instance, month_tags(month), config)


def load(
    home: Home,
    feed: Feed,
    files: Sequence[Path] | None,
    quiet_seconds: float = 0,
    listener: Listener | None = None,
    received_at: Mapping[str, str] | None = None,
    to_publication: bool = True,
) -> CloseResult:
    """One run of the feed's job over `files`, which lie in its landing; None takes all that has settled there.

    `received_at` gives ISO times of reception by file name, as in `close`. Only the load itself runs without a close
    that the marts can follow, or where `to_publication` is false since the caller closes a month next.
    """
    from orchestration.defs.mailboxes import request_for, run_config
    from orchestration.defs.registered import ASSETS, LOADS
    from orchestration.intake.mailbox.settling import mark_of

    assets = ASSETS[feed.name]
    marks = None if files is None else [mark for file in files if (mark := mark_of(file)) is not None]
    with _instance(home) as instance, _heard(listener):
        asked = request_for(assets)(home, feed.lying(home).files if files is None else files)
        config = run_config(
            feed, todo=True, segundos_de_quietud=quiet_seconds, asentados=marks, recibido_en=dict(received_at or {})
        )
        selection = asked["asset_selection"] if to_publication else assets.keys
        return _run(LOADS[feed.name].name, instance, asked["tags"], config, selection)


def publish_all(home: Home) -> CloseResult:
    """What a close does after its reception, for deliveries in a home whose reports no close has judged yet."""
    from orchestration.closing.steps import documents_due
    from orchestration.defs.registered import ASSETS

    with _instance(home) as instance:
        if documents_due(home):
            documents = _run("carga_documentos", instance)
            if not documents.success:
                return documents
        keys = set(_definitions().resolve_job_def("cierre").asset_layer.executable_asset_keys)
        return _run("cierre", instance, only=sorted(keys - set(ASSETS[REPORTS.name].keys)))


def rejudge(home: Home, month: str, cite: str | None) -> list[tuple[Decision, Decision]]:
    """One run that judges again what counts of a month (AAAA-MM); each decision in force with today's.

    Raises:
        Failure: the run failed.
    """
    return _decided(home, "rejuicio", "rejuzgar", {"periodo": month, "cite": cite})


def withdraw(home: Home, reception: str, author: str, reason: str) -> Withdrawn:
    """One run that takes a version or delivery back, by the number of its reception.

    Raises:
        Misuse: there is no such delivery, or it never counted.
        Failure: the run failed.
    """
    return _decided(home, "retiro", "retirar", {"recepcion": reception, "autor": author, "razon": reason})


def _decided(home: Home, job: str, op: str, config: Mapping[str, Any]) -> Any:
    from orchestration.defs.decided import FOUND

    found: list[Any] = []
    hearing = FOUND.set(found)
    try:
        with _instance(home) as instance:
            result = _run(job, instance, config={"ops": {op: {"config": dict(config)}}})
    finally:
        FOUND.reset(hearing)
    if not found:
        raise Failure(" ".join(result.failed_steps.values()))
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


@contextmanager
def _instance(home: Home) -> Iterator[dg.DagsterInstance]:
    dagster_home(home)
    with dg.DagsterInstance.get() as instance:
        fail_orphaned_runs(instance)
        yield instance


@contextmanager
def _heard(listener: Listener | None) -> Iterator[None]:
    hearing = LISTENER.set(listener or Listener())
    try:
        yield
    finally:
        LISTENER.reset(hearing)


def _run(
    job: str,
    instance: dg.DagsterInstance,
    tags: Mapping[str, str] | None = None,
    config: Mapping[str, Any] | None = None,
    only: Sequence[dg.AssetKey] | None = None,
) -> CloseResult:
    result = (
        _definitions()
        .resolve_job_def(job)
        .execute_in_process(
            instance=instance,
            tags={**(tags or {}), **own_tags()},
            run_config={**(config or {}), "loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
            asset_selection=only,
        )
    )
    failures = {event.step_key or "": step_message(event) for event in result.all_events if event.is_step_failure}
    return CloseResult(result.run_id, result.success, failures, tuple(_notes(result)))


def _notes(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    for event in result.all_events:
        if event.is_step_materialization:
            told = event.step_materialization_data.materialization.metadata.get("avisos")
            yield from map(str, told.value if told is not None and isinstance(told.value, list) else ())


@cache
def _definitions() -> dg.Definitions:
    from orchestration.defs.definitions import defs

    return defs
