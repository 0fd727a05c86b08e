"""The verdict on each report: what is loaded, what is held back, what is refused and why.
The rules themselves stand in `expectations/`; storing a verdict belongs to `warehouse/`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from orchestration.gates.evaluate import evaluate as evaluate_directly
from orchestration.gates.findings import ExpectationResult, Finding, Suite, SuiteResult
from orchestration.gates.suites import load_suite
from orchestration.intake.reports.judging.columns import ATENCIONES, Identified, row_frame
from orchestration.intake.reports.judging.cover import Case, counted, month_text, report_frame, stated
from orchestration.intake.reports.judging.messages import further_findings, report_findings, row_finding
from orchestration.intake.reports.reading.limits import MAX_FINDINGS_OF_A_RULE
from orchestration.intake.reports.reading.report import ReadReport

Estado = Literal["aceptado", "observado", "rechazado"]
Evaluate = Callable[[pd.DataFrame, Suite], SuiteResult]

ROW_SUITE = "reporte_filas"
COVER_SUITE = "reporte_caratula"


@dataclass(frozen=True)
class SubmittedReport:
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
    """One observed row: `celdas` are the original cells (printed header -> cell as written), `motivos` rule codes.

    `hoja` is None in a CSV.
    """

    hoja: str | None
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
    `contados` are the control totals as `cover.COUNTED` names them; None where they were not counted just now.
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
    contados: Mapping[str, Any] | None = None


def judge(
    receptions: Sequence[SubmittedReport], history: History | None = None, evaluate: Evaluate = evaluate_directly
) -> list[Verdict]:
    """Judges the reports as one frame; one verdict each, in the order given.

    Pass `gates.validation.validate` as `evaluate` for a load: Great Expectations is its judge of record.

    Raises:
        ValueError: a rule of the suites cannot be evaluated (it names a column that its frame lacks, say).
    """
    return judge_cases(cases_of(receptions, history or History()), evaluate)


def judge_cases(cases: Sequence[Case], evaluate: Evaluate = evaluate_directly) -> list[Verdict]:
    """As `judge`. A verdict depends on nothing but its case: it is the same whatever others are judged with it."""
    if not cases:
        return []
    rows = row_frame([identified(case) for case in cases])
    row_failures = _failures(evaluate(rows, load_suite(ROW_SUITE)))
    codes = _codes_by_row(row_failures)
    observed = pd.Series([position in codes for position in range(len(rows))], dtype=bool)
    reports = report_frame(cases, rows, observed)
    report_failures = _failures(evaluate(reports, load_suite(COVER_SUITE)))
    findings = _all_findings(cases, rows, row_failures, reports, report_failures)
    places = rows.groupby("reporte").indices if len(rows) else {}
    return [
        _verdict(case, findings[position], rows.iloc[places.get(position, [])], codes, reports.iloc[position])
        for position, case in enumerate(cases)
    ]


def cases_of(receptions: Sequence[SubmittedReport], history: History) -> list[Case]:
    """Each report with what is known from before; bytes that came earlier in the same batch are known, too."""
    received: dict[str, set[tuple[str | None, date | None]]] = defaultdict(set)
    for sha256, places in history.received.items():
        received[sha256].update(places)
    cases = []
    for reception in receptions:
        said = stated(reception.report)
        here = (reception.cite_codigo or said.cite_codigo, reception.periodo or said.periodo)
        others = {place for place in received[reception.report.sha256] if None not in (*place, *here)} - {here}
        place = (said.cite_codigo or reception.cite_codigo, said.periodo or reception.periodo)
        received[reception.report.sha256].add(place)
        cases.append(
            Case(
                reception.report,
                said,
                reception.received_at,
                reception.cite_codigo,
                reception.periodo,
                tuple(sorted(f"{cite} {month_text(month)}" for cite, month in others)),
                history.targets.get(place),  # type: ignore[arg-type]
                history.rows_in_force.get(place, 0),  # type: ignore[arg-type]
            )
        )
    return cases


def identified(case: Case) -> Identified:
    """A report that lacks a sheet or a column has no rows to judge: every one would break the same rule."""
    report = case.report if case.whole else replace(case.report, cells=(), row_numbers=())
    return Identified(report, case.cite_codigo, case.periodo)


def _failures(result: SuiteResult) -> list[ExpectationResult]:
    for failure in result.failures:
        if failure.error is not None or not failure.rows:
            raise ValueError(
                f"expectations/reporte.yml: {result.suite}, la regla '{failure.expectation.code}' no se pudo evaluar "
                f"({failure.error or 'no señala filas'}); corrija su columna o su tipo."
            )
    return list(result.failures)


def _codes_by_row(failures: Sequence[ExpectationResult]) -> dict[int, list[str]]:
    codes: dict[int, list[str]] = defaultdict(list)
    for failure in failures:
        for row in failure.rows:
            if failure.expectation.meta["efecto"] == "observa" and failure.expectation.code not in codes[row]:
                codes[row].append(failure.expectation.code)
    return codes


def _all_findings(
    cases: Sequence[Case],
    rows: pd.DataFrame,
    row_failures: Sequence[ExpectationResult],
    reports: pd.DataFrame,
    report_failures: Sequence[ExpectationResult],
) -> list[list[Finding]]:
    """Each report's findings: about the report first, then row by row."""
    findings: list[list[Finding]] = [[] for _ in cases]
    for failure in report_failures:
        for position in failure.rows:
            values = {str(name): reports.at[position, name] for name in reports.columns}
            findings[position] += report_findings(failure.expectation, cases[position], values)
    owners = rows["reporte"].tolist() if len(rows) else []
    lists = {str(name): rows[name].tolist() for name in rows.columns} if row_failures else {}
    told = Counter[tuple[int, int]]()
    broken = sorted((row, order) for order, failure in enumerate(row_failures) for row in failure.rows)
    for row, order in broken:
        position = owners[row]
        told[position, order] += 1
        if told[position, order] <= MAX_FINDINGS_OF_A_RULE:
            values = {name: column[row] for name, column in lists.items()}
            findings[position].append(row_finding(row_failures[order].expectation, cases[position], values))
    for (position, order), count in told.items():
        if count > MAX_FINDINGS_OF_A_RULE:
            rule = row_failures[order].expectation
            findings[position].append(further_findings(rule, cases[position], count - MAX_FINDINGS_OF_A_RULE))
    return findings


def _verdict(
    case: Case, findings: Sequence[Finding], rows: pd.DataFrame, codes: Mapping[int, Sequence[str]], record: pd.Series
) -> Verdict:
    report, said = case.report, case.stated
    refused = any(finding.nivel == "reporte" for finding in findings)
    held = [position for position in rows.index if position in codes]
    accepted = rows.drop(index=held) if not refused else rows.iloc[:0]
    total = len(report.cells) if report.has_table else None
    counts = (0, 0, total) if refused else (len(accepted), len(held), 0)
    return Verdict(
        archivo=report.file_name,
        sha256=report.sha256,
        bytes=report.size,
        estado="rechazado" if refused else "observado" if held else "aceptado",
        cite_codigo=case.cite_codigo,
        periodo=case.periodo,
        filas=total,
        filas_aceptadas=None if total is None else counts[0],
        filas_observadas=None if total is None else counts[1],
        filas_rechazadas=None if total is None else counts[2],
        servicios=None if refused else int(accepted["cantidad"].sum()),
        clientes=None if refused else int(accepted["cliente"].nunique()),
        importe=None if refused else _amount(accepted["importe"]),
        servicios_declarados=said.servicios,
        clientes_declarados=said.clientes,
        responsable=said.responsable,
        fecha_envio=said.fecha_envio,
        motivos=tuple(finding for finding in findings if finding.nivel != "advertencia"),
        advertencias=tuple(finding for finding in findings if finding.nivel == "advertencia"),
        atenciones=accepted[list(ATENCIONES)].reset_index(drop=True),
        observadas=() if refused else tuple(_quarantined(report, rows, held, codes)),
        contados=counted(case, record),
    )


def _amount(amounts: pd.Series) -> Decimal | None:
    """The sum to the céntimo; None where there are rows and none of them tells an amount."""
    if len(amounts) and amounts.isna().all():
        return None
    return sum((Decimal(f"{amount:.2f}") for amount in amounts.dropna()), Decimal("0.00"))


def _quarantined(
    report: ReadReport, rows: pd.DataFrame, held: Sequence[int], codes: Mapping[int, Sequence[str]]
) -> Iterator[QuarantinedRow]:
    for position, place in zip(held, rows.loc[list(held), "posicion"], strict=True):
        yield QuarantinedRow(
            report.sheet, report.row_numbers[place], report.original_cells(place), tuple(codes[position])
        )
