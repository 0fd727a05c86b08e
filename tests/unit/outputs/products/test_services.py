"""The report on services beside the year before: what was known then, what was not, and what was zero.
Centre and figures are invented; how the marts count them is held by dbt's tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from orchestration.outputs.documents.blocks import Rate, Share, Table
from orchestration.outputs.documents.institution import Institution
from orchestration.outputs.figure_reader import Record
from orchestration.outputs.products import services
from orchestration.outputs.products.month import Month
from orchestration.publication.manifest import Manifest

SEPTEMBER = date(2024, 9, 1)
CENTRE = "cite-inventado"
TRAINING, TESTS = (1, "Asistencia técnica"), (4, "Ensayos de laboratorio")
NOW = ("Tipo de servicio", "Mes", "Enero a setiembre de 2024")
BOTH = (*NOW, "Mes, 2023", "Hasta el mes, 2023")


def a_row(
    kind: tuple[int, str], in_month: int | None, to_date: int | None, missing: int | None = 0, origin: str = "reporte"
) -> dict[str, Any]:
    """A row of `Month.services`."""
    return {
        "tipo_servicio_codigo": kind[0],
        "tipo_servicio": kind[1],
        "servicios_mes": in_month,
        "servicios_acumulado": to_date,
        "reportes_faltantes": missing,
        "origen": origin,
    }


def by_type(now: Sequence[Record], before: Sequence[Record]) -> Table:
    """Table 1 of the report of September 2024, from the centre's rows of that month and of the year before."""
    stated = {
        "first": SEPTEMBER,
        "institution": Institution.of(),
        "manifest": Manifest(1, "0" * 64, "2024-10-14T07:00:00", {}, [], []),
        "centres": {CENTRE: {"cite": "CITE inventado"}},
        "services": {CENTRE: now} if now else {},
        "services_before": {CENTRE: before} if before else {},
    }
    empty: dict[str, Any] = {field.name: {} for field in fields(Month)}
    written = services.document(Month(**(empty | stated)), CENTRE)
    tables = [block for part in written.sections for block in part.blocks if isinstance(block, Table)]
    return next(table for table in tables if table.label == "Tabla 1")


def heads(table: Table) -> tuple[str, ...]:
    return tuple(column.title for column in table.columns)


def lines(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


THIS_YEAR = [a_row(TRAINING, 5, 12), a_row(TESTS, 34, 1_234)]


def test_each_type_and_the_total_stand_beside_the_same_month_a_year_ago() -> None:
    table = by_type(THIS_YEAR, [a_row(TRAINING, 3, 40), a_row(TESTS, 30, 900)])
    assert heads(table) == BOTH
    assert lines(table) == [
        ("1. Asistencia técnica", 5, 12, 3, 40),
        ("4. Ensayos de laboratorio", 34, 1_234, 30, 900),
        ("Total", 39, 1_246, 33, 940),
    ]
    assert not table.notes


@pytest.mark.parametrize("before", [[], [a_row(TRAINING, None, None), a_row(TESTS, None, None)]])
def test_a_year_of_which_nothing_is_known_is_said_to_be_missing(before: list[Record]) -> None:
    """Whether the centre has no rows of that year, or rows of a month that nobody reported."""
    table = by_type(THIS_YEAR, before)
    assert heads(table) == NOW and lines(table)[-1] == ("Total", 39, 1_246)
    assert table.notes == (
        "No se compara con el año anterior: la publicación no tiene servicios del centro de setiembre de 2023.",
    )


def test_a_month_not_reported_a_year_ago_is_missing_and_its_year_is_not() -> None:
    table = by_type(THIS_YEAR, [a_row(TRAINING, None, 40, 2), a_row(TESTS, None, 900, 2)])
    assert lines(table)[0] == ("1. Asistencia técnica", 5, 12, None, 40)
    assert lines(table)[-1] == ("Total", 39, 1_246, None, 940)
    assert table.notes == ("Lo acumulado de 2023 cuenta solo lo reportado; reportes del año que faltan: 2.",)


def test_zero_a_year_ago_is_zero_and_makes_no_percentage() -> None:
    table = by_type(THIS_YEAR, [a_row(TRAINING, 0, 0), a_row(TESTS, 0, 0)])
    assert lines(table)[-1] == ("Total", 39, 1_246, 0, 0)
    assert not [value for line in lines(table) for value in line if isinstance(value, Rate | Share)]


def test_a_type_of_one_year_alone_is_in_the_total_of_that_year_and_has_its_row() -> None:
    table = by_type([a_row(TESTS, 34, 1_234)], [a_row(TRAINING, 3, 40, None, "data_peru")])
    assert lines(table) == [
        ("1. Asistencia técnica", None, None, 3, 40),
        ("4. Ensayos de laboratorio", 34, 1_234, None, None),
        ("Total", 34, 1_234, 3, 40),
    ]


def test_imported_figures_are_told_from_reported_ones_in_either_year() -> None:
    imported = [a_row(TESTS, 30, 900, None, "data_peru")]
    said = "Cifras de setiembre de {} importadas de una entrega de Data Perú: de ese mes no hay reporte."
    assert by_type(THIS_YEAR, imported).notes == (said.format(2023),)
    assert by_type(imported, THIS_YEAR).notes == (said.format(2024),)


def test_what_this_year_lacks_is_told_beside_what_the_other_does() -> None:
    table = by_type([a_row(TESTS, 34, 1_234, 7)], [a_row(TESTS, 30, 900, 1)])
    assert table.notes == (
        "Lo acumulado de 2024 cuenta solo lo reportado; reportes del año que faltan: 7.",
        "Lo acumulado de 2023 cuenta solo lo reportado; reportes del año que faltan: 1.",
    )
