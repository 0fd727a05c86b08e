"""Which bulletins there are, and what each says of a publication's figures, before it is numbered and set.
How the sections are written belongs to `network.py` and `women.py`; making the files to `produce.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from orchestration.outputs.bulletins import network, women
from orchestration.outputs.bulletins.figures import Figures, Span
from orchestration.outputs.bulletins.phrases import Phrases
from orchestration.outputs.documents.blocks import Section
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.documents.wording import Language

Kind = Literal["red", "mujer"]
_SECTIONS: dict[Kind, Callable[[Phrases, Rule], tuple[Section, ...]]] = {
    "red": lambda phrases, rule: network.sections(phrases),
    "mujer": women.sections,
}
_STEMS: dict[Kind, str] = {"red": "boletin", "mujer": "boletin-mujer-empresaria"}


@dataclass(frozen=True)
class Order:
    """What is asked for. `internal` leaves out the rule of small numbers: for the institution's own use."""

    kind: Kind
    span: Span
    language: Language = "es"
    internal: bool = False

    @property
    def stem(self) -> str:
        """What all its editions' files begin with: `boletin-anual-2024`, `boletin-mujer-empresaria-2024-09-en`."""
        period = "" if self.span.whole_year else f"-{self.span.month:02d}"
        kind = _STEMS[self.kind]
        if self.kind == "red":
            kind += "-anual" if self.span.whole_year else "-mensual"
        marks = ("-interno" if self.internal else "") + ("" if self.language == "es" else f"-{self.language}")
        return f"{kind}-{self.span.year}{period}{marks}"

    @property
    def rule(self) -> Rule:
        return Rule.off() if self.internal else Rule.of_parameters()

    def body(self, figures: Figures) -> tuple[Phrases, tuple[Section, ...]]:
        """What it says of the figures, in its language."""
        phrases = Phrases.of(figures, self.language)
        return phrases, _SECTIONS[self.kind](phrases, self.rule)
