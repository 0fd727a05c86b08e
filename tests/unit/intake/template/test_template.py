"""The workbook that a centre fills in: as made it is no report, its lists are the catalogues'."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from orchestration.core.catalogs import budget_categories, centres, client_types, services, tasks
from orchestration.intake.reports.judging.normalize import DOCUMENT_TYPES
from orchestration.intake.reports.judging.verdict import History, SubmittedReport, judge
from orchestration.intake.reports.reading.layout import COLUMNS
from orchestration.intake.reports.reading.report import ReadReport, read_report
from orchestration.intake.template.book import template_bytes
from orchestration.intake.template.columns import columns

CENTRE, MONTH = centres()["citepesquero-ilo"], date(2024, 9, 1)
RECEIVED = datetime(2024, 10, 3, 9)


@pytest.fixture(scope="module")
def made() -> bytes:
    return template_bytes(CENTRE, MONTH)


@pytest.fixture
def book(made: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def read(book: Workbook) -> ReadReport:
    buffer = io.BytesIO()
    book.save(buffer)
    return read_report(buffer.getvalue(), "plantilla.xlsx")


def codes(report: ReadReport) -> tuple[str, set[str]]:
    [verdict] = judge([SubmittedReport(report, RECEIVED)], History())
    return verdict.estado, {finding.codigo for finding in (*verdict.motivos, *verdict.advertencias)}


def test_the_same_month_gives_the_same_bytes(made: bytes) -> None:
    assert template_bytes(CENTRE, MONTH) == made != template_bytes(CENTRE, date(2024, 10, 1))


def test_as_made_it_has_the_formats_columns_and_no_row_and_is_no_empty_month(made: bytes) -> None:
    report = read_report(made, "plantilla.xlsx")
    assert set(report.columns) == set(COLUMNS) and not report.extra_columns
    assert report.cells == ()
    assert codes(report)[0] == "rechazado"  # its totals say that it was not filled in


def test_a_month_without_attentions_is_stated_by_the_centre(book: Workbook) -> None:
    cover = book["Carátula"]
    assert [cover.cell(row, 1).value for row in (7, 8, 9)] == [
        "Total de servicios",
        "Total de clientes",
        "¿Mes sin atenciones?",
    ]
    cover["B7"], cover["B8"], cover["B9"] = 0, 0, "Sí"  # as the formulas count it
    assert codes(read(book))[0] == "aceptado"


def test_the_example_typed_as_a_row_breaks_no_rule_and_is_counted_once(book: Workbook) -> None:
    for index, column in enumerate(columns(MONTH), start=1):
        book["Atenciones"].cell(5, index).value = column.example
    report = read(book)
    assert report.row_numbers == (5,)
    # openpyxl stores formulas without their results: the totals cannot be read, and nothing else is amiss.
    assert codes(report) == ("aceptado", {"total_servicios_ilegible", "total_clientes_ilegible"})


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Tipo de documento", list(DOCUMENT_TYPES)),
        ("Tipo de cliente", list(client_types().values())),
        ("Servicio", [f"{code}. {name}" for code, name in services().items()]),
        ("Categoría presupuestal", list(budget_categories())),
        ("Sexo", ["F", "M"]),
        ("Focalizado", ["Sí", "No"]),
    ],
)
def test_a_list_offers_its_catalogue(book: Workbook, title: str, values: list[str]) -> None:
    sheet, cells = offered(book, title).split("!")
    assert sheet == "'Catálogos'"
    assert [cell.value for (cell,) in book["Catálogos"][cells.replace("$", "")]] == values


def test_the_list_of_tasks_needs_each_services_tasks_to_stand_together(book: Workbook) -> None:
    catalogue = book["Catálogos"]
    [task_column] = [cell.column for cell in catalogue[1] if cell.value == "Tarea"]
    beside = [
        (catalogue.cell(row, task_column).value, catalogue["I"][row - 1].value) for row in range(2, len(tasks()) + 2)
    ]
    assert beside == [(f"{t.code}. {t.name}", f"{t.service_code}. {t.service}") for t in tasks().values()]
    whose = [service for _, service in beside]
    assert whose == sorted(whose, key=whose.index)
    assert "$I$2:$I$23" in offered(book, "Tarea") and "$H5" in offered(book, "Tarea")


def offered(book: Workbook, title: str) -> str:
    [letter] = [cell.column_letter for cell in book["Atenciones"][4] if cell.value == title]
    [rule] = [
        rule
        for rule in book["Atenciones"].data_validations.dataValidation
        if rule.type == "list" and str(rule.sqref).startswith(f"{letter}5:")
    ]
    return str(rule.formula1)


def test_numbers_of_documents_and_districts_are_typed_as_text(book: Workbook) -> None:
    widths = book["Atenciones"].column_dimensions
    formats = {cell.value: widths[cell.column_letter].number_format for cell in book["Atenciones"][4]}
    assert formats["Número de documento"] == formats["Ubigeo"] == "@"
    assert formats["Fecha"] == "dd/mm/yyyy"
