"""How the outcome of a gate or of dbt reads in the Dagster UI.
Only the wording and shape of events belong here; the outcomes come from `closing/`."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import Home
from orchestration.core.troubles import explained
from orchestration.gates.findings import Finding
from orchestration.gates.loads import GateOutcome
from orchestration.gates.suites import title_of
from orchestration.intake.reports.judging.messages import unquoted
from orchestration.outputs.neighbours import ADDRESS
from orchestration.transforming.dbt import NodeResult

# Whose every asset is, as its page says.
OWNERS = ["team:DSE"]
# A step runs nothing only when all of it passed before and nothing changed since.
UNCHANGED = "Sin cambios desde la última vez que aprobó."
STANDS = "Lo publicado queda como estaba."
NAMED = 5
FINDINGS = 20
EFFECTS = {"reporte": "rechaza", "entrega": "rechaza", "fila": "aparta la fila", "advertencia": "por mirar"}
# Columns of a gate's table.
SHOWN = ("codigo", "titulo", "cumple", "filas", "severidad", "suite")


def page(home: Home, file: Path) -> dg.MetadataValue:
    """A page of a home: a link where an address leads people in (the front door), else its place on this machine."""
    if address := os.environ.get(ADDRESS):
        return dg.MetadataValue.url(f"{address.rstrip('/')}/{file.relative_to(home.root).as_posix()}")
    return dg.MetadataValue.path(str(file))


def gate_check(outcome: GateOutcome | None, name: str, asset_key: dg.AssetKey) -> dg.AssetCheckResult:
    """A gate as an asset check: red when it closes; warnings to look at are told and counted, and close nothing."""
    if outcome is None:
        return dg.AssetCheckResult(passed=True, check_name=name, asset_key=asset_key, description=UNCHANGED)
    return dg.AssetCheckResult(
        passed=outcome.passed,
        check_name=name,
        asset_key=asset_key,
        description=_gate_sentence(outcome),
        metadata={
            "advertencias": len(outcome.broken) if outcome.passed else 0,
            "expectativas": dg.MetadataValue.table([_record(row) for row in outcome.rows()]),
        },
    )


def dbt_check(node: NodeResult | None, key: dg.AssetCheckKey) -> dg.AssetCheckResult:
    """One of dbt's tests; None where its step had nothing to do, so that it stands as it passed."""
    return dg.AssetCheckResult(
        passed=node is None or node.status in ("pass", "success"),
        check_name=key.name,
        asset_key=key.asset_key,
        severity=dg.AssetCheckSeverity.WARN if node and node.ok else dg.AssetCheckSeverity.ERROR,
        description=UNCHANGED if node is None else (node.message or "Cumple."),
        metadata={"filas_que_fallan": node.failures or 0} if node else None,
    )


def findings_table(findings: Sequence[Finding], load: str, personal: bool) -> dg.TableMetadataValue:
    """The first findings of a delivery, a row each; where they quote people, in the words of the rule alone."""
    return dg.MetadataValue.table([_finding(finding, load, personal) for finding in findings[:FINDINGS]])


def _finding(finding: Finding, load: str, personal: bool) -> dg.TableRecord:
    return dg.TableRecord(
        {
            "regla": title_of(load, finding.codigo),
            "efecto": EFFECTS[finding.nivel],
            "hoja": finding.hoja or ("" if personal else finding.archivo) or "",
            "fila": finding.fila or finding.linea or "",
            "columna": finding.columna or "",
            "que_hacer": unquoted(finding) if personal else finding.mensaje,
        }
    )


def _record(row: dict[str, Any]) -> dg.TableRecord:
    return dg.TableRecord({name: row[name] for name in SHOWN} | {"error": row["error"] or ""})


def gate_failure(outcome: GateOutcome) -> dg.Failure:
    """The step's end at a closed gate; says which promises broke."""
    return dg.Failure(f"La puerta '{outcome.gate}' no aprobó: {_gate_sentence(outcome)} {STANDS}")


def node_failure(nodes: Sequence[NodeResult]) -> dg.Failure:
    """The step's end when models were not built or tests did not pass; names the first few."""
    return dg.Failure(
        f"dbt: {len(nodes)} modelos sin construir o pruebas sin aprobar: {_first([n.name for n in nodes])}. {STANDS}",
        metadata={node.name: node.message or node.status for node in nodes},
    )


def _gate_sentence(outcome: GateOutcome) -> str:
    total = sum(len(suite.results) for suite in outcome.suites)
    if not outcome.broken:
        return f"{total} expectativas, todas cumplidas."
    names = _first([f"{result.expectation.code} ({len(result.rows)} filas)" for result in outcome.broken])
    what = "advertencias por mirar" if outcome.passed else "sin cumplir"
    return f"{total} expectativas, {len(outcome.broken)} {what}: {names}."


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def step_message(event: Any) -> str:
    """What stopped the step, in its own words: a failure's description, else the innermost error."""
    data = event.step_failure_data
    if data.user_failure_data is not None and data.user_failure_data.description:
        return str(data.user_failure_data.description)
    error = data.error
    while error.cause is not None:
        error = error.cause
    said = str(error.message)
    return explained(said) or said.partition(": ")[2].strip() or said


def in_words(step: Callable[..., Any]) -> Callable[..., Any]:
    """The edge of an asset: what the system refuses ends its step with a sentence, as `core.troubles` has it."""
    if inspect.isgeneratorfunction(step):

        @wraps(step)
        def run(*args: Any, **named: Any) -> Any:
            with _translated():
                yield from step(*args, **named)

    else:

        @wraps(step)
        def run(*args: Any, **named: Any) -> Any:
            with _translated():
                return step(*args, **named)

    return run


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        said = in_a_sentence(error)
        if said is None:
            raise
        raise dg.Failure(said, allow_retries=False) from error


def in_a_sentence(error: Exception) -> str | None:
    """What the project refuses, or what the system says, in Spanish; None for what nobody foresaw."""
    return str(error) if isinstance(error, Failure | Misuse) else explained(error)


def skipping_in_words(look: Callable[..., Any]) -> Callable[..., Any]:
    """The edge of a trigger: what it cannot see now is its tick's reason, where a failed tick would show a trace."""

    @wraps(look)
    def tick(*args: Any, **named: Any) -> Any:
        try:
            return look(*args, **named)
        except Exception as error:
            said = in_a_sentence(error)
            if said is None:
                raise
            return dg.SkipReason(said)

    return tick
