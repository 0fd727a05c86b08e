"""The SIAF's triggers: a settled file is asked for once, in a run of its year; the marts only where they can follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.closing import steps
from orchestration.core.clock import LIMA
from orchestration.core.paths import Home
from orchestration.defs import asking
from orchestration.defs.asking import QUIET_SECONDS
from orchestration.defs.home import NAME, HomeResource
from orchestration.defs.registered import ASSETS, MAILBOXES
from orchestration.defs.triggers import siaf_mensual
from orchestration.intake.feeds import SIAF
from orchestration.intake.mailbox.settling import mark_of
from orchestration.intake.siaf import feed as siaf_feed
from tests.siaf_files import country, row, text, write

FIRST, LAST = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


class Sensor:
    """Ticks with the cursor kept, at a time of the test's own."""

    def __init__(self, instance: dg.DagsterInstance, patch: pytest.MonkeyPatch) -> None:
        self._instance, self._cursor, self.moment = instance, None, 1_000_000.0
        patch.setattr(asking, "now", lambda: self.moment)

    def tick(self, later: float = 0) -> dg.RunRequest | dg.SkipReason:
        self.moment += later
        context = dg.build_sensor_context(
            resources={NAME: HomeResource()}, instance=self._instance, cursor=self._cursor
        )
        result = MAILBOXES["siaf"](context)
        self._cursor = context.cursor
        assert isinstance(result, dg.RunRequest | dg.SkipReason)
        return result


@pytest.fixture
def sensor(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sensor]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Sensor(instance, monkeypatch)


def drop(home: Home, year: int = 2024, name: str = "a.csv") -> Path:
    return write(home.siaf_landing / name, text(country(year)))


def marks(request: dg.RunRequest) -> list[str]:
    return list(request.run_config["ops"]["entregas_siaf"]["config"]["asentados"])


def test_a_settled_file_is_asked_for_once_in_a_run_of_its_year(home: Home, sensor: Sensor) -> None:
    assert "landing/siaf" in str(sensor.tick().skip_message)  # type: ignore[union-attr]
    file = drop(home)
    assert isinstance(sensor.tick(), dg.SkipReason)
    first, second = sensor.tick(QUIET_SECONDS), sensor.tick(QUIET_SECONDS)
    assert isinstance(first, dg.RunRequest) and isinstance(second, dg.RunRequest)
    assert marks(first) == [mark_of(file)] and first.run_key == second.run_key
    assert (first.tags[FIRST], first.tags[LAST]) == ("2024", "2024")


def test_files_of_several_years_are_one_run(home: Home, sensor: Sensor) -> None:
    drop(home, 2022, "a.csv")
    drop(home, 2024, "b.csv")
    write(home.siaf_landing / "c.csv", "no es del SIAF\n")
    sensor.tick()
    request = sensor.tick(QUIET_SECONDS)
    assert isinstance(request, dg.RunRequest)
    assert (request.tags[FIRST], request.tags[LAST], len(marks(request))) == ("2022", "2024", 3)


@pytest.mark.parametrize("follow", [True, False])
def test_the_marts_are_part_of_the_run_only_where_they_can_follow(
    home: Home, sensor: Sensor, monkeypatch: pytest.MonkeyPatch, follow: bool
) -> None:
    monkeypatch.setattr(steps, "marts_can_follow", lambda _: follow)
    drop(home)
    sensor.tick()
    request = sensor.tick(QUIET_SECONDS)
    assert isinstance(request, dg.RunRequest)
    assert request.asset_selection == (None if follow else ASSETS["siaf"].keys)


def test_what_a_killed_run_left_half_way_is_asked_for(
    home: Home, sensor: Sensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    drop(home)
    with monkeypatch.context() as patch:
        patch.setattr(siaf_feed, "read", die)
        with pytest.raises(KeyboardInterrupt):
            steps.receive(home, SIAF)
    request = sensor.tick()
    assert isinstance(request, dg.RunRequest) and marks(request) == []


def test_files_wait_while_a_load_is_running(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(home)
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_run(dg.DagsterRun(job_name="carga_siaf", status=dg.DagsterRunStatus.STARTED))
        assert "«carga_siaf» en curso" in str(Sensor(instance, monkeypatch).tick().skip_message)  # type: ignore[union-attr]


def test_the_schedule_takes_what_lies_there_before_the_close(home: Home) -> None:
    context = dg.build_schedule_context(
        resources={NAME: HomeResource()}, scheduled_execution_time=datetime(2024, 3, 12, 7, tzinfo=LIMA)
    )
    assert isinstance(siaf_mensual(context), dg.SkipReason)
    write(home.siaf_landing / "a.csv", text([row(2023)]))
    request = siaf_mensual(context)
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == "siaf-2024-03" and request.tags[FIRST] == "2023"
