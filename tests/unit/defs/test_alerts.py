"""The sensor of alerts: a failed run is told once, however often it is tried; quiet where nobody listens."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from orchestration.closing import telling
from orchestration.closing.alerts import Alert
from orchestration.core.paths import Home
from orchestration.defs import alerts
from orchestration.defs.home import NAME, HomeResource
from orchestration.warehouse.connection import WarehouseBusy

HOOK = "https://example.org/aviso"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Alert]:
    """What leaves for the webhook."""
    sent: list[Alert] = []
    monkeypatch.setattr(telling, "_post", lambda _to, fresh: sent.extend(fresh))
    monkeypatch.setattr(alerts, "is_closed", lambda *_: True)
    return sent


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def tick(instance: dg.DagsterInstance, cursor: str | None = None) -> tuple[str, str | None]:
    context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={NAME: HomeResource()})
    result = alerts.avisos(context)
    assert isinstance(result, dg.SkipReason)
    return str(result.skip_message), context.cursor


def run_that_fails(instance: dg.DagsterInstance, message: str) -> None:
    @dg.op
    def marts() -> None:
        raise dg.Failure(message)

    job = dg.GraphDefinition("cierre", node_defs=[marts]).to_job()
    assert not job.execute_in_process(instance=instance, raise_on_error=False).success


def test_a_closed_gate_is_told_once_however_often_the_run_is_tried(
    home: Home, instance: dg.DagsterInstance, told: list[Alert]
) -> None:
    (home.root / "avisos.csv").write_text(f"aviso,destino\ntodo,{HOOK}\n", encoding="utf-8")
    run_that_fails(instance, "La puerta 'marts' no aprobó: 1 expectativa sin cumplir.")
    said, cursor = tick(instance)
    assert said == "1 mensajes enviados."
    assert [alert.kind for alert in told] == ["puerta"] and "1 expectativa sin cumplir" in told[0].text
    run_that_fails(instance, "La puerta 'marts' no aprobó: 1 expectativa sin cumplir.")
    assert tick(instance, cursor)[0] == "0 mensajes enviados." and len(told) == 1


def test_a_month_that_nobody_closed_is_told(
    home: Home, instance: dg.DagsterInstance, told: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.root / "avisos.csv").write_text(f"aviso,destino\ncierre,{HOOK}\n", encoding="utf-8")
    monkeypatch.setattr(alerts, "is_closed", lambda *_: False)
    tick(instance)
    assert [alert.kind for alert in told] == ["cierre"] and "no se ha cerrado" in told[0].text


def test_a_home_that_cannot_be_read_keeps_no_failed_run_from_being_told_nor_tells_again_what_was(
    home: Home, instance: dg.DagsterInstance, told: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.root / "avisos.csv").write_text(f"aviso,destino\ntodo,{HOOK}\n", encoding="utf-8")
    low = Alert("disco", "disco", "Queda poco.")
    monkeypatch.setattr(alerts, "standing", lambda *_: [low])
    _, cursor = tick(instance)

    def fail(*_: object) -> list[Alert]:
        raise WarehouseBusy("Otro cierre está escribiendo.")

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "standing", fail)
        run_that_fails(instance, "Se cortó.")
        said, cursor = tick(instance, cursor)
    assert said == "1 mensajes enviados. Otro cierre está escribiendo."
    tick(instance, cursor)
    assert [alert.kind for alert in told] == ["disco", "cierre"]


def test_where_nobody_listens_nothing_is_looked_for(home: Home, instance: dg.DagsterInstance) -> None:
    said, cursor = tick(instance)
    assert "avisos.csv" in said and cursor is None
