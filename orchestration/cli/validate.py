"""`red-cite validar`: judges report files where they lie and prints a verdict on each; writes nothing.
Reading and judging belong to their rooms; what the warehouse remembers of earlier reports is not asked here."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from orchestration.cli import arguments
from orchestration.cli.shell import printable
from orchestration.core.clock import lima_now
from orchestration.core.errors import Misuse
from orchestration.core.targets import monthly_service_targets
from orchestration.intake.reports.judging.cover import month_text
from orchestration.intake.reports.judging.record import as_record
from orchestration.intake.reports.judging.verdict import History, SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.limits import MAX_FILE_BYTES
from orchestration.intake.reports.reading.report import read_report

_SHOWN_FINDINGS = 20


def validate_files(files: Sequence[str], cite: str | None, period: str | None, as_json: bool) -> bool:
    """Judges the files as one batch and prints the verdicts in their order.

    Returns:
        Whether none is rejected.

    Raises:
        Misuse: a file is missing or cannot be opened, an option names no centre or month, a rule cannot be judged.
    """
    centre, month = arguments.centre(cite), arguments.month(period) if period else None
    for file in files:
        if not Path(file).is_file():
            raise Misuse(f"no hay ningún archivo en '{file}'; revise la ruta.")
    now = lima_now()
    receptions = [SubmittedReport(read_report(_content(file), file), now, centre, month) for file in files]
    try:
        verdicts = judge(receptions, History(targets=monthly_service_targets()))
    except ValueError as error:  # a rule of the suites that is written wrong; no report was judged by it
        raise Misuse(str(error)) from error
    if as_json:
        for verdict in verdicts:
            sys.stdout.write(json.dumps(as_record(verdict)) + "\n")
    else:
        _print(verdicts)
    return all(verdict.estado != "rechazado" for verdict in verdicts)


def _content(file: str) -> bytes:
    """The file's bytes, at most one more than may be read: enough to see that it is too large."""
    try:
        with Path(file).open("rb") as handle:
            return handle.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Misuse(f"no se puede abrir '{file}' ({error.strerror}); revise la ruta.") from error


def _print(verdicts: Sequence[Verdict]) -> None:
    """A paragraph a file and a line of totals; text from a file is never read as markup."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    for verdict in verdicts:
        style = {"aceptado": "green", "observado": "yellow", "rechazado": "red"}[verdict.estado]
        console.print(Text.assemble((verdict.estado.upper(), f"bold {style}"), f"  {printable(verdict.archivo)}"))
        for mark, line in _lines(verdict):
            console.print(Padding(Text(f"{mark} {printable(line)}"), (0, 0, 0, 2)))
    states = Counter[str](verdict.estado for verdict in verdicts)
    console.print(", ".join(f"{states[estado]} {estado}(s)" for estado in ("aceptado", "observado", "rechazado")) + ".")


def _lines(verdict: Verdict) -> list[tuple[str, str]]:
    """What a person should read about one file, each line with its mark."""
    lines = [("·", _summary(verdict))]
    findings = [("×", finding) for finding in verdict.motivos] + [("!", finding) for finding in verdict.advertencias]
    lines += [(mark, f"{finding.mensaje} [{finding.codigo}]") for mark, finding in findings[:_SHOWN_FINDINGS]]
    more = len(findings) - _SHOWN_FINDINGS
    return [*lines, ("…", f"y {more} más; véalas todas con --json.")] if more > 0 else lines


def _summary(verdict: Verdict) -> str:
    whose = f"{verdict.cite_codigo or 'centro desconocido'}, {month_text(verdict.periodo) or 'mes desconocido'}"
    if verdict.filas is None:
        return f"{whose}: no se pudo leer la tabla de atenciones; nada se carga."
    if verdict.estado == "rechazado":
        return f"{whose}: {verdict.filas} filas; nada se carga."
    amount = "" if verdict.importe is None else f", S/ {verdict.importe:,.2f}"
    return (
        f"{whose}: {verdict.filas} filas, {verdict.filas_aceptadas} se cargan, {verdict.filas_observadas} observadas; "
        f"{verdict.servicios:,} servicios, {verdict.clientes:,} clientes{amount}."
    )
