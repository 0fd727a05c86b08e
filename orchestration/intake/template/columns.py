"""The columns of the template's table in the format's order: width, kind of cell, an example and what to write there.
What each column accepts belongs to `receipts.lists` and the suites; how a sheet looks, to the sheets' modules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.pe import ruc

from orchestration.core import catalogs
from orchestration.intake.reports.reading.layout import (
    AMOUNT,
    DATE,
    DOCUMENT,
    DOCUMENT_TYPE,
    QUANTITY,
    REQUIRED_COLUMNS,
)

EXAMPLE_CLIENT = "EMPRESA DE EJEMPLO S.A.C."
_EXAMPLE_STEM = "2000000000"
_EXAMPLE_TASK = "4.1"

Example = str | int | float | date


@dataclass(frozen=True)
class TemplateColumn:
    """`kind` is one of `receipts.style.NUMBER_FORMATS`; `width` in Excel's unit."""

    title: str
    width: int
    kind: str
    example: Example
    advice: str

    @property
    def required(self) -> bool:
        return self.title in REQUIRED_COLUMNS


def columns(month: date) -> tuple[TemplateColumn, ...]:
    """The fourteen columns, with an example in `month` that breaks no rule."""
    task = catalogs.tasks()[_EXAMPLE_TASK]
    return (
        TemplateColumn(
            DATE, 11, "fecha", month.replace(day=15), f"Día de la atención, dentro del mes: {month:15/%m/%Y}."
        ),
        TemplateColumn(
            DOCUMENT_TYPE, 16, "sigla", "RUC", "Elija de la lista. SIN DOCUMENTO, solo si el cliente no tiene."
        ),
        TemplateColumn(
            *(DOCUMENT, 15, "texto", _EXAMPLE_STEM + str(ruc.calc_check_digit(_EXAMPLE_STEM))),
            "La columna es de texto: conserva los ceros de adelante. RUC, 11 dígitos; DNI, 8. Vacío si no tiene.",
        ),
        TemplateColumn("Cliente", 29, "texto", EXAMPLE_CLIENT, "Razón social, o nombre y apellidos."),
        TemplateColumn("Tipo de cliente", 16, "texto", catalogs.client_types()[1], "Elija de la lista."),
        TemplateColumn(
            "Sexo", 6, "sigla", "F", "De la persona, o de quien dirige la empresa: F o M. Vacío si no se sabe."
        ),
        TemplateColumn("Ubigeo", 9, "texto", "150101", "Código INEI del distrito del cliente, de 6 dígitos. Opcional."),
        TemplateColumn(
            "Servicio", 23, "texto", f"{task.service_code}. {task.service}", "Elija de la lista, antes que la tarea."
        ),
        TemplateColumn(
            "Tarea", 26, "texto", f"{task.code}. {task.name}", "Elija de la lista: ofrece las tareas del servicio."
        ),
        TemplateColumn("Categoría presupuestal", 14, "sigla", "PP0093", "Elija de la lista."),
        TemplateColumn("Focalizado", 12, "sigla", "Sí", "Solo para PP0093: Sí o No. En las demás categorías, vacío."),
        TemplateColumn(
            QUANTITY, 10, "entero", 1, "Servicios brindados, número entero desde 1. Una orden puede ser 12 ensayos: 12."
        ),
        TemplateColumn(AMOUNT, 11, "importe", 150.0, "Soles cobrados; 0 si fue gratuito. Opcional."),
        TemplateColumn(
            "Medio de verificación", 21, "texto", "Informe de ensayo 001", "Documento que lo acredita. Opcional."
        ),
    )
