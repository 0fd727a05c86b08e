"""Triggers: the schedule closes the month before; the sensor takes in what has settled, or says why it waits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import duckdb
import pytest

from orchestration.core.clock import LIMA
from orchestration.core.paths import Home
from orchestration.defs import asking, triggers
from orchestration.defs.definitions import defs
from orchestration.defs.home import NAME, HomeResource
from orchestration.defs.metadata import skipping_in_words
from orchestration.defs.partitions import months_due, months_of
from orchestration.intake import decisions, reception
from orchestration.intake.feeds import REPORTS
from orchestration.intake.mailbox import outbox
from orchestration.intake.mailbox.settling import mark_of
from orchestration.warehouse.connection import WarehouseBusy


@pytest.fixture(autouse=True)
def documents_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers.steps, "documents_due", lambda _: False)


class Mailbox:
    """The sensor with its cursor kept from tick to tick, at a time of the test's own."""

    def __init__(self, instance: dg.DagsterInstance, patch: pytest.MonkeyPatch) -> None:
        self._instance, self._cursor = instance, None
        self.now = 1_000_000.0
        patch.setattr(asking, "now", lambda: self.now)

    def tick(self, later: float = 0) -> dg.RunRequest | dg.SkipReason:
        self.now += later
        context = dg.build_sensor_context(
            resources={NAME: HomeResource()}, instance=self._instance, cursor=self._cursor
        )
        result = triggers.buzon(context)
        self._cursor = context.cursor
        assert isinstance(result, dg.RunRequest | dg.SkipReason)
        return result

    def asked(self, later: float = 0) -> dg.RunRequest:
        result = self.tick(later)
        assert isinstance(result, dg.RunRequest), result
        return result

    def why_not(self, later: float = 0) -> str:
        result = self.tick(later)
        assert isinstance(result, dg.SkipReason)
        return str(result.skip_message)


@pytest.fixture
def mailbox(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Mailbox(instance, monkeypatch)


def drop(home: Home, name: str = "a.xlsx", content: bytes = b"SINTETICO") -> Path:
    file = home.landing / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (1000, 1000))  # as a copying tool leaves it: old from the first byte
    return file


def marks(request: dg.RunRequest) -> list[str]:
    return list(request.run_config["ops"]["recepcion"]["config"]["asentados"])


QUIET = asking.QUIET_SECONDS


class Clock:
    """The close's sensor at moments of the test's own, its cursor kept."""

    def __init__(self, instance: dg.DagsterInstance, patch: pytest.MonkeyPatch, cursor: str | None = "2023-12") -> None:
        self.instance, self._patch, self._cursor = instance, patch, cursor

    def at(self, moment: datetime) -> list[str]:
        """The months whose close is asked for."""
        self._patch.setattr(triggers, "lima_now", lambda: moment)
        context = dg.build_sensor_context(instance=self.instance, cursor=self._cursor)
        result = triggers.cierre_mensual(context)
        self._cursor = (result.cursor if isinstance(result, dg.SensorResult) else None) or context.cursor
        asked = (result.run_requests or []) if isinstance(result, dg.SensorResult) else []
        assert [request.run_key for request in asked] == [f"cierre-{months_of(r.tags)[0]}" for r in asked]
        return [month for request in asked for month in months_of(request.tags)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Clock(instance, monkeypatch)


def test_a_month_is_closed_on_the_thirteenth_of_the_next_once(clock: Clock) -> None:
    assert clock.at(datetime(2024, 2, 13, 6, 59)) == []
    assert clock.at(datetime(2024, 2, 13, 7)) == ["2024-01"]
    assert clock.at(datetime(2024, 2, 13, 7, 1)) == []


def test_after_three_thirteenths_without_the_daemon_all_three_months_are_closed_once_each(clock: Clock) -> None:
    assert clock.at(datetime(2024, 2, 14)) == ["2024-01"]
    assert clock.at(datetime(2024, 5, 20)) == ["2024-02", "2024-03", "2024-04"]
    assert clock.at(datetime(2024, 5, 21)) == []


def test_the_first_look_closes_nothing_of_the_past(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Clock(clock.instance, monkeypatch, cursor=None)
    assert first.at(datetime(2024, 5, 20)) == []
    assert first.at(datetime(2024, 6, 13, 8)) == ["2024-05"]


def test_what_a_person_closed_after_it_came_due_is_not_closed_again(clock: Clock) -> None:
    now = datetime.now(LIMA).replace(tzinfo=None)
    *_, before, last = months_due(now)
    late = Clock(clock.instance, clock._patch, cursor=months_due(now)[-3])
    run = dg.DagsterRun("cierre", status=dg.DagsterRunStatus.SUCCESS, tags=triggers.month_tags(before))
    clock.instance.add_run(run)
    assert late.at(now) == [last]


@pytest.mark.parametrize(("month", "asked"), [("2024-01", ["2024-01"]), ("2024-02", [])])
def test_products_follow_the_publication_of_a_month_that_is_due(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch, month: str, asked: list[str]
) -> None:
    monkeypatch.setattr(triggers, "lima_now", lambda: datetime(2024, 2, 13, 8))
    monkeypatch.setattr(triggers, "current", lambda _: SimpleNamespace(huella="f" * 64))
    run = dg.DagsterRun("cierre", status=dg.DagsterRunStatus.SUCCESS, tags=triggers.month_tags(month))
    event = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, "cierre")
    context = dg.build_run_status_sensor_context(
        "productos_del_mes", event, clock.instance, run, resources={NAME: HomeResource()}
    )
    requests = [r for r in triggers.productos_del_mes(context) if isinstance(r, dg.RunRequest)]
    assert [request.partition_key for request in requests] == asked
    assert [request.run_key for request in requests] == [f"productos-{m}-{'f' * 16}" for m in asked]


def test_an_empty_landing_is_skipped_with_its_reason(mailbox: Mailbox) -> None:
    assert "No hay archivos" in mailbox.why_not()


def test_a_growing_file_waits_and_a_settled_one_is_asked_for_once(home: Home, mailbox: Mailbox) -> None:
    file = drop(home)
    assert "siguen creciendo" in mailbox.why_not()
    drop(home, content=b"SINTETICO y mas")
    assert "siguen creciendo" in mailbox.why_not(QUIET)
    first, second = mailbox.asked(QUIET), mailbox.asked(QUIET)
    assert first.run_key == second.run_key and marks(first) == [mark_of(file)]
    drop(home, content=b"SINTETICO, corregido")
    assert "siguen creciendo" in mailbox.why_not()
    assert mailbox.asked(QUIET).run_key != first.run_key


def test_a_growing_file_keeps_no_settled_one_waiting(home: Home, mailbox: Mailbox) -> None:
    settled = [drop(home), drop(home, "citepesquero-ilo/a.xlsx")]
    mailbox.why_not()
    drop(home, "b.xlsx")
    assert set(marks(mailbox.asked(QUIET))) == {mark_of(file) for file in settled}


def test_what_a_failed_run_left_in_landing_is_asked_for_again_after_a_while(home: Home, mailbox: Mailbox) -> None:
    drop(home)
    mailbox.why_not()
    first = mailbox.asked(QUIET)
    assert mailbox.asked(asking.RETRY_SECONDS - 1).run_key == first.run_key
    assert mailbox.asked(1).run_key != first.run_key


@pytest.mark.parametrize("dies_in", ["_record", "knows", "leave_owed"])
def test_what_a_killed_run_left_half_way_is_asked_for_though_landing_is_empty(
    home: Home, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    drop(home)
    with monkeypatch.context() as patch:
        patch.setattr({"_record": reception, "knows": decisions, "leave_owed": outbox}[dies_in], dies_in, die)
        with pytest.raises(KeyboardInterrupt):
            triggers.steps.receive(home, REPORTS)
    assert not REPORTS.lying(home).files
    assert marks(mailbox.asked()) == []
    triggers.steps.receive(home, REPORTS, marks=[])
    assert "No hay archivos" in mailbox.why_not()


def test_what_is_left_alone_is_named(home: Home, mailbox: Mailbox) -> None:
    drop(home, "otra-carpeta/a.xlsx")
    assert "landing/otra-carpeta: esta carpeta no es la de ningún centro" in mailbox.why_not()


def test_a_cursor_of_another_edition_is_begun_anew(home: Home) -> None:
    for text in (None, "", "1700000000", "{}", "[1]", '{"vistos": null}'):
        assert asking.Cursor.of(text) == asking.Cursor({})
    kept = asking.Cursor({"a": 1.5}, "b", 2.0)
    assert asking.Cursor.of(kept.text()) == kept


def test_files_wait_while_a_close_is_running(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(home)
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_run(
            dg.DagsterRun(
                job_name="cierre", run_id="00000000-0000-0000-0000-000000000001", status=dg.DagsterRunStatus.STARTED
            )
        )
        assert "«cierre» en curso" in Mailbox(instance, monkeypatch).why_not()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (WarehouseBusy("Otro cierre está escribiendo."), "Otro cierre está escribiendo."),
        (duckdb.IOException('file "a.duckdb" exists, but it is not a valid DuckDB database'), "a.duckdb está dañado"),
        (OSError(28, "No space left on device"), "No queda espacio en el disco"),
    ],
    ids=["held", "damaged", "full"],
)
def test_a_home_that_cannot_be_looked_at_is_the_ticks_reason_and_no_trace(
    home: Home, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, trouble: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(triggers.steps, "unfinished", fail)
    monkeypatch.setattr(triggers.steps, "documents_due", fail)
    assert said in mailbox.why_not()
    looked = triggers.proyecto(casa=HomeResource())
    assert isinstance(looked, dg.SkipReason) and said in str(looked.skip_message)


def test_what_nobody_foresaw_fails_a_tick(home: Home, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers.steps, "unfinished", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        mailbox.tick()


def test_every_trigger_says_what_stops_it_in_words() -> None:
    edge = skipping_in_words(print).__code__
    looks = {
        each.name: each._run_status_sensor_fn if isinstance(each, dg.RunStatusSensorDefinition) else each.__wrapped__
        for each in (*defs.sensors, *defs.schedules)
    }
    assert set(looks) >= {"avisos", "buzon", "productos_del_mes", "siaf_mensual"}
    assert not [name for name, look in looks.items() if look.__code__ is not edge]


def test_files_wait_for_the_documents_of_a_changed_project(
    home: Home, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(triggers.proyecto(casa=HomeResource()), dg.SkipReason)
    monkeypatch.setattr(triggers.steps, "documents_due", lambda _: True)
    drop(home)
    mailbox.why_not()
    assert "El proyecto cambió" in mailbox.why_not(QUIET)
    request = triggers.proyecto(casa=HomeResource())
    assert isinstance(request, dg.RunRequest) and request.run_key == triggers.proyecto(casa=HomeResource()).run_key
