"""The template opened, filled in and saved by LibreOffice is accepted at the first try, in each container it saves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.core.catalogs import centres, tasks
from orchestration.intake.reports.judging.verdict import History, SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.report import read_report
from orchestration.intake.template.book import template_bytes
from tests.clientes.programs import program, run
from tests.workbooks import ruc_number

MONTH = date(2024, 9, 1)
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97", "pdf": "calc_pdf_Export"}
TRAINING = "5. Capacitación"


def row(place: int, kind: str, number: str, name: str, quantity: int, **changes: Any) -> list[tuple[str, str, Any]]:
    """One attention as cells of the sheet, typed as a person types them; every person is SINTETICO."""
    line = {
        **{"A": f"2024-09-{place:02d}", "B": kind, "C": number, "D": name, "E": "Emprendedor", "F": "F"},
        **{"G": "010101", "H": "4. Ensayos de laboratorio", "I": "4.1. Ensayos de laboratorio", "J": "PP0093"},
        **{"K": "Sí", "L": quantity, "M": 10.5, "N": f"Acta {place}"},
    }
    return [("Atenciones", f"{letter}{place}", value) for letter, value in (line | changes).items() if value != ""]


# Five clients: a RUC twice, a DNI whose zeros a number would lose (twice), a CE in both cases of its letters, and
# under one spelling or another one name without document, and a second one.
CELLS = [
    *row(5, "RUC", ruc_number("2012345678"), "EMPRESA SINTETICA", 12, H=TRAINING, I="5.1. Capacitación básica"),
    *row(6, "RUC", ruc_number("2012345678"), "EMPRESA SINTETICA", 1),
    *row(7, "DNI", "00012345", "PERSONA SINTETICA", 2),
    *row(8, "DNI", "00012345", "PERSONA SINTETICA", 3),
    *row(9, "CE", "ab001234", "PERSONA SINTETICA DOS", 4),
    *row(10, "CE", "AB001234", "PERSONA SINTETICA DOS", 5),
    *row(11, "SIN DOCUMENTO", "", "José  Ñáñez Sintético", 6),
    *row(12, "SIN DOCUMENTO", "", "JOSE NANEZ SINTETICO", 7),
    *row(13, "SIN DOCUMENTO", "", "ASOC. * SINTETICA", 8),
    ("Carátula", "B5", "Persona SINTETICA"),
    ("Carátula", "B6", "2024-10-03"),
]
SERVICES, CLIENTS = 12 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8, 5


@dataclass(frozen=True)
class Filled:
    folder: Path
    tasks_offered: list[str]

    def verdict(self, kind: str) -> Verdict:
        file = self.folder / f"lleno.{kind}"
        report = read_report(file.read_bytes(), file.name)
        [verdict] = judge([SubmittedReport(report, datetime(2024, 10, 3, 9))], History())
        return verdict


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    folder = tmp_path_factory.mktemp("plantilla")
    source = folder / "plantilla.xlsx"
    source.write_bytes(template_bytes(centres()["citepesquero-ilo"], MONTH))
    plan = {
        "soffice": program("soffice"),
        "source": str(source),
        "cells": CELLS,
        "saved": [(str(folder / f"lleno.{kind}"), name) for kind, name in FILTERS.items()],
        "list": ("Atenciones", "I5"),
    }
    told = run("/usr/bin/python3", Path(__file__).with_name("fill_template.py"), stdin=json.dumps(plan))
    return Filled(folder, json.loads(told))


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_it_is_accepted_at_the_first_try_with_the_totals_that_it_counted(filled: Filled, kind: str) -> None:
    verdict = filled.verdict(kind)
    assert (verdict.estado, verdict.motivos, verdict.advertencias) == ("aceptado", (), ())
    assert (verdict.filas, verdict.servicios, verdict.clientes) == (9, SERVICES, CLIENTS)


def test_the_list_of_tasks_is_the_chosen_services(filled: Filled) -> None:
    training = [f"{task.code}. {task.name}" for task in tasks().values() if task.service_code == 5]
    assert filled.tasks_offered == [str(len(training)), training[0]]


def test_it_prints(filled: Filled) -> None:
    assert (filled.folder / "lleno.pdf").read_bytes().startswith(b"%PDF")
