"""Tells alerts to whom `avisos.csv` names, by mail or a webhook, each once; and reminders to the centres themselves.
What there is to tell belongs to `alerts.py`; the mail server is that of the receipts (`intake/mailbox/mail.py`)."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from orchestration.closing.alerts import KINDS, REMINDER, Alert
from orchestration.core.paths import Home
from orchestration.intake.mailbox import mail
from orchestration.intake.mailbox.mail import ADDRESS, MailSetting

FILE = "avisos.csv"
EVERYTHING = "todo"
_SECONDS = 15


@dataclass(frozen=True)
class Told:
    """`marks` of all that stands and was told, to whom; `sent` messages left now, `troubles` say what could not."""

    marks: tuple[str, ...]
    sent: int
    troubles: tuple[str, ...]


def recipients(home: Home) -> dict[str, tuple[str, ...]]:
    """Addresses and webhooks by kind of alert, from `avisos.csv` (aviso, destino); none where there is no such file.

    Raises:
        MailSetting: the file lacks a column, or a line names no alert, no address and no webhook.
    """
    file = home.root / FILE
    if not file.is_file():
        return {}
    found: defaultdict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8-sig", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            kind, to = ((row.get(name) or "").strip() for name in ("aviso", "destino"))
            if kind not in {*KINDS, EVERYTHING} or not (_is_hook(to) or ADDRESS.fullmatch(to)):
                known = ", ".join([*KINDS, EVERYTHING])
                raise MailSetting(f"{FILE}, fila {number}: escriba un aviso ({known}) y un correo o una dirección web.")
            for each in KINDS if kind == EVERYTHING else [kind]:
                found[each].append(to)
    return {kind: tuple(dict.fromkeys(listed)) for kind, listed in found.items()}


def anyone(home: Home) -> bool:
    """Whether there is anybody to tell: a list of recipients, or centres that mail reaches."""
    return (home.root / FILE).is_file() or _mail_reaches_centres(home)


def _mail_reaches_centres(home: Home) -> bool:
    return mail.enabled() and (home.root / "correos.csv").is_file()


def tell(home: Home, alerts: Sequence[Alert], before: Collection[str]) -> Told:
    """Sends each recipient one message with all that it was not told yet; `before` are the marks of the last time.

    What could not be sent is not marked, and goes with the next message.

    Raises:
        MailSetting: a list of recipients is written wrongly.
    """
    marks: dict[str, None] = {}
    news: defaultdict[str, list[Alert]] = defaultdict(list)
    for to, alert in _addressed(home, alerts):
        if _mark(to, alert) in before:
            marks[_mark(to, alert)] = None
        else:
            news[to].append(alert)
    troubles, sent = [], 0
    for to, fresh in news.items():
        try:
            _post(to, fresh) if _is_hook(to) else _mail(to, fresh)
        except MailSetting as error:
            troubles.append(f"Avisos: {error}")
        except (OSError, ValueError) as error:  # a webhook's address may be a secret
            troubles.append(f"Avisos: {_shown(to)} no los recibió ({type(error).__name__}); se reintenta.")
        else:
            sent += 1
            marks |= {_mark(to, alert): None for alert in fresh}
    return Told(tuple(marks), sent, tuple(troubles))


def _addressed(home: Home, alerts: Sequence[Alert]) -> list[tuple[str, Alert]]:
    listed = recipients(home)
    own: Mapping[str, tuple[str, ...]] = {}
    if any(alert.kind == REMINDER for alert in alerts) and _mail_reaches_centres(home):
        own = mail.addresses(home)
    return [
        (to, alert)
        for alert in alerts
        for to in (own.get(alert.cite or "", ()) if alert.kind == REMINDER else listed.get(alert.kind, ()))
    ]


def _mark(to: str, alert: Alert) -> str:
    return hashlib.sha256(f"{to}\n{alert.key}".encode()).hexdigest()[:12]


def _is_hook(to: str) -> bool:
    return urlsplit(to).scheme in ("http", "https") and bool(urlsplit(to).hostname)


def _shown(to: str) -> str:
    return str(urlsplit(to).hostname) if _is_hook(to) else to


def _post(to: str, alerts: Sequence[Alert]) -> None:
    """`text` is what Slack, Teams and Mattermost show; `avisos` is for programs."""
    told = {"text": _text(alerts), "avisos": [{"aviso": a.kind, "clave": a.key, "texto": a.text} for a in alerts]}
    body = json.dumps(told, ensure_ascii=False).encode()
    request = Request(to, body, {"Content-Type": "application/json; charset=utf-8"})
    with urlopen(request, timeout=_SECONDS):
        pass


def _mail(to: str, alerts: Sequence[Alert]) -> None:
    subject = alerts[0].text[:100] if len(alerts) == 1 else f"red-cite: {len(alerts)} avisos"
    mail.send_text(to, subject, f"{_text(alerts)}\n\nEste mensaje se envía solo; no lo responda.\n")


def _text(alerts: Sequence[Alert]) -> str:
    return "\n".join(f"- {alert.text}" for alert in alerts)
