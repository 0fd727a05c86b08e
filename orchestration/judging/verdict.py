"""The verdict on each report: what is loaded, what is held back, what is refused and why.
The rules themselves stand in `expectations/`; storing a verdict belongs to `warehouse/`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import pandas as pd

from orchestration.judging.evaluate import evaluate as evaluate_directly
from orchestration.judging.findings import Finding, Suite, SuiteResult
from orchestration.reading.report import ReadReport

Estado = Literal["aceptado", "observado", "rechazado"]
Evaluate = Callable[[pd.DataFrame, Suite], SuiteResult]

ROW_SUITE = "reporte_filas"
COVER_SUITE = "reporte_caratula"


@dataclass(frozen=True)
class Reception:
    """One report as it came in.

    `received_at` is naive, in America/Lima. `cite_codigo` and `periodo` (first of month) are what it was handed in
    for, None where nobody said.
    """

    report: ReadReport
    received_at: datetime
    cite_codigo: str | None = None
    periodo: date | None = None


@dataclass(frozen=True)
class History:
    """What the warehouse knew before; empty for the command line.

    `received`: centres and months (as in `raw.reportes`) that each content hash was received for.
    `targets`: the month's updated target of services. `rows_in_force`: accepted rows of the version in force.
    """

    received: Mapping[str, Collection[tuple[str | None, date | None]]] = field(default_factory=dict)
    targets: Mapping[tuple[str, date], float] = field(default_factory=dict)
    rows_in_force: Mapping[tuple[str, date], int] = field(default_factory=dict)


@dataclass(frozen=True)
class QuarantinedRow:
    """One observed row: `celdas` are the original cells (printed header -> cell as written), `motivos` rule codes."""

    hoja: str
    fila: int
    celdas: Mapping[str, object]
    motivos: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The judgement of one report, in the terms of `raw.reportes`.

    filas = filas_aceptadas + filas_observadas + filas_rechazadas; all four are None when the file could not be read.
    `servicios`, `clientes` (distinct) and `importe` (soles, 2 decimals) are over accepted rows; None when refused.
    `atenciones` has one accepted row a line: `ATENCIONES` columns, `raw.atenciones` without provenance; empty when
    refused. `motivos` are findings about the report and its rows; `advertencias` hold nothing back.
    """

    archivo: str
    sha256: str
    bytes: int
    estado: Estado
    cite_codigo: str | None
    periodo: date | None
    filas: int | None
    filas_aceptadas: int | None
    filas_observadas: int | None
    filas_rechazadas: int | None
    servicios: int | None
    clientes: int | None
    importe: Decimal | None
    servicios_declarados: int | None
    clientes_declarados: int | None
    responsable: str | None
    fecha_envio: date | None
    motivos: tuple[Finding, ...]
    advertencias: tuple[Finding, ...]
    atenciones: pd.DataFrame
    observadas: tuple[QuarantinedRow, ...]


def judge(
    receptions: Sequence[Reception], history: History | None = None, evaluate: Evaluate = evaluate_directly
) -> list[Verdict]:
    """Judges the reports as one frame; one verdict each, in the order given.

    Pass `gates.validation.validate` as `evaluate` for a load: Great Expectations is its judge of record.
    """
    raise NotImplementedError
