"""A version's verdict as raw keeps it, and its file as the archive does, for whoever must say again what was decided.
Judging anew belongs to `judging/`: rules and history may have moved on, what was decided has not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.core.errors import Failure
from orchestration.core.paths import Home
from orchestration.intake.decisions import stored
from orchestration.intake.reception import archived, erased_on
from orchestration.intake.reports.judging.columns import ATENCIONES
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.intake.reports.reading.limits import MAX_FILE_BYTES
from orchestration.intake.reports.reading.report import Problem, ReadReport, read_report
from orchestration.intake.reports.storing import LEDGER

_ERASED = (
    "el almacén borró estos bytes el {} (datos personales) y no los recibe otra vez; lo que contaba sigue contando, y "
    "para corregirlo guarde el libro de nuevo con sus cambios y envíelo"
)


class DamagedArchive(Failure):
    """The archive holds other bytes than the name says, or none: nobody sent those."""


class ErasedReport(Failure):
    """Its bytes were erased on purpose: what was decided of them stands."""


def archived_report(home: Home, sha256: str, archivo: str) -> ReadReport:
    """The report of these bytes; of bytes that were erased, one that cannot be read and says so.

    Raises:
        DamagedArchive: the archive does not hold them any more.
    """
    if day := erased_on(home, sha256):
        return ReadReport(archivo, sha256, 0, None, problems=(Problem("archivo_ilegible", _ERASED.format(day)),))
    file = archived(home, sha256)
    if not holds(file, sha256):
        raise DamagedArchive(f"{file}: dañado en el archivo; tráigalo de un respaldo. Nadie lo envió así.")
    return read_report(first_bytes(file), archivo)


def holds(file: Path, sha256: str) -> bool:
    """Whether a file is there with the bytes that its name says."""
    if not file.is_file():
        return False
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest() == sha256


def first_bytes(file: Path) -> bytes:
    """What is read of a report; of a file too large to be read, one byte more than may be is enough to refuse it."""
    with file.open("rb") as handle:
        return handle.read(MAX_FILE_BYTES + 1)


def stored_verdict(connection: duckdb.DuckDBPyConnection, reporte_id: str) -> Verdict:
    """Counts and findings of a version, in their order; its rows stay in their tables, so both kinds come empty.

    Raises:
        KeyError: raw holds no such version.
    """
    decision = stored(connection, LEDGER, reporte_id)
    cite_codigo, periodo = decision.place
    return Verdict(
        archivo=decision.reception.archivo,
        sha256=decision.reception.digest,
        bytes=decision.reception.bytes,
        estado=decision.estado,  # type: ignore[arg-type]  # the table's check constraint holds it
        cite_codigo=cite_codigo,
        periodo=periodo,
        **decision.columns,
        motivos=tuple(f for f in decision.findings if f.nivel != "advertencia"),
        advertencias=tuple(f for f in decision.findings if f.nivel == "advertencia"),
        atenciones=pd.DataFrame(columns=list(ATENCIONES)),
        observadas=(),
    )
