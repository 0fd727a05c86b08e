"""The asset of the SIAF's yearly files: a materialisation per accepted year, a red check per refused delivery.
What the gate says belongs to `expectations/`; reading, judging and storing belong to `closing/siaf.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.closing.siaf import SiafDelivered, loaded_siaf_unsaid, receive_siaf
from orchestration.core.paths import Home
from orchestration.defs.dead_runs import own_tags
from orchestration.defs.landing import LandingConfig, raw_specs
from orchestration.defs.partitions import YEARS, year_key
from orchestration.intake.siaf.storing import SiafEntry

YEAR = dg.AssetKey("siaf")
VERDICT = "puerta_siaf"
RAW_TABLES = {
    "siaf_entregas": "Una fila por entrega del SIAF recibida, también las rechazadas.",
    "siaf_gasto": "Una fila por fila del pliego en cada entrega aceptada: las 73 columnas tal como vienen.",
    "siaf_observaciones": "Una fila por hallazgo: por qué se rechazó una entrega, y advertencias.",
}


class Witness:
    """Hears how far each file has been read and what came of it; the one of the terminal shows it."""

    def progress(self, name: str, share: float) -> None:
        """`share` of the file `name` has been read."""

    def delivered(self, outcome: SiafDelivered) -> None:
        """`outcome` was decided."""


# Set by whoever runs the asset in its own process and wants to see it at work (a resource bound to the asset could not
# be exchanged for one run).
WITNESS: ContextVar[Witness] = ContextVar("testigo")


@dg.multi_asset(
    name="entregas_siaf",
    specs=[
        dg.AssetSpec(
            YEAR,
            partitions_def=YEARS,
            skippable=True,
            group_name="siaf",
            kinds={"csv"},
            description="El gasto del pliego en los datos abiertos del MEF: una celda por año, que cada entrega "
            "reemplaza entera. Una celda vacía no ha llegado o fue rechazada; su comprobación dice por qué.",
        ),
        *raw_specs(YEAR, RAW_TABLES),
    ],
    check_specs=[
        dg.AssetCheckSpec(
            VERDICT, asset=YEAR, partitions_def=YEARS, description="Veredicto de las suites siaf_* sobre la entrega."
        )
    ],
    pool="almacen",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def siaf(context: dg.AssetExecutionContext, config: LandingConfig) -> Iterator[Any]:
    """Takes in all that has settled in the SIAF's landing, whatever year it speaks of."""
    context.instance.add_run_tags(context.run_id, own_tags())  # also where the daemon launched it
    home, witness = Home.current(), WITNESS.get(Witness())

    def received_at(file: Path) -> datetime:
        return config.received_at(file.name)

    received = receive_siaf(home, received_at, config.segundos_de_quietud, config.asentados, witness.progress)
    for warning in received.warnings:
        context.log.warning(warning)
    for outcome in received.deliveries:
        witness.delivered(outcome)
        context.log.info(_sentence(outcome.entry))
    fresh = [outcome.entry for outcome in received.deliveries if not outcome.entry.repeated]
    for entry in [*fresh, *_unsaid(context.instance, home, fresh)]:
        yield from _board_events(entry)
    # A check of many partitions is told event by event; its output only says that the step is through with it.
    yield dg.Output(None, output_name=f"{YEAR.to_python_identifier()}_{VERDICT}")
    for table in RAW_TABLES:
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"entregas_nuevas": len(fresh)})


def _unsaid(instance: dg.DagsterInstance, home: Home, fresh: list[SiafEntry]) -> list[SiafEntry]:
    """The years that a run loaded and died before it could tell: the board would show them as not received."""
    told = instance.get_materialized_partitions(YEAR) | {str(entry.anio) for entry in fresh}
    return loaded_siaf_unsaid(home, lambda year: str(year) in told)


def _board_events(entry: SiafEntry) -> Iterator[Any]:
    """The year's materialisation, if it was accepted, then its check: the other way round the UI takes it for stale."""
    partition = year_key(entry.anio)
    if partition is None:
        return
    metadata = _metadata(entry)
    accepted = entry.estado == "aceptado"
    if accepted:
        yield dg.AssetMaterialization(YEAR, partition=partition, metadata=metadata)
    yield dg.AssetCheckEvaluation(
        asset_key=YEAR,
        check_name=VERDICT,
        passed=accepted and not entry.findings,
        severity=dg.AssetCheckSeverity.WARN if accepted else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
        partition=partition,
        description=_sentence(entry),
    )


def _metadata(entry: SiafEntry) -> dict[str, Any]:
    shown = {
        "estado": entry.estado,
        "version": entry.version,
        "corte": entry.corte.strftime("%Y-%m") if entry.corte else None,
        "filas": entry.filas,
        "pia": None if entry.pia is None else float(entry.pia),
        "pim": None if entry.pim is None else float(entry.pim),
        "devengado": None if entry.devengado is None else float(entry.devengado),
        "hallazgos": dg.MetadataValue.json([f.mensaje for f in entry.findings]) if entry.findings else None,
        "blake3": entry.blake3,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _sentence(entry: SiafEntry) -> str:
    again = ", los mismos bytes que una entrega anterior" if entry.repeated else ""
    reasons = "".join(f" {finding.mensaje}" for finding in entry.findings[:1])
    return f"SIAF {entry.anio or 'de año desconocido'}: {entry.estado}{again}.{reasons}"
