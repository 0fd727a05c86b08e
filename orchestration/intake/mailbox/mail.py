"""Sends receipts and notices of withdrawal by mail, where `RED_CITE_SMTP_URL` names a server; off without it.
Which receipts there are belongs to `outbox`; addresses are data: `correos.csv` in the home (cite_codigo, correo)."""

from __future__ import annotations

import csv
import os
import re
import smtplib
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
from babel.dates import format_date

from orchestration.core.catalogs import centres
from orchestration.core.clock import lima_now
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake.mailbox.outbox import notice_of, outbox_of

URL, SENDER = "RED_CITE_SMTP_URL", "RED_CITE_SMTP_DE"
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")  # ASCII without spaces, for not every server takes more
# A close waits this long for the mail at most; what is left goes with the next one.
_ANSWER_SECONDS, _TOTAL_SECONDS = 15, 60

WITHDRAWN = "retirado"
_OUTCOMES = {
    "aceptado": "Fue aceptado: se cargaron todas sus filas y no tiene que corregir nada. ¡Gracias!",
    "observado": "Fue observado: se cargó, salvo algunas filas que quedaron retenidas hasta que las corrija.",
    "rechazado": "Fue rechazado: no se cargó nada hasta que lo corrija y lo vuelva a enviar completo.",
}
_TO_CORRECT = (
    "en su primera hoja, qué se recibió y qué hay que corregir; en la copia de su reporte, cada celda por corregir "
    "está pintada y lleva un comentario."
)
_RECEIPTS = {"aceptado": "qué se recibió y, si las hay, las advertencias, que no retienen nada."}
_TEXT = """\
Se recibió el reporte mensual de atenciones de {centre} ({month}).

{outcome}

La constancia adjunta dice {receipt} El libro contiene datos personales: no lo reenvíe.

Este mensaje se envía solo; no lo responda. En la primera hoja de la constancia está a quién preguntar.
"""


class MailSetting(Misuse):
    """The mail is set up wrongly; the message says in Spanish what to correct, and never shows the password."""


@dataclass(frozen=True)
class Server:
    """An SMTP server; the password stays out of what is printed."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Letter:
    """A receipt, or a notice of withdrawal (`estado` is `retirado`), to be mailed: what it is of and where it lies."""

    recepcion_id: str
    cite_codigo: str
    periodo: date | None
    estado: str
    file: Path


def enabled() -> bool:
    return bool(os.environ.get(URL))


def server() -> Server:
    """The server that the environment names: `smtp://`, `smtp+starttls://` or `smtps://`, user:password@host:port.

    Raises:
        MailSetting: the address is none, lacks a sender, or would send a password in the clear.
    """
    try:
        parts = urlsplit(os.environ[URL])
        port = parts.port
    except ValueError:
        raise MailSetting(f"{URL} no es una dirección válida.") from None  # its text may hold the password
    if parts.scheme not in _PORTS or not parts.hostname:
        raise MailSetting(f"{URL} debe empezar por smtp://, smtp+starttls:// o smtps:// y nombrar el servidor.")
    if parts.password and parts.scheme == "smtp":
        raise MailSetting(f"{URL}: con contraseña use smtps:// o smtp+starttls://, que la cifran.")
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    if not f"{user}{password}".isascii():
        raise MailSetting(f"{URL}: el usuario y la contraseña van sin tildes ni eñes; así lo pide el protocolo.")
    sender = os.environ.get(SENDER) or (user if user and "@" in user else None)
    if sender is None:
        raise MailSetting(f"Falta {SENDER}: la dirección desde la que se envían las constancias.")
    return Server(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], sender, user, password)


def addresses(home: Home) -> dict[str, tuple[str, ...]]:
    """Addresses by centre, from `correos.csv`; a centre may have several lines.

    Raises:
        MailSetting: the file is missing, lacks a column, or a line names no centre or no address.
    """
    file = home.root / "correos.csv"
    if not file.is_file():
        raise MailSetting(f"Falta {file.name} en la carpeta de datos, con las columnas cite_codigo y correo.")
    found: dict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8-sig", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            code, address = ((row.get(name) or "").strip() for name in ("cite_codigo", "correo"))
            if code not in centres() or not ADDRESS.fullmatch(address):
                raise MailSetting(f"{file.name}, fila {number}: escriba el código de un centro y su correo.")
            found[code].append(address)
    return {code: tuple(listed) for code, listed in found.items()}


def waiting(home: Home, connection: duckdb.DuckDBPyConnection) -> list[Letter]:
    """Receipts noted to be mailed and not sent, by order of reception, then notices of withdrawal."""
    rows = connection.execute(
        """
        select c.recepcion_id, c.salida, p.periodo, p.estado, c.nombre
        from raw.correos m join raw.constancias c using (recepcion_id) join raw.recepciones r using (recepcion_id)
            join raw.reportes p using (reporte_id)
        where m.enviado_en is null order by r.recibido_en, r.archivo
        """
    ).fetchall()
    withdrawn = connection.execute(
        "select clave, cite_codigo, periodo, version "
        "from raw.correos_de_retiro join raw.reportes on reporte_id = clave "
        "where enviado_en is null order by recibido_en, archivo"
    ).fetchall()
    return [
        *(
            Letter(key, code, month, estado, outbox_of(home, code) / f"{name}.xlsx")
            for key, code, month, estado, name in rows
        ),
        *(
            Letter(key, code, month, WITHDRAWN, notice_of(home, (code, month), version))
            for key, code, month, version in withdrawn
        ),
    ]


def mark_sent(connection: duckdb.DuckDBPyConnection, key: str) -> None:
    """`key`: a letter's `recepcion_id`."""
    for table, column in (("correos", "recepcion_id"), ("correos_de_retiro", "clave")):
        connection.execute(f"update raw.{table} set enviado_en = ? where {column} = ?", [lima_now(), key])


def send(home: Home, letters: Sequence[Letter], sent: Callable[[str], None]) -> list[str]:
    """Sends one message a letter, telling `sent` of each at once; returns a sentence for what was not sent.

    A message that the server took just before a kill is sent again with the same Message-ID, by which mail programs
    know it for the same.
    """
    if not letters:
        return []
    try:
        through, book = server(), addresses(home)
        with _connected(through) as client:
            return _send_all(client, through, book, letters, sent)
    except MailSetting as error:
        return [f"Correo: {error} Quedan {len(letters)} constancias por enviar."]
    except (OSError, ValueError, smtplib.SMTPException) as error:  # the server's own words may quote what it was told
        return [f"Correo: el servidor no atiende ({type(error).__name__}); se reintenta en el siguiente cierre."]


def send_text(to: str, subject: str, text: str) -> None:
    """Sends one message of plain text.

    Raises:
        MailSetting: no server is named, or it is named wrongly.
        OSError: the server does not take it.
    """
    if not enabled():
        raise MailSetting(f"para avisar por correo hace falta {URL}.")
    through = server()
    note = EmailMessage()
    note["From"], note["To"], note["Subject"] = through.sender, to, subject
    note["Date"] = format_datetime(datetime.now(UTC))
    note["Auto-Submitted"] = "auto-generated"
    note.set_content(text)
    with _connected(through) as client:
        client.send_message(note)


def _connected(through: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if through.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(through.host, through.port, timeout=_ANSWER_SECONDS, context=context)
    else:
        client = smtplib.SMTP(through.host, through.port, timeout=_ANSWER_SECONDS)
    try:
        if through.scheme == "smtp+starttls":
            client.starttls(context=context)
        if through.user and through.password:
            client.login(through.user, through.password)
    except BaseException:
        client.close()
        raise
    return client


def _send_all(
    client: smtplib.SMTP,
    through: Server,
    book: Mapping[str, tuple[str, ...]],
    letters: Sequence[Letter],
    sent: Callable[[str], None],
) -> list[str]:
    warnings: list[str] = []
    deadline = time.monotonic() + _TOTAL_SECONDS
    for position, letter in enumerate(letters):
        if time.monotonic() >= deadline:
            return [*warnings, f"Correo: {len(letters) - position} constancias quedan para el siguiente cierre."]
        where = f"{letter.cite_codigo}, constancia {letter.recepcion_id}"
        if letter.cite_codigo not in book:
            warnings.append(f"Correo: {where}: correos.csv no tiene ningún correo de este centro.")
            continue
        try:
            client.send_message(message(letter, through.sender, book[letter.cite_codigo]))
        except smtplib.SMTPServerDisconnected:
            raise
        except (FileNotFoundError, ValueError, smtplib.SMTPException) as error:  # of this message alone
            client.rset()
            warnings.append(f"Correo: {where}: no se pudo enviar ({type(error).__name__}).")
        else:
            sent(letter.recepcion_id)
    return warnings


def message(letter: Letter, sender: str, to: Sequence[str]) -> EmailMessage:
    """A receipt is a plain text with its workbook, and names no row and no person; a notice is its sentence."""
    centre = centres()[letter.cite_codigo].name
    month = format_date(letter.periodo, "MMMM 'de' y", locale="es_PE") if letter.periodo else "mes no reconocido"
    withdrawn = letter.estado == WITHDRAWN
    kind, about = ("retiro", "Retiro de una versión") if withdrawn else ("constancia", "Constancia de recepción")
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, ", ".join(to)
    mail["Subject"] = f"{about}: {centre}, {month}" + ("" if withdrawn else f": {letter.estado}")
    mail["Message-ID"] = f"<{kind}-{letter.recepcion_id}@red-cite>"
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Auto-Submitted"] = "auto-generated"
    if withdrawn:
        mail.set_content(letter.file.read_text(encoding="utf-8"))
        return mail
    mail.set_content(
        _TEXT.format(
            centre=centre,
            month=month,
            outcome=_OUTCOMES[letter.estado],
            receipt=_RECEIPTS.get(letter.estado, _TO_CORRECT),
        )
    )
    mail.add_attachment(letter.file.read_bytes(), maintype=_XLSX[0], subtype=_XLSX[1], filename=letter.file.name)
    return mail
