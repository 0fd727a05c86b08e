"""What a receipt counts over the report's rows, beside what the verdict keeps: control totals, the rows of warnings.
What is said of them belongs to `summary`; the rules that count belong to `judging/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from orchestration.intake.reports.judging.columns import row_frame
from orchestration.intake.reports.judging.cover import Case, counted, report_frame, stated, warned_rows
from orchestration.intake.reports.judging.verdict import Verdict, identified
from orchestration.intake.reports.reading.report import ReadReport


def with_counts(verdict: Verdict, report: ReadReport, received_at: datetime) -> Verdict:
    """The verdict with its control totals and with the rows that each warning speaks of.

    A stored verdict keeps neither: they are counted again over every row as read.
    """
    if verdict.contados is not None and not verdict.advertencias:
        return verdict
    case = Case(report, stated(report), received_at, verdict.cite_codigo, verdict.periodo, (), None, 0)
    rows = row_frame([identified(case)])
    held = {finding.fila for finding in verdict.motivos if finding.nivel == "fila"}
    observed = rows["fila"].isin(held)
    warned = warned_rows(case, rows, observed)
    return replace(
        verdict,
        contados=verdict.contados if verdict.contados is not None else _counted(case, rows, observed),
        advertencias=tuple(replace(f, filas=tuple(warned.get(f.codigo, ()))) for f in verdict.advertencias),
    )


def _counted(case: Case, rows: pd.DataFrame, observed: pd.Series) -> Mapping[str, Any]:
    return counted(case, report_frame([case], rows, observed).iloc[0])
