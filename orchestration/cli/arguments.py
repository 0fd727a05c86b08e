"""What a person typed, as the values that commands take: centres, months, editions.
What a command does with them belongs to its own module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process

from orchestration.core.catalogs import centres
from orchestration.core.errors import Misuse
from orchestration.intake.reports.judging.normalize import to_centre
from orchestration.intake.reports.reading.written import to_period

# A word of a code scores 90; what resembles none stays below 60.
_NEAR = 65


def centre(text: str | None) -> str | None:
    """The code of a centre written as code or name; None stays None.

    Raises:
        Misuse: no such centre.
    """
    if text is None or text in centres():
        return text
    known = to_centre(text)
    if known is None:
        near = [code for code, *_ in process.extract(text, list(centres()), scorer=fuzz.WRatio, score_cutoff=_NEAR)]
        meant = f"¿quiso decir {' o '.join(near[:3])}?" if near else f"los códigos son: {', '.join(centres())}."
        raise Misuse(f"'{text}' no es un CITE ni una UT; {meant}")
    return known


def month(text: str) -> date:
    """The first day of a month written as `AAAA-MM`.

    Raises:
        Misuse: it is no month.
    """
    period = to_period(text)
    if period is None:
        raise Misuse(f"'{text}' no es un mes; escríbalo como AAAA-MM, por ejemplo 2024-09.")
    return period


def day(text: str) -> date:
    """A day written as `AAAA-MM-DD`.

    Raises:
        Misuse: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"'{text}' no es un día; escríbalo como AAAA-MM-DD, por ejemplo 2024-09-30.") from None


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """What cannot be written where a person asked for it is theirs to put right.

    Raises:
        Misuse: the system refused to write to `place`.
    """
    try:
        yield
    except OSError as error:
        raise Misuse(f"no se puede escribir en '{place}' ({error.strerror}); revise la ruta.") from error
