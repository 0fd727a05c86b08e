"""Says a stored finding again without the cell that it quotes, so that it can be read outside the centre's receipt.
The sentences stand in `expectations/`; what was found belongs to `judging/`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from orchestration.gates.suites import limits, load_suite
from orchestration.intake.reports.judging.messages import fill

_SUITES = ("reporte_filas", "reporte_caratula")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_HIDDEN = "…"
# What opens or ends a sentence and depends on the cell: left out whole.
_DROPPED = {"sugerencia": "", "lugar": ""}


class _Known(dict[str, Any]):
    """Values by name; what is not among them may come from a cell, and is hidden."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, _HIDDEN)


def without_value(code: str, message: str, place: dict[str, Any]) -> str:
    """The finding's sentence with `place` (hoja, fila, columna) and the rules' limits filled in, all else hidden.

    `message` only tells which of the rules under `code` spoke; none of its text is copied.
    """
    templates = [
        rule.meta["mensaje"] for name in _SUITES for rule in load_suite(name).expectations if rule.code == code
    ]
    spoken = [template for template in templates if _shape(template).fullmatch(message)] or templates
    if not spoken:
        return code
    text = fill(spoken[0], _Known({**limits(), **_DROPPED, **place})).strip()
    return text[:1].upper() + text[1:]


@cache
def _shape(template: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, _PLACEHOLDER.split(template))), re.DOTALL)
