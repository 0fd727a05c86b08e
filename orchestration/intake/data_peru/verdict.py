"""Says what came of a delivery's suites: accepted or refused whole, and each finding in one sentence.
The promises and their words stand in `expectations/data_peru_*.json`; evaluating them is the caller's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from orchestration.gates.findings import ExpectationResult, SuiteResult
from orchestration.gates.suites import limits
from orchestration.intake.reports.judging.messages import fill, shown

Level = Literal["entrega", "advertencia"]


@dataclass(frozen=True)
class Observation:
    """One finding, as `raw.data_peru_observaciones` keeps it; `entrega` refuses the whole, `advertencia` only says."""

    nivel: Level
    codigo: str
    archivo: str | None
    linea: int | None
    columna: str | None
    valor: str | None
    mensaje: str


def observations(results: Iterable[SuiteResult], frames: Mapping[str, pd.DataFrame]) -> tuple[Observation, ...]:
    """A finding for each line that breaks a promise, what refuses first, then by file and line.

    Raises:
        RuntimeError: a promise could not be evaluated, so that nothing can be said of the delivery.
    """
    found = [
        _observation(result, frames[suite.suite].iloc[position].to_dict())
        for suite in results
        for result in suite.failures
        for position in _offending(result)
    ]
    return tuple(sorted(found, key=lambda o: (o.nivel != "entrega", o.archivo or "", o.linea or 0)))


def refuses(found: Iterable[Observation]) -> bool:
    return any(observation.nivel == "entrega" for observation in found)


def _offending(result: ExpectationResult) -> tuple[int, ...]:
    if result.error is not None:
        raise RuntimeError(f"la regla {result.expectation.code} no se pudo evaluar: {result.error}")
    return result.rows


def _observation(result: ExpectationResult, line: Mapping[Hashable, Any]) -> Observation:
    rule = result.expectation
    known = {str(name): None if value is None or value != value else value for name, value in line.items()}
    column = fill(str(rule.meta["columna"]), known) or None
    written = _written(known, column)
    return Observation(
        "entrega" if rule.severity == "critical" else "advertencia",
        rule.code,
        known["archivo"],
        None if known["linea"] is None else int(known["linea"]),
        column,
        written,
        fill(str(rule.meta["mensaje"]), {**limits(), **known, "columna": column, "valor": shown(written)}),
    )


def _written(line: Mapping[str, Any], column: str | None) -> str | None:
    """The text that the finding is about: the line's own, or of the column named."""
    of_a_row = "columna_tipo" in line
    named = "tipo" if of_a_row and column == line["columna_tipo"] else column or ""
    text = line.get(named) if of_a_row else line["valor"]
    return None if text is None else str(text)
