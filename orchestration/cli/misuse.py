"""What the person who typed a command can put right: said in Spanish, ends with 2.
What a command does with a good line belongs to its own module."""

from __future__ import annotations

from datetime import date

from orchestration.core.catalogs import centres
from orchestration.intake.reports.judging.normalize import to_centre, to_period


class Misuse(Exception):
    """The command cannot run as written; the message says in Spanish what to change."""


def centre(text: str | None) -> str | None:
    """The code of a centre written as code or name; None stays None.

    Raises:
        Misuse: no such centre.
    """
    if text is None or text in centres():
        return text
    known = to_centre(text)
    if known is None:
        raise Misuse(f"'{text}' no es un CITE ni una UT; los códigos son: {', '.join(centres())}.")
    return known


def month(text: str | None) -> date | None:
    """The first day of a month written as `AAAA-MM`; None stays None.

    Raises:
        Misuse: it is no month.
    """
    if text is None:
        return None
    period = to_period(text)
    if period is None:
        raise Misuse(f"'{text}' no es un mes; escríbalo como AAAA-MM, por ejemplo 2024-09.")
    return period
