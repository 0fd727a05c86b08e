"""How the outcome of a gate or of dbt reads in the Dagster UI.
Only the wording and shape of events belong here; the outcomes come from `closing/`."""

from __future__ import annotations

import dagster as dg

from orchestration.gates.loads import GateOutcome

# A step runs nothing only when all of it passed before and nothing changed since.
UNCHANGED = "Sin cambios desde la última vez que aprobó."


def gate_check(outcome: GateOutcome | None, name: str, asset_key: dg.AssetKey) -> dg.AssetCheckResult:
    """A gate as an asset check: red when it closes, yellow when only warnings broke."""
    if outcome is None:
        return dg.AssetCheckResult(
            passed=True,
            check_name=name,
            asset_key=asset_key,
            description=UNCHANGED,
        )
    rows = outcome.rows()
    broken = [row for row in rows if not row["cumple"]]
    return dg.AssetCheckResult(
        passed=not broken,
        check_name=name,
        asset_key=asset_key,
        severity=dg.AssetCheckSeverity.WARN if outcome.passed else dg.AssetCheckSeverity.ERROR,
        description=_summary(len(rows), broken),
        metadata={"expectativas": dg.MetadataValue.json(rows)},
    )


def _summary(total: int, broken: list[dict[str, object]]) -> str:
    if not broken:
        return f"{total} expectativas, todas cumplidas."
    names = ", ".join(f"{row['codigo']} ({row['filas']} filas)" for row in broken)
    return f"{total} expectativas, {len(broken)} sin cumplir: {names}."
