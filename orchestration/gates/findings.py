"""What judging says: the result of a suite over a frame, and a finding about a report, a row or a cell.
Only frozen records belong here; how they come about belongs to `evaluate`, `gates.validation` and `verdict`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Effect = Literal["observa", "rechaza", "advierte"]
Level = Literal["reporte", "entrega", "fila", "advertencia"]


@dataclass(frozen=True)
class Expectation:
    """One rule of a suite in Great Expectations' words, its limits already put in.

    `meta` has the rule's own: `codigo`, `titulo`, `promesa`, `efecto`, `columna`, `mensaje`, `razon`.
    """

    type: str
    kwargs: Mapping[str, Any]
    severity: str = "critical"
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The rule's stable Spanish code, else the expectation's type."""
        return str(self.meta.get("codigo", self.type))


@dataclass(frozen=True)
class Suite:
    """The rules over one frame; `meta` is what their file says beside them (`gates.suites.load_suite`)."""

    name: str
    expectations: tuple[Expectation, ...]
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ExpectationResult:
    """What became of one expectation over one frame.

    `rows` are the positions (0-based, ascending) of the frame's offending rows; empty for an expectation about
    the table as a whole, whose `observed` value says what was seen. `error` is the message of an expectation that
    could not be evaluated (a column that the frame lacks, say); such a result never counts as a success.
    """

    expectation: Expectation
    success: bool
    rows: tuple[int, ...] = ()
    observed: Any = None
    error: str | None = None


@dataclass(frozen=True)
class SuiteResult:
    """Results in the order of the suite's expectations."""

    suite: str
    results: tuple[ExpectationResult, ...]

    @property
    def success(self) -> bool:
        return all(result.success for result in self.results)

    @property
    def failures(self) -> tuple[ExpectationResult, ...]:
        return tuple(result for result in self.results if not result.success)


@dataclass(frozen=True)
class Finding:
    """One observation, as stored in raw and printed in a verdict; `reporte` and `entrega` refuse the whole delivery.

    `valor` is the cell as written, as text; `valor` and `mensaje` may hold personal data. `fila` is the row that Excel
    shows; `linea` counts the lines of `archivo`, the header being 1. `filas` are the rows that a warning about the
    whole report speaks of, while its receipt is being written; they are not stored. `veces` is how many it stands
    for: past a number of them a rule's are counted and no longer told one by one.
    """

    nivel: Level
    codigo: str
    mensaje: str
    hoja: str | None = None
    fila: int | None = None
    columna: str | None = None
    valor: str | None = None
    archivo: str | None = None
    linea: int | None = None
    filas: tuple[int, ...] = ()
    veces: int = 1

    @property
    def refuses(self) -> bool:
        return self.nivel in ("reporte", "entrega")
