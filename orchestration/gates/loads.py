"""Judges what a load left in the warehouse with the suites of its gate, and keeps the verdict there.
The promises stand in `expectations/`; what a failed gate blocks is decided by the step that asks for its verdict."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from orchestration.core.errors import Failure
from orchestration.core.paths import DBT_PROJECT, PROJECT
from orchestration.gates.findings import ExpectationResult, Suite, SuiteResult
from orchestration.gates.suites import load_suite, suites_of

MODELS = DBT_PROJECT / "models"


@dataclass(frozen=True)
class Gate:
    """`rules` is its file (`expectations/<rules>.yml`), `title` what it judges, as people say it."""

    rules: str
    title: str


# In the order of a load.
GATES = {
    "raw": Gate("raw", "Reportes recibidos"),
    "siaf": Gate("siaf", "Entrega del SIAF"),
    "data_peru": Gate("data_peru", "Entrega de Data Perú"),
    "documentos": Gate("documentos", "Documentos publicados"),
    "staging": Gate("staging", "Registros de los centros"),
    "marts": Gate("marts", "Cifras calculadas"),
    "publicacion": Gate("publicacion", "Publicación"),
    "rutas_excel": Gate("rutas", "Libros de Excel"),
    "rutas_postgres": Gate("rutas", "Base de PostgreSQL"),
}


class GateClosed(Failure):
    """A gate did not pass, so that what lies after it must not run."""


@dataclass(frozen=True)
class GateOutcome:
    """A gate's suites over one load; `passed` unless a critical expectation broke."""

    gate: str
    suites: tuple[SuiteResult, ...]

    @property
    def passed(self) -> bool:
        return not any(blocks(result) for suite in self.suites for result in suite.results)

    @property
    def broken(self) -> list[ExpectationResult]:
        return [result for suite in self.suites for result in suite.failures]

    def rows(self) -> list[dict[str, Any]]:
        """One row an expectation, fit for JSON: suite, codigo, titulo, promesa, mensaje, severidad, cumple, filas."""
        return [
            {
                "suite": suite.suite,
                "codigo": result.expectation.code,
                **{word: str(result.expectation.meta.get(word, "")) for word in ("titulo", "promesa", "mensaje")},
                "severidad": result.expectation.severity,
                "cumple": result.success,
                "filas": len(result.rows),
                "error": result.error,
            }
            for suite in self.suites
            for result in suite.results
        ]


def blocks(result: ExpectationResult) -> bool:
    """Whether this result closes its gate: broken and critical, or not evaluable at all."""
    return not result.success and (result.expectation.severity == "critical" or result.error is not None)


def judge_load(connection: duckdb.DuckDBPyConnection, gate: str, load: str) -> GateOutcome:
    """Runs the gate's suites over their rows in the warehouse and stores the outcome under `load`."""
    return judge_frames(connection, gate, load, frames_of(connection, gate))


def frames_of(connection: duckdb.DuckDBPyConnection, gate: str) -> dict[str, pd.DataFrame]:
    """The rows that each suite of the gate judges, by suite."""
    return {name: frame_of(connection, load_suite(name)) for name in suites_of(GATES[gate].rules)}


def frame_of(connection: duckdb.DuckDBPyConnection, suite: Suite) -> pd.DataFrame:
    """The rows of the suite's `marco`: a dbt model, or the answer to a query that stands beside the rules."""
    source = PROJECT / suite.meta["marco"]
    if source.is_relative_to(MODELS):
        return connection.execute(f"from {source.relative_to(MODELS).parts[0]}.{source.stem}").df()
    return connection.execute(source.read_text(encoding="utf-8")).df()


def judge_frames(
    connection: duckdb.DuckDBPyConnection, gate: str, load: str, frames: dict[str, pd.DataFrame]
) -> GateOutcome:
    """Judges each frame by the suite of its name, as `judge_load` does, for rows that are not in the warehouse."""
    outcome = outcome_of(gate, frames)
    keep(connection, load, outcome)
    return outcome


def outcome_of(gate: str, frames: dict[str, pd.DataFrame]) -> GateOutcome:
    """What each frame's suite says of it; nothing is stored."""
    from orchestration.gates.validation import validate

    return GateOutcome(gate, tuple(validate(frame, load_suite(name)) for name, frame in frames.items()))


def keep(connection: duckdb.DuckDBPyConnection, load: str, outcome: GateOutcome) -> None:
    """One verdict a gate and load, the newest last: a row replaced where it lies would keep its place.

    A run killed between the two statements leaves no verdict, so that the gate is judged again.
    """
    connection.execute("delete from raw.puertas where puerta = ? and carga = ?", [outcome.gate, load])
    connection.execute(
        "insert into raw.puertas values (?, ?, ?, ?)",
        [outcome.gate, load, outcome.passed, json.dumps(outcome.rows(), ensure_ascii=False)],
    )


def verdict_of(connection: duckdb.DuckDBPyConnection, gate: str, load: str) -> bool | None:
    """Whether the gate passed for this load; None when it was never run for it."""
    row = connection.execute("select aprobada from raw.puertas where puerta = ? and carga = ?", [gate, load]).fetchone()
    return None if row is None else bool(row[0])


def require(connection: duckdb.DuckDBPyConnection, gate: str, load: str) -> None:
    """Lets a step go on only behind a passed gate of this load.

    Raises:
        GateClosed: the gate failed for this load, or was never run for it.
    """
    passed = verdict_of(connection, gate, load)
    if not passed:
        state = "no se ha pasado" if passed is None else "no aprobó"
        raise GateClosed(
            f"La puerta '{gate}' {state} para la carga actual: lo que sigue no se ejecuta y lo publicado queda como "
            "estaba. Vea la página de calidad y vuelva a cerrar el mes."
        )
