"""Mail: one message a receipt and only once, failures said and tried again, and no password where it is not safe."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.closing import steps
from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.intake.feeds import REPORTS
from orchestration.intake.mailbox import mail
from orchestration.intake.mailbox.mail import MailSetting, mark_sent, send, waiting
from orchestration.intake.mailbox.outbox import leave_owed
from orchestration.intake.withdrawals import withdraw
from tests.smtp_stub import Stub, certificate, serving
from tests.unit.intake.mailbox.conftest import Deliver
from tests.workbooks import good_rows, report

CENTRE = "citemadera-lima"
NAME = f"2024-09_{CENTRE}_v1_constancia"
SECRET = "clave-SINTETICA"


@pytest.fixture
def stub(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """A server that the mail is set up to use, without a password; one centre has two addresses."""
    (home.root / "correos.csv").write_text(
        f"cite_codigo,correo\n{CENTRE},uno@example.org\n{CENTRE},dos@example.org\n", encoding="utf-8"
    )
    with serving() as server:
        monkeypatch.setenv(mail.URL, f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setenv(mail.SENDER, "almacen@example.org")
        yield server


def mail_it(home: Home, warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    assert list(leave_owed(home, warehouse, by_mail=mail.enabled())) == []
    return send(home, waiting(home, warehouse), lambda key: mark_sent(warehouse, key))


def test_a_receipt_is_mailed_once_with_its_workbook(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, stub: Stub
) -> None:
    [entry] = deliver(("a.xlsx", report(good_rows(2))))
    assert mail_it(home, warehouse) == [] and mail_it(home, warehouse) == []
    [(recipients, message)] = stub.messages
    assert recipients == ["uno@example.org", "dos@example.org"] and message["From"] == "almacen@example.org"
    assert message["Subject"] == "Constancia de recepción: CITEmadera y del mueble Lima, setiembre de 2024: aceptado"
    assert message["Message-ID"] == f"<constancia-{entry.reception.id}@red-cite>"
    body = message.get_body()
    assert body is not None and "Fue aceptado: se cargaron todas sus filas" in body.get_content()
    [attached] = message.iter_attachments()
    assert attached.get_filename() == f"{NAME}.xlsx"
    assert attached.get_content() == (home.outbox / CENTRE / f"{NAME}.xlsx").read_bytes()
    assert "SINTETICA" not in body.get_content()


def test_a_withdrawal_is_mailed_once_and_says_what_counts_now(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, stub: Stub
) -> None:
    deliver(("a.xlsx", report(good_rows(2))))
    [mistake] = deliver(("b.xlsx", report(good_rows(3))))
    assert mail_it(home, warehouse) == []
    for _ in range(2):
        withdraw(home, warehouse, mistake.reception.id, "DSE (prueba)", "Era otro mes.", lima_now())
        assert mail_it(home, warehouse) == []
    [_, _, (recipients, message)] = stub.messages
    assert recipients == ["uno@example.org", "dos@example.org"]
    assert message["Subject"] == "Retiro de una versión: CITEmadera y del mueble Lima, setiembre de 2024"
    assert message["Message-ID"] == f"<retiro-{mistake.key}@red-cite>"
    text = message.get_content()
    assert "la versión 2" in text and "Era otro mes." in text and "Cuenta la versión 1." in text


def test_without_the_setting_nothing_is_mailed_then_or_later(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(("a.xlsx", report(good_rows(2))))
    with monkeypatch.context() as patch:
        patch.delenv(mail.URL)
        assert not mail.enabled() and mail_it(home, warehouse) == []
    assert mail_it(home, warehouse) == [] and stub.messages == []


def test_a_refused_recipient_is_said_and_tried_again_and_stops_no_other(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, stub: Stub
) -> None:
    with (home.root / "correos.csv").open("a", encoding="utf-8") as book:
        book.write("citepesquero-ilo,lleno@example.org\n")
    stub.refused = {"lleno@example.org"}
    deliver(("citepesquero-ilo/a.xlsx", b"PK\x03\x04 roto"), ("b.xlsx", report(good_rows(2))))
    [warning] = mail_it(home, warehouse)
    assert "citepesquero-ilo" in warning and "SMTPRecipientsRefused" in warning
    assert [to for to, _ in stub.messages] == [["uno@example.org", "dos@example.org"]]
    stub.refused = set()
    assert mail_it(home, warehouse) == []
    assert [to for to, _ in stub.messages[1:]] == [["lleno@example.org"]]


def test_a_centre_without_address_waits_and_a_delivery_of_nobody_is_no_mail(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, stub: Stub
) -> None:
    deliver(("citepesquero-ilo/a.xlsx", b"PK\x03\x04 roto"), ("b.xlsx", b"PK\x03\x04 rota"))
    [warning] = mail_it(home, warehouse)
    assert "correos.csv no tiene ningún correo de este centro" in warning and stub.messages == []


def test_a_server_that_is_not_there_is_said_and_the_mail_waits(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(("a.xlsx", report(good_rows(2))))
    with socket.socket() as free, monkeypatch.context() as patch:
        free.bind(("127.0.0.1", 0))
        patch.setenv(mail.URL, f"smtp://127.0.0.1:{free.getsockname()[1]}")
        [warning] = mail_it(home, warehouse)
    assert "ConnectionRefusedError" in warning
    assert mail_it(home, warehouse) == [] and len(stub.messages) == 1


def test_a_server_that_hangs_up_leaves_the_rest_for_the_next_time(
    home: Home, warehouse: duckdb.DuckDBPyConnection, deliver: Deliver, stub: Stub
) -> None:
    deliver(("a.xlsx", report(good_rows(2))), ("b.xlsx", report(good_rows(3))))
    stub.hangs_up_after = 1
    [warning] = mail_it(home, warehouse)
    assert "SMTPServerDisconnected" in warning and len(stub.messages) == 1
    stub.hangs_up_after = None
    assert mail_it(home, warehouse) == [] and len({m["Message-ID"] for _, m in stub.messages}) == 2


def test_a_load_mails_its_receipts_though_the_first_server_failed(home: Home, stub: Stub) -> None:
    (home.landing / "citemadera-lima").mkdir()
    (home.landing / "citemadera-lima" / "a.xlsx").write_bytes(report(good_rows(2)))
    stub.refused = {"uno@example.org", "dos@example.org"}
    assert steps.receive(home, REPORTS).warnings == ()
    assert len(steps.send_mail(home)) == 1
    stub.refused = set()
    assert steps.send_mail(home) == [] and steps.send_mail(home) == []
    assert len(stub.messages) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_password_goes_only_through_an_encrypted_and_verified_connection(
    home: Home,
    warehouse: duckdb.DuckDBPyConnection,
    deliver: Deliver,
    stub: Stub,
    scheme: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deliver(("a.xlsx", report(good_rows(2))))
    monkeypatch.setenv(mail.URL, f"{scheme}://usuario:clave-SINTETICA@127.0.0.1:{stub.port}")
    [warning] = mail_it(home, warehouse) if scheme == "smtp+starttls" else [""]  # this server offers no encryption
    stub.context, trusted = certificate(tmp_path)
    stub.wrapped = scheme == "smtps"
    [unknown] = mail_it(home, warehouse)  # a certificate that nobody vouches for
    assert stub.logins == [] and stub.messages == [] and SECRET not in warning + unknown
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    assert mail_it(home, warehouse) == []
    assert stub.logins == [("usuario", SECRET)] and len(stub.messages) == 1
    assert not any(line.upper().startswith((b"AUTH", b"MAIL", b"DATA")) for line in stub.plain)


@pytest.mark.parametrize(
    ("url", "sender", "why"),
    [
        ("smtp://usuario:clave-SINTETICA@127.0.0.1", "a@example.org", "use smtps://"),
        ("http://127.0.0.1", "a@example.org", "debe empezar por smtp://"),
        ("smtps://usuario:clave-SINTETICA@127.0.0.1:mil", "a@example.org", "no es una dirección válida"),
        ("smtps://usuario:clave-SINTETICA%C3%B1@127.0.0.1", "a@example.org", "sin tildes"),
        ("smtp:127.0.0.1", "a@example.org", "nombrar el servidor"),
        ("smtp://127.0.0.1", "", mail.SENDER),
    ],
)
def test_a_wrong_setting_is_said_without_the_password(
    monkeypatch: pytest.MonkeyPatch, url: str, sender: str, why: str
) -> None:
    monkeypatch.setenv(mail.URL, url)
    monkeypatch.setenv(mail.SENDER, sender)
    with pytest.raises(MailSetting, match=why) as caught:
        mail.server()
    assert SECRET not in str(caught.value) and SECRET not in repr(caught.value.__cause__)


def test_the_password_is_not_in_what_is_printed_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mail.URL, "smtps://almacen%40example.org:clave-SINTETICA@correo.example.org")
    monkeypatch.delenv(mail.SENDER, raising=False)
    server = mail.server()
    assert (server.port, server.sender, server.password) == (465, "almacen@example.org", SECRET)
    assert SECRET not in repr(server)


@pytest.mark.parametrize(
    ("book", "why"),
    [
        (None, "Falta correos.csv"),
        ("centro,correo\ncitemadera-lima,a@example.org\n", "fila 2"),
        ("cite_codigo,correo\ncitemadera-lima,a@example.org\notro,b@example.org\n", "fila 3"),
        ("cite_codigo,correo\ncitemadera-lima,\n", "fila 2"),
        ("cite_codigo,correo\ncitemadera-lima,señor@example.org\n", "fila 2"),
        ('cite_codigo,correo\ncitemadera-lima,"a@example.org\nBcc: b"\n', "fila 2"),
    ],
)
def test_a_wrong_address_book_is_said_and_the_mail_waits(
    home: Home,
    warehouse: duckdb.DuckDBPyConnection,
    deliver: Deliver,
    stub: Stub,
    book: str | None,
    why: str,
) -> None:
    file = home.root / "correos.csv"
    file.unlink() if book is None else file.write_text(book, encoding="utf-8")
    deliver(("a.xlsx", report(good_rows(2))))
    [warning] = mail_it(home, warehouse)
    assert why in warning and "Quedan 1 constancias por enviar" in warning and stub.messages == []
