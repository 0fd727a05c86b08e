"""Alerts reach those whom `avisos.csv` names, by mail and by webhook, once; reminders reach the centre."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orchestration.closing.alerts import REMINDER, Alert
from orchestration.closing.telling import recipients, tell
from orchestration.core.paths import Home
from orchestration.intake.mailbox.mail import SENDER, URL, MailSetting
from tests.smtp_stub import Stub, serving
from tests.webhook_stub import Hook, listening

ILO = "citepesquero-ilo"
REFUSED = Alert("rechazo", "rechazo/reportes/1", "Reportes: citepesquero-ilo 2024-09 se rechazó.")
CLOSED = Alert("puerta", "puerta/1", "Falló «cierre»: la puerta no aprobó.")
REMINDED = Alert(REMINDER, "recordatorio/citepesquero-ilo/2024-09/antes", "El reporte vence el 07/10/2024.", ILO)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as server:
        yield server


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    with serving() as stub:
        monkeypatch.setenv(URL, f"smtp://127.0.0.1:{stub.port}")
        monkeypatch.setenv(SENDER, "almacen@example.org")
        yield stub


def listed(home: Home, *lines: str) -> None:
    (home.root / "avisos.csv").write_text("\n".join(["aviso,destino", *lines]), encoding="utf-8")


def test_each_hears_of_what_it_asked_for_once(home: Home, post: Stub, hook: Hook) -> None:
    listed(home, "rechazo,dse@example.org", f"todo,{hook.address}")
    told = tell(home, [REFUSED, CLOSED], ())
    [(to, message)] = post.messages
    assert to == ["dse@example.org"] and message["Subject"] == REFUSED.text
    assert CLOSED.text not in message.get_content()
    [body] = hook.bodies
    assert [one["aviso"] for one in body["avisos"]] == ["rechazo", "puerta"] and REFUSED.text in body["text"]
    again = tell(home, [REFUSED, CLOSED], told.marks)
    assert again.sent == 0 and set(again.marks) == set(told.marks)
    assert len(post.messages) == len(hook.bodies) == 1


def test_what_went_away_and_came_back_is_told_again(home: Home, hook: Hook) -> None:
    listed(home, f"rechazo,{hook.address}")
    marks = tell(home, [REFUSED], ()).marks
    assert tell(home, [], marks).marks == ()
    assert tell(home, [REFUSED], ()).sent == 1


def test_who_could_not_be_reached_is_told_later_and_the_others_not_twice(home: Home, post: Stub, hook: Hook) -> None:
    listed(home, "rechazo,dse@example.org", f"rechazo,{hook.address}")
    hook.answer = 500
    told = tell(home, [REFUSED], ())
    assert told.sent == 1 and "127.0.0.1 no los recibió" in told.troubles[0] and "/aviso" not in told.troubles[0]
    hook.answer = 200
    assert tell(home, [REFUSED], told.marks).sent == 1
    assert len(post.messages) == 1 and len(hook.bodies) == 2


def test_a_reminder_goes_to_the_centre_alone(home: Home, post: Stub) -> None:
    listed(home, "todo,dse@example.org")
    (home.root / "correos.csv").write_text(f"cite_codigo,correo\n{ILO},ilo@example.org\n", encoding="utf-8")
    assert tell(home, [REMINDED], ()).sent == 1
    assert [to for to, _ in post.messages] == [["ilo@example.org"]]


@pytest.mark.parametrize("line", ["rechazo,nadie", "otra,dse@example.org", "rechazo"])
def test_a_list_written_wrongly_is_said_with_its_row(home: Home, line: str) -> None:
    listed(home, line)
    with pytest.raises(MailSetting, match=r"avisos\.csv, fila 2"):
        recipients(home)


def test_without_a_mail_server_an_address_is_said_and_kept_for_later(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(URL, raising=False)
    listed(home, "todo,dse@example.org")
    told = tell(home, [REFUSED], ())
    assert told.marks == () and URL in told.troubles[0]
