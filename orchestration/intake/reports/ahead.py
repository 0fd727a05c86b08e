"""Reports read and judged before they are received, by any process that reaches the home: what came of each is a file.
Cutting and storing the work belong to `closing/spreading.py`; what a report says and its verdict, to the folders beside
this module."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from orchestration.core.paths import CATALOGS, PROJECT, SUITES, Home
from orchestration.core.whole_files import write_whole
from orchestration.intake.feed import Taken
from orchestration.intake.reports.judging import verdict as judging
from orchestration.intake.reports.judging.cover import Case
from orchestration.intake.reports.judging.verdict import Evaluate, History, Verdict
from orchestration.intake.reports.reading.report import ReadReport, read_report
from orchestration.intake.reports.stored import first_bytes

# What decides, beside a case, what its verdict is.
_DECIDES = (*(PROJECT / "orchestration" / room for room in ("core", "gates", "intake")), SUITES, CATALOGS)


class Ahead:
    """What was done ahead, in a folder that every machine reaches; it names people, and is the program's user's alone.

    A file is named by the bytes, the delivery and the program, so that work done twice is the same file. It is believed
    as the warehouse beside it is: only the program's user writes either.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[Case, Verdict]] = {}

    def judge(self, home: Home, batch: Sequence[Taken], history: History, evaluate: Evaluate | None = None) -> None:
        """Reads and judges what of `batch`, whose paths are within the home, was not; by Great Expectations unless
        `evaluate` is given.

        A file that is gone is passed over: whoever receives sees to it.
        """
        from orchestration.gates.validation import validate

        handed = [one for taken in batch if (one := self._submitted(home, taken)) is not None]
        cases = judging.cases_of(handed, history)
        for case, verdict in zip(cases, judging.judge_cases(cases, evaluate or validate), strict=True):
            write_whole(self._file_of(case), pickle.dumps((case, verdict)), durable=False)

    def _submitted(self, home: Home, taken: Taken) -> judging.SubmittedReport | None:
        try:
            content = first_bytes(home.root / taken.path)
        except FileNotFoundError:
            return None
        if self._of(taken, hashlib.sha256(content).hexdigest()).exists():
            return None
        return judging.SubmittedReport(read_report(content, taken.archivo), taken.recibido_en, taken.folder)

    def report(self, taken: Taken, sha256: str) -> ReadReport | None:
        """The report of this delivery with these bytes, if it was read ahead by this very program."""
        file = self._of(taken, sha256)
        try:
            case, verdict = pickle.loads(file.read_bytes())
        except Exception:  # none, or cut short by a machine that went down: it is read again
            return None
        self._known[file] = case, verdict
        return case.report

    def verdict(self, case: Case) -> Verdict | None:
        """Its verdict, if the report was read with `report` and judged as this very case."""
        known, verdict = self._known.pop(self._file_of(case), (None, None))
        return verdict if known == case else None

    def _of(self, taken: Taken, sha256: str) -> Path:
        return self._file(sha256, taken.archivo, taken.folder, taken.recibido_en)

    def _file_of(self, case: Case) -> Path:
        return self._file(case.report.sha256, case.report.file_name, case.handed_cite, case.received_at)

    def _file(self, sha256: str, archivo: str, folder: str | None, at: datetime) -> Path:
        told = "\n".join([_program(), sha256, archivo, folder or "", at.isoformat()])
        return self._folder / hashlib.sha256(told.encode()).hexdigest()


@cache
def _program() -> str:
    """One hash over what reads and judges: a machine whose program is another one works for nobody."""
    digest = hashlib.sha256()
    for folder in _DECIDES:
        for file in sorted(f for f in folder.rglob("*") if f.suffix in (".py", ".yml", ".csv")):
            digest.update(f"{file.relative_to(PROJECT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()
