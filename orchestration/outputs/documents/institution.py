"""Who signs and publishes: letterhead, document number, signers, imprint; one file, which an institution may amend.
Where each is printed belongs to the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from orchestration.core.errors import Misuse
from orchestration.core.paths import Home

OWN_FILE = "institucion.yml"
"""In the home, what an institution says otherwise than the default."""

_DEFAULT = Path(__file__).with_name("institucion.yml")
_ASK = "Véase docs/productos.md, «Quién firma»."

Signed = Literal["validacion", "seguimiento", "alcance"]


class BadInstitution(Misuse):
    """The home's file cannot be used; the message says what to correct."""


@dataclass(frozen=True)
class Signer:
    """A post, and the person who holds it; '' where the file names nobody."""

    post: str
    name: str = ""


@dataclass(frozen=True)
class Institution:
    """What `institucion.yml` says, by its keys (values only)."""

    said: Mapping[str, Any]

    @classmethod
    def of(cls, home: Home | None = None) -> Institution:
        """The default, with what the home's own file says instead.

        Raises:
            BadInstitution: that file is no YAML, or says something that no document uses or could print.
        """
        file = None if home is None else home.root / OWN_FILE
        if file is None or not file.is_file():
            return cls(_default())
        own = _read(file)
        if unknown := own.keys() - _default().keys():
            raise BadInstitution(
                f"{file}: nada usa «{sorted(unknown)[0]}»; las claves son {', '.join(_default())}. {_ASK}"
            )
        institution = cls({**_default(), **own})
        institution._try(file)
        return institution

    @property
    def name(self) -> str:
        return str(self.said["institucion"])

    @property
    def letterhead(self) -> tuple[str, ...]:
        return tuple(str(line) for line in self.said["membrete"])

    def number(self, order: int, month: date) -> str:
        """Of a month's document, by its place in the month's list (from 1)."""
        return str(self.said["numero"]).format(orden=order, anio=month.year, mes=month.month)

    def signers(self, kind: Signed, centre: str | None = None) -> tuple[Signer, ...]:
        """Who signs a kind of document; the centre's own signer by the centre's code."""
        heads = self.said["responsables"]
        return tuple(
            Signer(
                str(who["cargo"]), str(heads.get(centre, "") if who.get("de") == "centro" else who.get("nombre", ""))
            )
            for who in self.said["firmas"][kind]
        )

    def bulletin_year(self, year: int) -> int:
        """The `Año N` of the bulletin with the figures of this year."""
        return year - int(self.said["boletin"]["anio_cero"])

    @property
    def credits(self) -> Sequence[tuple[str, str]]:
        """The bulletin's imprint lines of people: label and text."""
        return [(str(label), str(text)) for label, text in self.said["boletin"].get("creditos", ())]

    def _try(self, file: Path) -> None:
        """Uses all of it once, so that a mistake is told before a document is begun."""
        try:
            self.number(1, date(2024, 9, 1))
            for kind in ("validacion", "seguimiento", "alcance"):
                self.signers(kind)
            _ = self.letterhead, self.credits, self.bulletin_year(2024)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise BadInstitution(f"{file}: no se puede usar ({error!r}); compárelo con {_DEFAULT}. {_ASK}") from error


@cache
def _default() -> Mapping[str, Any]:
    return {key: said["valor"] for key, said in _read(_DEFAULT).items()}


def _read(file: Path) -> Mapping[str, Any]:
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInstitution(f"{file}: no se puede leer como YAML ({error}); corríjalo.") from error
    if not isinstance(read, dict | None):
        raise BadInstitution(f"{file}: debe tener claves y valores. {_ASK}")
    return read or {}
