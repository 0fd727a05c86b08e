"""The asset of reception: a materialisation per accepted centre and month, a red check per refused one.
What a verdict says belongs to `judging/`; how it is stored belongs to `warehouse/`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData,
)

from orchestration.closing import steps
from orchestration.core.paths import Home
from orchestration.defs.dead_runs import own_tags
from orchestration.defs.landing import LandingConfig, raw_specs
from orchestration.defs.metadata import gate_check
from orchestration.defs.partitions import REPORTS, report_key
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.intake.reports.storing import Entry

BOARD = dg.AssetKey("reporte_mensual")
VERDICT = "veredicto"
RAW_TABLES = {
    "reportes": "Una fila por versión de reporte recibida, también las rechazadas.",
    "atenciones": "Una fila por atención aceptada de cada versión, con su archivo, hoja y fila.",
    "atenciones_observadas": "Una fila por atención retenida, con sus celdas originales y sus motivos.",
    "observaciones": "Una fila por hallazgo: motivos y advertencias, con su celda.",
    "periodos_por_rehacer": "Una fila por mes y reporte que los marts aún no contienen; se vacía al publicar.",
}


@dg.multi_asset(
    name="recepcion",
    specs=[
        dg.AssetSpec(
            BOARD,
            partitions_def=REPORTS,
            skippable=True,
            group_name="recepcion",
            kinds={"excel"},
            description="El tablero de quién reportó: una celda por mes y centro. "
            "Una celda vacía no ha llegado o fue rechazada; su comprobación dice por qué.",
        ),
        *raw_specs(BOARD, RAW_TABLES),
    ],
    check_specs=[
        dg.AssetCheckSpec(
            VERDICT,
            asset=BOARD,
            partitions_def=REPORTS,
            description="Veredicto de la suite del reporte: aceptado, observado o rechazado.",
        ),
        dg.AssetCheckSpec(
            "puerta_raw", asset=["raw", "reportes"], blocking=True, description="Suites raw_* sobre lo recién cargado."
        ),
    ],
    pool="almacen",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def recepcion(context: dg.AssetExecutionContext, config: LandingConfig) -> Iterator[Any]:
    """Takes in all that has settled in landing, whatever month it speaks of."""
    context.instance.add_run_tags(context.run_id, own_tags())  # also where the daemon launched it
    home = Home.current()

    def received_at(file: Path) -> datetime:
        return config.received_at(file.relative_to(home.landing).as_posix())

    received = steps.receive_reports(home, received_at, config.segundos_de_quietud, config.asentados)
    for warning in (*received.warnings, *steps.send_mail(home)):
        context.log.warning(warning)
    for entry in [*received.entries, *_unsaid(context.instance, home, received.entries)]:
        yield from _board_events(context.instance, entry)
        context.log.info(_sentence(entry))
    # A check of many partitions is told event by event; its output only says that the step is through with it.
    yield dg.Output(None, output_name=f"{BOARD.to_python_identifier()}_{VERDICT}")
    for table in RAW_TABLES:
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"reportes_nuevos": len(received.entries)})
    yield gate_check(received.gate, "puerta_raw", dg.AssetKey(["raw", "reportes"]))


def _unsaid(instance: dg.DagsterInstance, home: Home, entries: list[Entry]) -> list[Entry]:
    """What a run loaded and died before it could tell: the board would show it as not reported."""
    told = instance.get_materialized_partitions(BOARD) | {_partition(entry.verdict) for entry in entries}

    def is_told(month: date, code: str) -> bool:
        partition = report_key(month, code)
        return partition is None or partition in told

    return steps.loaded_unsaid(home, is_told)


def _partition(verdict: Verdict) -> str | None:
    if verdict.periodo is None or verdict.cite_codigo is None:
        return None
    return report_key(verdict.periodo, verdict.cite_codigo)


def _board_events(instance: dg.DagsterInstance, entry: Entry) -> Iterator[Any]:
    """The cell's materialisation, if it was accepted, then its check: the other way round the UI takes it for stale."""
    verdict = entry.verdict
    partition = _partition(verdict)
    if partition is None or entry.repeated:  # repeated bytes are no new version: what the board says stands
        return
    metadata = _metadata(entry)
    accepted = verdict.estado != "rechazado"
    if accepted:
        yield dg.AssetMaterialization(BOARD, partition=partition, metadata=metadata)
    yield dg.AssetCheckEvaluation(
        asset_key=BOARD,
        check_name=VERDICT,
        passed=verdict.estado == "aceptado",
        severity=dg.AssetCheckSeverity.WARN if accepted else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
        partition=partition,
        description=_sentence(entry),
        target_materialization_data=_in_force(instance, partition),
    )


def _in_force(instance: dg.DagsterInstance, partition: str) -> AssetCheckEvaluationTargetMaterializationData | None:
    """The materialisation that the check speaks of; a refused correction speaks of the version that stays."""
    found = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=BOARD, asset_partitions=[partition]), limit=1
    ).records
    if not found:
        return None
    newest = found[0]
    return AssetCheckEvaluationTargetMaterializationData(
        storage_id=newest.storage_id, run_id=newest.run_id, timestamp=newest.timestamp
    )


def _metadata(entry: Entry) -> dict[str, Any]:
    """What the UI shows of a report: counts and rule codes, never a cell's value."""
    verdict = entry.verdict
    codes: dict[str, int] = {}
    for finding in (*verdict.motivos, *verdict.advertencias):
        codes[finding.codigo] = codes.get(finding.codigo, 0) + 1
    shown = {
        "estado": verdict.estado,
        "version": entry.version,
        "recibido_en": entry.reception.recibido_en.isoformat(sep=" ", timespec="minutes"),
        "filas": verdict.filas,
        "filas_aceptadas": verdict.filas_aceptadas,
        "filas_observadas": verdict.filas_observadas,
        "servicios": verdict.servicios,
        "clientes": verdict.clientes,
        "hallazgos": dg.MetadataValue.json(codes) if codes else None,
        "sha256": entry.reception.sha256,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _sentence(entry: Entry) -> str:
    """One line for the log; a file name is the sender's text, so it stays out."""
    verdict = entry.verdict
    month = verdict.periodo.strftime("%Y-%m") if verdict.periodo else "mes desconocido"
    again = ", los mismos bytes que una versión anterior" if entry.repeated else ""
    return f"{verdict.cite_codigo or 'centro desconocido'}, {month}: {verdict.estado}{again}."
