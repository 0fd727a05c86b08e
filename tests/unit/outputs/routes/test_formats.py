"""Number formats follow type and unit, and the unit follows the dictionary."""

from __future__ import annotations

import pytest

from orchestration.outputs.routes.formats import number_format, spanish_type, width
from orchestration.outputs.routes.tables import MartColumn


@pytest.mark.parametrize(
    ("name", "kind", "description", "expected"),
    [
        ("servicios", "BIGINT", "Servicios del mes.", "#,##0"),
        ("anio", "INTEGER", "Año.", "0"),
        ("tipo_servicio_codigo", "INTEGER", "Código.", "0"),
        ("periodo", "DATE", "Mes.", "yyyy-mm"),
        ("vence_el", "DATE", "Plazo.", "dd/mm/yyyy"),
        ("recibido_en", "TIMESTAMP", "Recepción.", "dd/mm/yyyy hh:mm"),
        ("pim", "DECIMAL(18,2)", "PIM, en soles.", '"S/" #,##0.00'),
        ("meta_fisica", "DECIMAL(18,4)", "Meta, en `unidad_fisica`.", "#,##0.00"),
        ("avance", "DOUBLE", "Devengado entre PIM (1 es el 100 %).", "0.0%"),
        ("publicado", "DOUBLE", "Valor impreso.", "General"),
        ("cite", "VARCHAR", "Centro.", "General"),
    ],
)
def test_the_format_of(name: str, kind: str, description: str, expected: str) -> None:
    assert number_format(MartColumn(name, kind, description)) == expected


def test_types_read_in_spanish_and_an_unknown_one_as_it_is() -> None:
    assert spanish_type(MartColumn("pim", "DECIMAL(18,2)", "")) == "decimal (2)"
    assert spanish_type(MartColumn("x", "HUGEINT", "")) == "HUGEINT"


def test_a_width_fits_its_heading_and_never_fills_the_screen() -> None:
    assert width(MartColumn("meses_sin_reporte", "INTEGER", ""), 1) == len("meses_sin_reporte") + 4
    assert width(MartColumn("frase", "VARCHAR", ""), 643) == 60
