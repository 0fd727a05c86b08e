"""Triggers: the schedule closes the month before; the sensor takes in what has settled, or says why it waits."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs import triggers
from orchestration.paths import Home
from orchestration.warehouse.reception import LIMA


@pytest.fixture(autouse=True)
def documents_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers.steps, "documents_due", lambda _: False)


def settle(file: Path, seconds_ago: float) -> None:
    then = time.time() - seconds_ago
    os.utime(file, (then, then))


def tick(instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    result = triggers.buzon(dg.build_sensor_context(instance=instance))
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


def test_the_schedule_closes_the_month_before_in_lima() -> None:
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2024, 3, 13, 7, tzinfo=LIMA))
    request = triggers.cierre_mensual(context)
    assert request.run_key == "cierre-2024-02"
    assert set(request.tags.values()) == {"2024-02|citeacuicola-puno", "2024-02|uttextil-y-confecciones-lima"}


def test_an_empty_landing_is_skipped_with_its_reason(home: Home) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        skip = tick(instance)
    assert isinstance(skip, dg.SkipReason) and "No hay archivos" in str(skip.skip_message)


def test_a_growing_file_waits_and_a_settled_one_is_asked_for_once(home: Home) -> None:
    file = home.landing / "a.xlsx"
    file.write_bytes(b"SINTETICO")
    with dg.DagsterInstance.ephemeral() as instance:
        waiting = tick(instance)
        assert isinstance(waiting, dg.SkipReason) and "siguen creciendo" in str(waiting.skip_message)
        settle(file, triggers.QUIET_SECONDS + 5)
        first, second = tick(instance), tick(instance)
        assert isinstance(first, dg.RunRequest) and isinstance(second, dg.RunRequest)
        assert first.run_key == second.run_key
        file.write_bytes(b"SINTETICO, corregido")
        settle(file, triggers.QUIET_SECONDS + 5)
        third = tick(instance)
    assert isinstance(third, dg.RunRequest) and third.run_key != first.run_key


def test_files_wait_while_a_close_is_running(home: Home) -> None:
    file = home.landing / "a.xlsx"
    file.write_bytes(b"SINTETICO")
    settle(file, triggers.QUIET_SECONDS + 5)
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_run(
            dg.DagsterRun(
                job_name="cierre", run_id="00000000-0000-0000-0000-000000000001", status=dg.DagsterRunStatus.STARTED
            )
        )
        skip = tick(instance)
    assert isinstance(skip, dg.SkipReason) and "cierre en curso" in str(skip.skip_message)


def test_files_wait_for_the_documents_of_a_changed_project(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(triggers.proyecto(), dg.SkipReason)
    monkeypatch.setattr(triggers.steps, "documents_due", lambda _: True)
    file = home.landing / "a.xlsx"
    file.write_bytes(b"SINTETICO")
    settle(file, triggers.QUIET_SECONDS + 5)
    with dg.DagsterInstance.ephemeral() as instance:
        skip = tick(instance)
    assert isinstance(skip, dg.SkipReason) and "El proyecto cambió" in str(skip.skip_message)
    request = triggers.proyecto()
    assert isinstance(request, dg.RunRequest) and request.run_key == triggers.proyecto().run_key
