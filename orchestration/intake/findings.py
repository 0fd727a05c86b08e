"""What a broken promise about a delivery says: one finding a row, in the words of its expectation.
The promises stand in `expectations/`; the rows that they judge are gathered by each feed."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from orchestration.gates.findings import ExpectationResult, Finding, Level, SuiteResult
from orchestration.gates.suites import limits
from orchestration.intake.reports.judging.messages import fill, shown

Line = Mapping[str, Any]
# The text that a finding is about, from the line and the column named; None where the feed quotes none.
Written = Callable[[Line, str | None], str | None]


def findings_of(
    suites: tuple[SuiteResult, ...],
    frames: Mapping[str, pd.DataFrame],
    written: Written = lambda _line, _column: None,
    most_of_a_rule: int | None = None,
) -> tuple[Finding, ...]:
    """The findings of every promise that did not hold: what refuses first, then by file and line.

    A broken file may break the same promise thousands of times: past `most_of_a_rule` they are counted.
    """
    found = [
        finding
        for suite in suites
        for result in suite.failures
        for finding in _of_a_rule(frames[suite.suite], result, written, most_of_a_rule)
    ]
    return tuple(sorted(found, key=lambda f: (not f.refuses, f.archivo or "", f.linea or 0)))


def _of_a_rule(frame: pd.DataFrame, result: ExpectationResult, written: Written, most: int | None) -> list[Finding]:
    rule = result.expectation
    level: Level = "entrega" if rule.severity == "critical" or result.error else "advertencia"
    if result.error:
        said = f"La regla no se pudo evaluar ({result.error}); avise a quien mantiene el almacén."
        return [Finding(level, rule.code, said, columna=rule.meta["columna"] or None)]
    found = []
    for row in result.rows[:most]:
        line = _plain(frame.iloc[row].to_dict())
        column = fill(str(rule.meta["columna"]), line) or None
        value = written(line, column)
        said = fill(str(rule.meta["mensaje"]), {**limits(), **line, "columna": column, "valor": shown(value)})
        place: dict[str, Any] = {"archivo": line.get("archivo"), "linea": line.get("linea")}
        found.append(Finding(level, rule.code, said, columna=column, valor=value, **place))
    if most is not None and len(result.rows) > most:
        more = f"Y {len(result.rows) - most:,} más de la misma regla."
        found.append(Finding(level, rule.code, more, columna=rule.meta["columna"] or None))
    return found


def _plain(line: Mapping[Hashable, Any]) -> dict[str, Any]:
    """What pandas holds as NaN is null, and a whole number that it holds as a float reads as one."""
    return {str(name): None if value is None or value != value else _whole(value) for name, value in line.items()}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and math.isfinite(value) and value.is_integer() else value
