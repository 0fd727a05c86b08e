"""The receipts that are owed: made from the verdict in hand, else from raw and the archive, and left in outboxes.
What a receipt says belongs to `receipts/`; sending it by mail belongs to `mail`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.core.whole_files import write_whole
from orchestration.intake.feed import Decision, Place
from orchestration.intake.receipts.receipt import DeliveryFacts, write_receipt
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.intake.reports.reading.report import ReadReport
from orchestration.intake.reports.stored import DamagedArchive, archived_report, stored_verdict
from orchestration.warehouse.connection import transaction

NO_CENTRE = "sin-centro"
# The end of the name of a sentence about a version that was withdrawn.
NOTICE = "retiro"
# As `whole_files` calls what it writes aside: hidden, with the number of its process.
_DRAFT = re.compile(r"\..+\.(?:xlsx|json|txt)\.\d+")


@dataclass(frozen=True)
class Owed:
    """A delivery in raw whose receipt no outbox holds. `cite_codigo` is whose outbox it goes to, None if nobody's.

    `put_back` is the earlier version with the same bytes that counts again as this one; `judged_again`: nobody sent it,
    the archived file was judged under newer rules.
    """

    recepcion_id: str
    archivo: str
    sha256: str
    recibido_en: datetime
    reporte_id: str
    version: int | None
    repeated: bool
    cite_codigo: str | None
    put_back: int | None
    judged_again: bool


def owed(connection: duckdb.DuckDBPyConnection) -> list[Owed]:
    """By order of reception. A report handed in in a centre's folder is answered to that centre, whoever it names."""
    rows = connection.execute(
        """
        select r.recepcion_id, r.archivo, r.sha256, r.recibido_en, r.reporte_id,
            case when r.resultado = 'version' then p.version end, r.resultado = 'repetido',
            coalesce(r.entregado_cite, p.cite_codigo),
            case when r.resultado = 'version' and p.estado <> 'rechazado' and j.recepcion_id is null then (
                select max(antes.version)
                from raw.reportes as antes
                where antes.sha256 = p.sha256 and antes.cite_codigo = p.cite_codigo and antes.periodo = p.periodo
                    and antes.version < p.version and antes.estado <> 'rechazado'
            ) end,
            j.recepcion_id is not null
        from raw.recepciones r
        left join raw.reportes p using (reporte_id)
        left join raw.rejuicios j on j.recepcion_id = r.recepcion_id
        where r.recepcion_id not in (select recepcion_id from raw.constancias)
        order by r.recibido_en, r.archivo, r.sha256
        """
    ).fetchall()
    return [Owed(*row) for row in rows]


def leave_owed(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    in_hand: Mapping[str, tuple[ReadReport, Verdict]] | None = None,
    by_mail: bool = False,
) -> Iterator[str]:
    """Leaves every receipt that is owed; yields a sentence for each that could not be left, and stays owing it.

    A receipt is recorded once it stands in its outbox: a run killed in between writes the same bytes again.
    `in_hand`: report and verdict by reception, of those just judged. `by_mail` notes those of known centres as mail.
    """
    _clear_drafts(home)
    for delivery in owed(connection):
        try:
            file = _write(home, connection, delivery, (in_hand or {}).get(delivery.recepcion_id))
        except Exception as error:  # whatever is wrong with one receipt, the load and the other receipts stand
            yield f"No se pudo dejar la constancia {delivery.recepcion_id} ({_said(error)}); se reintenta."
        else:
            _note(connection, delivery, file, by_mail)


def _clear_drafts(home: Home) -> None:
    """Half receipts that a killed run left hidden: they name people, and nobody would look for them."""
    for file in home.outbox.glob("*/.*"):
        if _DRAFT.fullmatch(file.name):
            file.unlink(missing_ok=True)


def leave_notice(home: Home, decision: Decision, text: str) -> Path:
    """Leaves a sentence about a version beside its centre's receipts; again, the same file."""
    file = notice_of(home, decision.place, decision.version)
    write_whole(file, f"{text}\n")
    return file


def notice_of(home: Home, place: Place, version: int | None) -> Path:
    code, month = place
    return outbox_of(home, code) / f"{month:%Y-%m}_{code}_v{version}_{NOTICE}.txt"


def _said(error: Exception) -> str:
    """The system's reason, or ours; any other error's text may quote a cell, so that only its kind is told."""
    if isinstance(error, DamagedArchive):
        return str(error)
    return f"{error.strerror}" if isinstance(error, OSError) else type(error).__name__


def outbox_of(home: Home, code: str | None) -> Path:
    return home.outbox / (code or NO_CENTRE)


def _write(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    delivery: Owed,
    in_hand: tuple[ReadReport, Verdict] | None,
) -> Path:
    """From report and verdict in hand, else from the archived bytes and the stored verdict."""
    report, verdict = in_hand or (
        archived_report(home, delivery.sha256, delivery.archivo),
        replace(stored_verdict(connection, delivery.reporte_id), archivo=delivery.archivo),
    )
    heading = DeliveryFacts(
        delivery.recepcion_id,
        delivery.recibido_en,
        delivery.version,
        delivery.repeated,
        delivery.put_back,
        delivery.judged_again,
    )
    return write_receipt(outbox_of(home, delivery.cite_codigo), report, verdict, heading).workbook


def _note(connection: duckdb.DuckDBPyConnection, delivery: Owed, file: Path, by_mail: bool) -> None:
    with transaction(connection):
        connection.execute(
            "insert into raw.constancias values (?, ?, ?, ?)",
            [delivery.recepcion_id, file.parent.name, file.stem, lima_now()],
        )
        if by_mail and delivery.cite_codigo is not None:
            connection.execute("insert into raw.correos values (?, null)", [delivery.recepcion_id])
