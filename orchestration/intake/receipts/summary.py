"""What the first sheet says, as plain values: outcome, counts, control totals, what to correct and how.
How it looks belongs to `summary_sheet`; the sentences of each finding belong to `expectations/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from babel.dates import format_date

from orchestration.core.catalogs import centres
from orchestration.core.paths import SUITES
from orchestration.core.row_runs import row_runs
from orchestration.gates.findings import Finding
from orchestration.gates.suites import read_data, title_of
from orchestration.intake.receipts.marks import TONES, CopyCell, Tone, places_of, short_message
from orchestration.intake.receipts.replica import Replica
from orchestration.intake.reports.judging.cover import CLIENTS, SERVICES
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.intake.reports.reading.cells import Formula, as_written
from orchestration.intake.reports.reading.layout import COVER_KEYS
from orchestration.intake.reports.reading.report import ReadReport

_LISTED_RANGES = 15
_NOTHING = "—"
_RESEND = "Vuelva a enviarlo completo lo antes posible: reemplaza al anterior. Puede dejarle el mismo nombre."


@dataclass(frozen=True)
class DeliveryFacts:
    """One delivery of a report: `received_at` is naive, in America/Lima.

    `version` is None where centre or month are unknown, and for bytes that came before (`repeated`). `put_back` is the
    earlier version with these bytes, which another had replaced or somebody had withdrawn.
    `judged_again`: nobody sent it, the archived file was judged under newer rules.
    """

    reception_id: str
    received_at: datetime
    version: int | None = None
    repeated: bool = False
    put_back: int | None = None
    judged_again: bool = False


@dataclass(frozen=True)
class Total:
    """A control total: declared as written, counted over every row, loaded; None where it cannot be told."""

    name: str
    declared: str | None
    counted: str | None
    loaded: int | None
    agrees: bool | None

    @property
    def comparison(self) -> str:
        if self.agrees:
            return "✓ coincide"
        if self.counted is None:
            return "no se pudo contar"
        if self.declared is None:
            return "no se declaró"
        return f"✗ {self._difference()}"

    def _difference(self) -> str:
        if not (self.declared and self.counted and self.declared.isdecimal() and self.counted.isdecimal()):
            return "no coincide"
        difference = int(self.declared) - int(self.counted)
        return f"declara {abs(difference):,} de {'más' if difference > 0 else 'menos'}"


@dataclass(frozen=True)
class Correction:
    """A line of what to correct: all the findings of one rule in one column, or one finding about the report.

    `count` is of rows, where it speaks of rows; `first_of_several` where `message` is one of many findings.
    """

    tone: Tone
    title: str
    code: str
    column: str | None
    count: int
    rows: str
    message: str
    place: CopyCell | None
    first_of_several: bool = False


@dataclass(frozen=True)
class Summary:
    """The whole first sheet but its look; `facts`, `rows` are label and value, in order."""

    estado: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, int | None], ...]
    totals: tuple[Total, ...]
    corrections: tuple[Correction, ...]
    warnings: tuple[Correction, ...]
    steps: tuple[str, ...]
    contact: str


def summarize(verdict: Verdict, delivery: DeliveryFacts, replica: Replica | None, report: ReadReport) -> Summary:
    return Summary(
        verdict.estado,
        _sentence(verdict, delivery),
        tuple(_facts(verdict, delivery)),
        (
            ("Filas en el archivo", verdict.filas),
            ("Filas cargadas", verdict.filas_aceptadas),
            ("Filas retenidas", verdict.filas_observadas),
            ("Filas no cargadas por el rechazo", verdict.filas_rechazadas),
        ),
        _totals(verdict, report),
        tuple(_corrections(verdict.motivos, replica)),
        tuple(_corrections(verdict.advertencias, replica)),
        _steps(verdict, replica),
        str(read_data(SUITES / "constancia.yml")["contacto"]["valor"]),
    )


def _sentence(verdict: Verdict, delivery: DeliveryFacts) -> str:
    text = _outcome(verdict)
    if delivery.judged_again:
        return f"{text} Nadie lo volvió a enviar: es el archivo que ya se tenía, juzgado con las reglas de hoy."
    if delivery.repeated:
        text += " Este archivo es igual, byte por byte, a uno que ya se había recibido: no crea una versión nueva."
    if delivery.put_back is not None:
        text += (
            f" Este archivo es igual, byte por byte, a la versión {delivery.put_back}, que ya no contaba: "
            f"vuelve a contar, ahora como versión {delivery.version}."
        )
    return text


def _outcome(verdict: Verdict) -> str:
    if verdict.estado == "rechazado":
        if verdict.filas is None:
            return "No se cargó nada: no se pudo leer la tabla de atenciones. Corrija lo señalado y vuelva a enviarlo."
        return (
            "No se cargó nada. Corrija lo señalado y vuelva a enviar el reporte completo. "
            "Si de este mes ya había una versión cargada, sigue vigente."
        )
    if verdict.estado == "observado":
        loaded, held = verdict.filas_aceptadas or 0, verdict.filas_observadas or 0
        kept = "1 fila quedó retenida" if held == 1 else f"{held:,} filas quedaron retenidas"
        return f"Se cargaron {loaded:,} de {verdict.filas:,} filas; {kept} hasta que se corrija y se vuelva a enviar."
    if not verdict.filas:
        return "El reporte sin atenciones quedó registrado. No tiene que hacer nada más."
    done = "Se cargó la única fila" if verdict.filas == 1 else f"Se cargaron las {verdict.filas:,} filas"
    return f"{done} del reporte. No tiene que corregir nada. ¡Gracias!"


def _facts(verdict: Verdict, delivery: DeliveryFacts) -> Iterable[tuple[str, str]]:
    centre = centres().get(verdict.cite_codigo or "")
    month = verdict.periodo
    yield "Centro", f"{centre.name} ({centre.code})" if centre else "no se pudo reconocer"
    yield "Mes", "no se pudo reconocer" if month is None else format_date(month, "MMMM 'de' y", locale="es_PE")
    yield "Versión", _NOTHING if delivery.version is None else str(delivery.version)
    yield "Recibido", f"{delivery.received_at:%d/%m/%Y %H:%M} (hora de Lima)"
    yield "Archivo", verdict.archivo
    yield "N.º de recepción", delivery.reception_id


def _totals(verdict: Verdict, report: ReadReport) -> tuple[Total, ...]:
    """Counted as the rule of control totals counts: over every row as read, those held back too."""
    counts = verdict.contados or {}
    return (
        _total("Servicios", report, SERVICES, "servicios", verdict.servicios, counts),
        _total("Clientes", report, CLIENTS, "clientes", verdict.clientes, counts),
    )


def _total(name: str, report: ReadReport, key: str, kind: str, loaded: int | None, counts: Mapping[str, Any]) -> Total:
    cell = report.cover.get(key)
    declared = None if cell is None or isinstance(cell.value, Formula) else as_written(cell.value)
    count = counts.get(f"{kind}_contados")
    return Total(
        name,
        None if declared is None else str(declared),
        None if count is None else str(count),
        loaded,
        counts.get(f"total_{kind}_coincide"),
    )


def _corrections(findings: Sequence[Finding], replica: Replica | None) -> Iterable[Correction]:
    """What is wrong with the report first, one line each; then the rows' findings, by each rule's first row."""
    for finding in findings:
        if not _of_row(finding):
            yield _correction([finding], replica)
    of_rows = sorted((f for f in findings if _of_row(f)), key=_rule)
    groups = [list(group) for _, group in groupby(of_rows, key=_rule)]
    for group in sorted(groups, key=lambda group: min(finding.fila or 0 for finding in group)):
        yield _correction(group, replica)


def _of_row(finding: Finding) -> bool:
    return finding.fila is not None and finding.columna not in COVER_KEYS


def _rule(finding: Finding) -> tuple[str, str]:
    return finding.codigo, finding.columna or ""


def _correction(group: Sequence[Finding], replica: Replica | None) -> Correction:
    first = group[0]
    places = places_of(replica, first) if replica else []
    numbers = first.filas or [finding.fila for finding in group if finding.fila is not None]
    return Correction(
        TONES[first.nivel],
        title_of("reporte", first.codigo),
        first.codigo,
        first.columna,
        len(first.filas) or len(group),
        row_ranges(numbers) if first.filas or _of_row(first) else _NOTHING,
        short_message(first),
        places[0] if places else None,
        len(group) > 1,
    )


def row_ranges(numbers: Iterable[int], most: int = _LISTED_RANGES) -> str:
    """`5, 8–12, 40`; past so many ranges, how many rows more."""
    ranges = row_runs(sorted(set(numbers)))
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in ranges[:most]]
    more = sum(last - first + 1 for first, last in ranges[most:])
    return ", ".join(shown) + (f" y {more:,} más" if more else "")


def _steps(verdict: Verdict, replica: Replica | None) -> tuple[str, ...]:
    if not verdict.motivos:
        return ()
    if replica is None:
        return ("Corrija su propio archivo como se indica arriba.", _RESEND)
    if not replica.whole:
        return (
            "Esta vez corrija su propio libro y no esta copia: hay atenciones que no se leyeron y que aquí no están.",
            _RESEND,
        )
    return (
        f"Vaya a las hojas «{replica.cover_sheet}» y «{replica.table_sheet}» de este libro: conservan las filas y "
        "columnas de su archivo. Las celdas por corregir están pintadas; al pasar el cursor, el comentario dice qué "
        "hacer. La hoja «Observaciones» las enumera una por una, con un enlace a cada celda.",
        "Corrija en la misma celda. Donde se pide un valor del catálogo (servicio, tarea, tipo de cliente, centro...), "
        "elíjalo de la lista desplegable de la celda o cópielo de la hoja «Catálogos».",
        "Al final, ponga en la carátula los totales de servicios y de clientes que resulten de las filas corregidas.",
        "Guarde esta misma copia y envíela completa lo antes posible: reemplaza a la anterior. Puede dejarle su nombre "
        "de archivo y, si quiere, actualizar «Fecha de envío». No envíe solo las filas corregidas ni cambie los "
        "títulos de las columnas. No hace falta quitar la pintura, los comentarios ni las otras hojas.",
    )
