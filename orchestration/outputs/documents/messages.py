"""A document's sentences, kept as data: one JSON file a language, which a statistician can read and change.
Which sentence is said, and with which figures, belongs to the document's own room."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.outputs.documents.wording import Language, integer, plural


@dataclass(frozen=True)
class Messages:
    """The sentences of one language by name; a message is a text with `{fields}`, a pair (one, many), or a mapping."""

    language: Language
    texts: dict[str, Any]

    @classmethod
    def read(cls, folder: Path, language: Language) -> Messages:
        """From `<folder>/<language>.json`."""
        return cls(language, json.loads((folder / f"{language}.json").read_text(encoding="utf-8")))

    def __call__(self, name: str, **fields: str) -> str:
        """The sentence with its fields in place.

        Raises:
            KeyError: there is no such sentence, or it wants a field that was not given.
        """
        return str(self.texts[name]).format(**fields)

    def of(self, name: str, key: object) -> str | None:
        """An entry of a mapping (a definition, a translated name), None where it has none."""
        return self.texts[name].get(str(key))

    def noun(self, name: str, number: int) -> str:
        """`servicio` or `servicios`."""
        one, many = self.texts[name]
        return plural(number, one, many)

    def counted(self, name: str, number: int) -> str:
        """`1 servicio`, `3,216 servicios`."""
        return f"{integer(number)} {self.noun(name, number)}"
