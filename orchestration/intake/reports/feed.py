"""The centres' monthly reports as a feed: a workbook a centre and month, judged row by row and answered with a receipt.
Reading and judging a workbook belong to the folders beside this module; the rules stand in `expectations/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb

from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.core.targets import monthly_service_targets
from orchestration.intake.decisions import counting
from orchestration.intake.feed import Decision, Delivery, Feed, Judgement, OnShare, Pairs, Place, Read, Taken
from orchestration.intake.mailbox import mail, outbox
from orchestration.intake.mailbox.landing import Landing, look_for_reports
from orchestration.intake.reception import archive_file, archived, erased_on
from orchestration.intake.reports.ahead import Ahead
from orchestration.intake.reports.judging import verdict as judging
from orchestration.intake.reports.judging.cover import stated
from orchestration.intake.reports.judging.verdict import Evaluate, History, Verdict
from orchestration.intake.reports.reading.report import read_report
from orchestration.intake.reports.stored import ErasedReport, archived_report, first_bytes
from orchestration.intake.reports.storing import LEDGER, same_rows, store_rows
from orchestration.warehouse.appending import add_missing

# Judged as one frame and stored in one transaction: two months of the whole network, some 50,000 usual rows.
BATCH = 100
# The ledger's columns that a verdict has by the same name.
_COLUMNS = (
    *("filas", "filas_aceptadas", "filas_observadas", "filas_rechazadas", "servicios", "clientes", "importe"),
    *("servicios_declarados", "clientes_declarados", "responsable", "fecha_envio"),
)


def look(home: Home) -> Landing:
    """The reports in landing, flat or in the folder of a centre."""
    from orchestration.intake.feeds import FEEDS

    return look_for_reports(home, {feed.landing(home).name for feed in FEEDS if feed.folder is None})


def read_workbook(
    home: Home, _: duckdb.DuckDBPyConnection, taken: Taken, __: OnShare, ahead: Ahead | None = None
) -> Read:
    """The report as its archived bytes say it; of bytes that were erased none are kept. `ahead` may have read it."""
    size, digest = taken.path.stat().st_size, archive_file(home, taken)
    erased = erased_on(home, digest) is not None
    if erased:
        archived(home, digest).unlink()
    report = ahead.report(taken, digest) if ahead is not None and not erased else None
    report = report or archived_report(home, digest, taken.archivo)
    said = stated(report)
    place = (said.cite_codigo or taken.folder, said.periodo)
    misplaced = taken.folder if taken.folder != place[0] else None
    return Read(report, digest, size, place, misplaced)


def glance(file: Path) -> Place:
    """The centre and the month that a workbook in landing says it is of, as far as it can be read."""
    said = stated(read_report(first_bytes(file), file.name))
    return said.cite_codigo or (file.parent.name if file.parent.name in centres() else None), said.periodo


def read_again(home: Home, decision: Decision, at: datetime) -> Delivery:
    """The archived report, judged as of its own reception and recorded as of `at`.

    Raises:
        ErasedReport: its bytes were erased.
        DamagedArchive: they are not what they were.
    """
    before = decision.reception
    if day := erased_on(home, before.digest):
        raise ErasedReport(f"{decision.said_place}: su libro se borró el {day} y no se puede juzgar otra vez.")
    path, folder = archived(home, before.digest), before.entregado_cite
    reception = replace(before, recibido_en=at)
    report = archived_report(home, before.digest, before.archivo)
    read = Read(report, before.digest, before.bytes, decision.place, folder if folder != decision.place[0] else None)
    return Delivery(Taken(path, before.archivo, before.recibido_en, folder), reception, read)


def judge(
    connection: duckdb.DuckDBPyConnection,
    batch: Sequence[Delivery],
    evaluate: Evaluate | None = None,
    ahead: Ahead | None = None,
) -> list[Judgement]:
    """The verdicts of a batch judged as one frame, by Great Expectations unless `evaluate` is given.

    What `ahead` judged stands where the warehouse knows now what it was told then.
    """
    from orchestration.gates.validation import validate

    handed = [judging.SubmittedReport(d.read.content, d.taken.recibido_en, d.taken.folder) for d in batch]
    cases = judging.cases_of(handed, history(connection))
    known = [ahead.verdict(case) if ahead is not None else None for case in cases]
    left = [case for case, verdict in zip(cases, known, strict=True) if verdict is None]
    fresh = iter(judging.judge_cases(left, evaluate or validate))
    return [_judgement(verdict or next(fresh)) for verdict in known]


def _judgement(verdict: Verdict) -> Judgement:
    columns = {name: getattr(verdict, name) for name in _COLUMNS}
    place, found = (verdict.cite_codigo, verdict.periodo), (*verdict.motivos, *verdict.advertencias)
    return Judgement(verdict.estado, place, found, columns, detail=verdict)


def history(connection: duckdb.DuckDBPyConnection) -> History:
    """What raw knows that a verdict depends on."""
    received: dict[str, set[tuple[str | None, date | None]]] = {}
    for sha256, code, month in connection.execute("select sha256, cite_codigo, periodo from raw.reportes").fetchall():
        received.setdefault(sha256, set()).add((code, month))
    in_force = connection.execute(
        "select cite_codigo, periodo, arg_max(filas_aceptadas, version) from raw.reportes "
        f"where {counting(LEDGER)} group by all"
    ).fetchall()
    return History(received, monthly_service_targets(), {(code, month): rows for code, month, rows in in_force})


def answer(home: Home, connection: duckdb.DuckDBPyConnection, pairs: Pairs) -> list[str]:
    """The receipts of a batch from the verdicts in hand; whatever else is owed, from archive and raw."""
    in_hand = {
        decision.reception.id: (delivery.read.content, decision.judgement.detail)
        for delivery, decision in pairs
        if decision.judgement is not None
    }
    return list(outbox.leave_owed(home, connection, in_hand, by_mail=mail.enabled()))


def restated(connection: duckdb.DuckDBPyConnection, decision: Decision) -> list[str]:
    """Its month and the later ones of its year that were reported: figures of the year to date carry it."""
    rows = connection.execute(
        "select distinct strftime(periodo, '%Y-%m') from raw.reportes "
        "where periodo >= $1 and year(periodo) = year($1) and estado <> 'rechazado' order by 1",
        [decision.place[1]],
    ).fetchall()
    return [month for (month,) in rows]


def tell_of_withdrawal(
    home: Home, connection: duckdb.DuckDBPyConnection, decision: Decision, _: Decision | None, text: str
) -> None:
    """The sentence beside the centre's receipts, and by mail where receipts are mailed."""
    outbox.leave_notice(home, decision, text)
    if mail.enabled():
        add_missing(connection, "correos_de_retiro", "select ? as clave, null", [decision.key])


REPORTS = Feed(
    name="reportes",
    title="Reportes de los centros",
    board="reporte_mensual",
    step="recepcion",
    check="veredicto",
    description="El tablero de quién reportó: una celda por mes y centro. Una celda vacía no ha llegado o fue "
    "rechazada; su comprobación dice por qué.",
    ledger=LEDGER,
    tables={
        "reportes": "Una fila por versión de reporte recibida, también las rechazadas.",
        "atenciones": "Una fila por atención aceptada de cada versión, con su archivo, hoja y fila.",
        "atenciones_observadas": "Una fila por atención retenida, con sus celdas originales y sus motivos.",
        "observaciones": "Una fila por hallazgo: motivos y advertencias, con su celda.",
        "periodos_por_rehacer": "Una fila por mes y reporte que los marts aún no contienen; se vacía al publicar.",
    },
    shown={
        "filas": "Filas",
        "filas_aceptadas": "Aceptadas",
        "filas_observadas": "Observadas",
        "servicios": "Servicios",
        "clientes": "Clientes",
    },
    kinds=frozenset({"excel"}),
    folder="",
    batch=BATCH,
    warns=False,
    personal=True,
    quarantines=False,
    look=look,
    read=read_workbook,
    judge=judge,
    load=store_rows,
    answer=answer,
    glance=glance,
    again=read_again,
    same=lambda home, connection, decision, judgement: same_rows(home, connection, decision, judgement.detail),
    restated=restated,
    taken_back=tell_of_withdrawal,
    owes=lambda connection: bool(outbox.owed(connection)),
)


def with_work_ahead(ahead: Ahead) -> Feed:
    """The same feed, which reads and judges only what nobody did before; all that it decides and stores is the same."""
    return replace(REPORTS, read=partial(read_workbook, ahead=ahead), judge=partial(judge, ahead=ahead))
