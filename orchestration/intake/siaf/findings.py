"""What a broken promise about a SIAF delivery says: one finding a row, up to a few, in the words of its expectation.
The promises stand in `expectations/siaf_*.json`; the rows that they judge are gathered by each suite's own query."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from orchestration.gates.findings import ExpectationResult, SuiteResult
from orchestration.gates.suites import limits
from orchestration.intake.reports.judging.messages import fill

# A broken file breaks the same promise thousands of times; these are enough to see how.
MOST_OF_A_RULE = 20


@dataclass(frozen=True)
class SiafFinding:
    """Why a delivery was refused (`entrega`) or a warning; `linea` is the file's, null for a rule about the rows."""

    nivel: Literal["entrega", "advertencia"]
    codigo: str
    mensaje: str
    linea: int | None = None
    columna: str | None = None
    valor: str | None = None


def findings_of(frames: Mapping[str, pd.DataFrame], suites: tuple[SuiteResult, ...]) -> list[SiafFinding]:
    """The findings of every promise that did not hold, reasons for refusal first."""
    found = [
        finding for suite in suites for result in suite.failures for finding in _of_a_rule(frames[suite.suite], result)
    ]
    return sorted(found, key=lambda finding: finding.nivel != "entrega")


def _of_a_rule(frame: pd.DataFrame, result: ExpectationResult) -> list[SiafFinding]:
    meta = result.expectation.meta
    level: Literal["entrega", "advertencia"] = (
        "entrega" if result.expectation.severity == "critical" or result.error else "advertencia"
    )
    column = meta["columna"] or None
    if result.error:
        said = f"La regla no se pudo evaluar ({result.error}); avise a quien mantiene el almacén."
        return [SiafFinding(level, result.expectation.code, said, columna=column)]
    rows = [frame.iloc[row].to_dict() for row in result.rows[:MOST_OF_A_RULE]]
    messages = [fill(meta["mensaje"], {**limits(), **{str(k): _plain(v) for k, v in row.items()}}) for row in rows]
    if len(result.rows) > MOST_OF_A_RULE:
        messages.append(f"Y {len(result.rows) - MOST_OF_A_RULE:,} más de la misma regla.")
    return [SiafFinding(level, result.expectation.code, message, columna=column) for message in messages]


def _plain(value: Any) -> Any:
    """A whole number that pandas holds as a float reads as one."""
    return int(value) if isinstance(value, float) and math.isfinite(value) and value.is_integer() else value
