"""A year to date that some month's report is missing from says so wherever it stands.
Centres and figures are invented."""

from __future__ import annotations

import pytest

from orchestration.outputs.products import scope, validation
from orchestration.outputs.products.month import Month
from tests.unit.outputs.products.conftest import ILO, LIMA, PROGRAMME, accepted, month_of, services, table, tasks

NOTE = "Lo acumulado cuenta solo lo reportado; reportes del año que faltan: 1."


def a_month(lacking: int) -> Month:
    """Both centres reported September; Ilo is without `lacking` of the months before."""
    return month_of(
        coverage={ILO: [accepted()], LIMA: [accepted()]},
        tasks={ILO: tasks(4, 59), LIMA: tasks(40, 300)},
        services={ILO: services(lacking), LIMA: services()},
    )


def test_a_scope_report_says_what_its_sums_are_without() -> None:
    document = scope.document(a_month(1), PROGRAMME, [ILO, LIMA])
    assert {NOTE, "Faltan de CITE inventado Ilo (1)."} <= set(table(document, "Tabla 1").notes)
    assert NOTE in table(document, "Tabla 2").notes


def test_a_validation_record_says_what_its_sums_are_without() -> None:
    assert table(validation.document(a_month(1), ILO, PROGRAMME), "Tabla 4").notes == (NOTE,)


@pytest.mark.parametrize("label", ["Tabla 1", "Tabla 2"])
def test_a_whole_year_to_date_has_no_such_note(label: str) -> None:
    notes = table(scope.document(a_month(0), PROGRAMME, [ILO, LIMA]), label).notes
    assert len(notes) == 1 and "faltan" not in notes[0]
    assert table(validation.document(a_month(0), ILO, PROGRAMME), "Tabla 4").notes == ()


def test_a_centre_outside_the_programme_counts_among_those_that_lack_a_month() -> None:
    assert NOTE in table(scope.document(a_month(1), PROGRAMME, [LIMA]), "Tabla 2").notes
