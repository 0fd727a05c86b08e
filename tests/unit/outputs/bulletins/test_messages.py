"""Both languages say the same things with the same figures."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest

from orchestration.outputs.bulletins.phrases import MESSAGES
from orchestration.outputs.documents.messages import Messages

SPANISH, ENGLISH = (json.loads((MESSAGES / f"{name}.json").read_text(encoding="utf-8")) for name in ("es", "en"))


def test_both_languages_hold_the_same_messages() -> None:
    assert list(SPANISH) == list(ENGLISH)


@pytest.mark.parametrize("name", [name for name, text in SPANISH.items() if isinstance(text, str)])
def test_a_message_takes_the_same_fields_in_both(name: str) -> None:
    assert fields_of(SPANISH[name]) == fields_of(ENGLISH[name])


@pytest.mark.parametrize("texts", [SPANISH, ENGLISH], ids=["es", "en"])
def test_every_noun_has_two_forms(texts: dict[str, Any]) -> None:
    nouns = {name: text for name, text in texts.items() if isinstance(text, list)} | texts["tipos_cliente"]
    assert all(len(forms) == 2 for forms in nouns.values()) and len(texts["tipos_cliente"]) == 6


def test_counted_nouns_agree() -> None:
    say = Messages("es", SPANISH)
    assert [say.counted("servicio", n) for n in (0, 1, 1234)] == ["0 servicios", "1 servicio", "1,234 servicios"]


def fields_of(text: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
