"""Leaves the receipt of one delivery in a folder: the workbook for the centre and the verdict as JSON.
What the workbook holds belongs to `book`; who is to get it belongs to the caller."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.whole_files import write_whole
from orchestration.intake.receipts.book import workbook_bytes
from orchestration.intake.receipts.summary import DeliveryFacts
from orchestration.intake.reports.judging.cover import month_text
from orchestration.intake.reports.judging.record import as_record
from orchestration.intake.reports.judging.verdict import Verdict
from orchestration.intake.reports.reading.report import ReadReport

__all__ = ["RECEIPT", "DeliveryFacts", "ReceiptFiles", "receipt_name", "write_receipt"]

# The end of a receipt's name, which tells it from what else an outbox holds.
RECEIPT = "constancia"


@dataclass(frozen=True)
class ReceiptFiles:
    workbook: Path
    verdict: Path


def write_receipt(folder: Path, report: ReadReport, verdict: Verdict, delivery: DeliveryFacts) -> ReceiptFiles:
    """Writes both files into `folder` (made if need be), each whole or not at all; written again, the same bytes.

    Args:
        report: the file as read, which `verdict` judges.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = receipt_name(verdict, delivery)
    files = ReceiptFiles(folder / f"{name}.xlsx", folder / f"{name}.json")
    write_whole(files.workbook, workbook_bytes(report, verdict, delivery))
    write_whole(files.verdict, _record_bytes(verdict, delivery))
    return files


def receipt_name(verdict: Verdict, delivery: DeliveryFacts) -> str:
    """`AAAA-MM_<cite_codigo>_v<version>_constancia`; the reception's id stands for what is not known."""
    known = [part for part in (month_text(verdict.periodo), verdict.cite_codigo) if part]
    version = f"recepcion-{delivery.reception_id}" if delivery.version is None else f"v{delivery.version}"
    return "_".join([*known, version, RECEIPT])


def _record_bytes(verdict: Verdict, delivery: DeliveryFacts) -> bytes:
    record = {
        "recepcion_id": delivery.reception_id,
        "recibido_en": delivery.received_at.isoformat(),
        "version": delivery.version,
        "repetido": delivery.repeated,
        "sha256": verdict.sha256,
        **as_record(verdict),
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
