"""Takes in the SIAF's files as one step: each is read, judged by its gate, and stored, or refused whole.
Reading belongs to `siaf/`, storing to `warehouse/`; the marts are built by the steps that follow (`steps.py`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from blake3 import blake3

from orchestration.closing.steps import load_of, writing
from orchestration.core.paths import SUITES, Home
from orchestration.gates import loads
from orchestration.gates.loads import GateOutcome
from orchestration.intake.mailbox.landing import is_still_there, look_at_siaf
from orchestration.intake.mailbox.settling import quiet_now, still_marked
from orchestration.intake.reception import lima_now, printable_name
from orchestration.intake.siaf.findings import SiafFinding, findings_of
from orchestration.intake.siaf.layout import Pliego
from orchestration.intake.siaf.opening import Opened, open_file
from orchestration.intake.siaf.progress import OnShare
from orchestration.intake.siaf.reader import read
from orchestration.intake.siaf.reception import SiafReception, Taken, discard, keep, put_by, siaf_aside, take
from orchestration.intake.siaf.refusal import Refused
from orchestration.intake.siaf.storing import (
    SiafEntry,
    decided,
    put_in_judgement,
    restate_findings,
    store_accepted,
    store_refused,
    stored_entry,
)
from orchestration.warehouse.connection import connect, exclusive

EXCEPTIONS = SUITES / "siaf_excepciones.csv"
# The rules whose excess the suite `siaf_cadenas` measures less what was listed; no other can be excused.
EXCUSABLE = ("certificado_mayor_que_pim", "devengado_mayor_que_comprometido", "girado_mayor_que_devengado")
_SUFFIX = {"csv": ".csv", "gzip": ".csv.gz", "zip": ".zip"}

# Told the name of the file that is read, and the share of it that has been.
OnProgress = Callable[[str, float], None]


@dataclass(frozen=True)
class SiafDelivered:
    """One file's outcome; `gate` is None where the file could not be read, or was decided about before."""

    entry: SiafEntry
    gate: GateOutcome | None
    report: Path | None


@dataclass(frozen=True)
class SiafReceived:
    """What came of the files taken; `warnings` are sentences about what was left alone."""

    deliveries: list[SiafDelivered]
    warnings: tuple[str, ...]


def receive_siaf(
    home: Home,
    received_at: Callable[[Path], datetime] = lima_now,
    quiet_seconds: float = 0,
    marks: Collection[str] | None = None,
    on_progress: OnProgress = lambda _name, _share: None,
) -> SiafReceived:
    """Takes in what has settled in the SIAF's landing, and what a killed run left half-way, oldest reception first.

    Args:
        quiet_seconds: the pause between two looks at landing; a file that changes in it waits. Zero takes all.
        marks: instead of looking twice, take the files that somebody found settled (`settling.mark_of`).

    Raises:
        ValueError: `RED_CITE_PLIEGO` or the list of exceptions cannot be read.
    """
    home.create()
    pliego = Pliego.current()
    settled = (
        quiet_now(home, quiet_seconds, look_at=look_at_siaf)
        if marks is None
        else still_marked(home, marks, look_at=look_at_siaf)
    )
    with writing(home) as connection:
        taken = take(home, settled, received_at)
        _read_exceptions(connection)
        deliveries = [_take_in(home, connection, file, pliego, on_progress) for file in taken]
    stuck = [
        f"landing/siaf/{printable_name(f.name)}: no se pudo sacar de su carpeta." for f in settled if is_still_there(f)
    ]
    return SiafReceived(deliveries, (*look_at_siaf(home).strays, *stuck))


def siaf_unfinished(home: Home) -> bool:
    """Whether a run that died left a file between landing and its resting place."""
    return siaf_aside(home).exists() and any(siaf_aside(home).iterdir())


def marts_can_follow(home: Home) -> bool:
    """Whether what the centres reported stands built and judged, so that the marts may be built over it now."""
    with exclusive(home), connect(home) as connection:
        return loads.verdict_of(connection, "staging", load_of(connection, "staging")) is True


def loaded_siaf_unsaid(home: Home, is_told: Callable[[int], bool]) -> list[SiafEntry]:
    """The delivery in force of each year that the board does not tell: a run that died loaded it."""
    with exclusive(home), connect(home) as connection:
        years = connection.execute(
            "select anio, arg_max(entrega_id, version) from raw.siaf_entregas where estado = 'aceptado' "
            "group by anio order by anio"
        ).fetchall()
        return [stored_entry(connection, key) for year, key in years if not is_told(year)]


def year_of(file: Path) -> int | None:
    """The year that a file says it is of; None where its beginning is not as it must be."""
    try:
        return open_file(file).year
    except (Refused, OSError):
        return None


def _take_in(
    home: Home, connection: duckdb.DuckDBPyConnection, taken: Taken, pliego: Pliego, on_progress: OnProgress
) -> SiafDelivered:
    def share(done: float) -> None:
        on_progress(taken.archivo, done)

    read_or_why, digest = read_hashed(connection, taken.path, pliego, share)
    reception = SiafReception(taken.archivo, digest, taken.path.stat().st_size, taken.recibido_en)
    earlier = decided(connection, digest, reception.id)
    if earlier is not None and _still_holds(connection, earlier):
        return SiafDelivered(earlier, None, _rest(home, connection, taken, earlier))
    connection.execute("begin")
    try:
        known, gate, found = _judge(connection, reception, taken.path, read_or_why)
        entry = _store(connection, reception, known | vars(pliego), found, earlier)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return SiafDelivered(entry, gate, _rest(home, connection, taken, entry))


def read_hashed(
    connection: duckdb.DuckDBPyConnection, file: Path, pliego: Pliego, on_share: OnShare
) -> tuple[Opened | Refused, str]:
    """The file read, or why it is refused, and its BLAKE3, which is computed meanwhile."""
    with ThreadPoolExecutor(1) as aside:
        digest = aside.submit(_digest, file)
        try:
            outcome: Opened | Refused = read(connection, file, pliego, on_share)
        except Refused as refused:
            outcome = refused
        return outcome, digest.result()


def _digest(file: Path) -> str:
    digest, piece = blake3(), memoryview(bytearray(1 << 18))
    with file.open("rb", buffering=0) as handle:
        while size := handle.readinto(piece):
            digest.update(piece[:size])
    return digest.hexdigest()


def _judge(
    connection: duckdb.DuckDBPyConnection, reception: SiafReception, file: Path, opened: Opened | Refused
) -> tuple[dict[str, Any], GateOutcome | None, list[SiafFinding]]:
    """What is known of the file, and the gate over what the reader left, whose verdict it stores."""
    if isinstance(opened, Refused):
        return {"anio": year_of(file)}, None, [_finding(opened)]
    put_in_judgement(connection, reception, opened.format)
    frames = loads.frames_of(connection, "siaf")
    gate = loads.judge_frames(connection, "siaf", reception.id, frames)
    known = {"anio": opened.year, "formato": opened.format, "codificacion": opened.encoding}
    return known, gate, findings_of(frames, gate.suites)


def _store(
    connection: duckdb.DuckDBPyConnection,
    reception: SiafReception,
    known: dict[str, Any],
    found: list[SiafFinding],
    earlier: SiafEntry | None,
) -> SiafEntry:
    """A refusal of bytes that were refused before is no new delivery, but its reasons are today's; an acceptance is."""
    if not any(finding.nivel == "entrega" for finding in found):
        store_accepted(connection, reception, known, found)
    elif earlier is not None and earlier.estado == "rechazado":
        restate_findings(connection, earlier.entrega_id, found)
        return stored_entry(connection, earlier.entrega_id, repeated=True)
    else:
        store_refused(connection, reception, known, found)
    return stored_entry(connection, reception.id)


def _finding(refused: Refused) -> SiafFinding:
    return SiafFinding("entrega", refused.code, str(refused), refused.line, refused.column, refused.value)


def _rest(home: Home, connection: duckdb.DuckDBPyConnection, taken: Taken, entry: SiafEntry) -> Path | None:
    """Lays the file where its verdict says; the report's path where it was refused."""
    if entry.estado == "rechazado":
        return put_by(home, taken, _report(taken, entry))
    assert entry.anio is not None and entry.formato is not None  # accepted
    if _in_force(connection, entry):
        keep(home, taken, entry.anio, f"{entry.anio}_{entry.blake3[:12]}{_SUFFIX[entry.formato]}")
    else:
        discard(taken)
    return None


def _still_holds(connection: duckdb.DuckDBPyConnection, earlier: SiafEntry) -> bool:
    """Whether these bytes need no judging: a killed run stored this very delivery, or an acceptance in force has them.

    Bytes that another delivery replaced are judged anew: this is how somebody puts the right file back.
    """
    return not earlier.repeated or (earlier.estado == "aceptado" and _in_force(connection, earlier))


def _in_force(connection: duckdb.DuckDBPyConnection, entry: SiafEntry) -> bool:
    row = connection.execute("select max(version) from raw.siaf_entregas where anio = ?", [entry.anio]).fetchone()
    return row is not None and row[0] == entry.version


def _report(taken: Taken, entry: SiafEntry) -> str:
    """The text that lies beside a refused file."""
    reasons = [f"{number}. {f.mensaje} [{f.codigo}]" for number, f in enumerate(entry.findings, start=1)]
    return "\n".join(
        [
            f"Archivo: {taken.archivo}",
            f"Recibido: {taken.recibido_en:%d/%m/%Y %H:%M} (hora de Lima)",
            f"BLAKE3: {entry.blake3}",
            "Veredicto: rechazado. No se cargó nada y lo publicado queda como estaba.",
            "",
            *reasons,
            "",
        ]
    )


def _read_exceptions(connection: duckdb.DuckDBPyConnection) -> None:
    """The chains that a person said may break a rule, as `siaf_excepciones`, which the suites read.

    Raises:
        ValueError: the list is not as its header says.
    """
    try:
        connection.execute(
            "create or replace temp table siaf_excepciones as select * from read_csv($file, header = true, "
            "auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {regla: 'varchar', "
            "anio: 'integer', sec_func: 'varchar', clasificador: 'varchar', exceso_maximo: 'decimal(18, 2)', "
            "razon: 'varchar'})",
            {"file": str(EXCEPTIONS)},
        )
        bare = connection.execute(
            "from siaf_excepciones where regla is null or exceso_maximo is null or razon is null"
        ).fetchone()
        if bare:
            raise duckdb.Error(f"la línea de la regla «{bare[0]}» no dice regla, exceso_maximo o razon")
        unknown = connection.execute(
            "select regla from siaf_excepciones where not list_contains($known, regla)", {"known": list(EXCUSABLE)}
        ).fetchone()
        if unknown:
            raise duckdb.Error(f"la regla «{unknown[0]}» no admite excepciones; se admiten {', '.join(EXCUSABLE)}")
    except duckdb.Error as error:
        raise ValueError(
            f"expectations/{EXCEPTIONS.name} no se puede leer: {str(error).partition(chr(10))[0]}. "
            "Corrija la línea; su cabecera es regla,anio,sec_func,clasificador,exceso_maximo,razon."
        ) from error
