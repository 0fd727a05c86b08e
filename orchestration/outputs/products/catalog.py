"""Which products a month has, what each is called, and where each lies: 36 records, 116 follow-ups, 3 scope reports.
What stands in them belongs to the module of each report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from orchestration.core.catalogs import centres
from orchestration.outputs.documents.blocks import Document
from orchestration.outputs.products import budget, clients, goals, scope, services, validation
from orchestration.outputs.products.month import Month

Kind = Literal["validacion", "servicios", "clientes", "metas", "ejecucion", "alcance"]
KINDS: dict[Kind, str] = {
    "validacion": "Actas de validación",
    "servicios": "Seguimiento de servicios",
    "clientes": "Seguimiento de clientes",
    "metas": "Seguimiento de metas físicas",
    "ejecucion": "Seguimiento de la ejecución presupuestal",
    "alcance": "Informes de alcance",
}
# The plan's programmes (Anexo 2); the one that every followed centre works under comes first.
PROGRAMMES = ("PP0093", "PP0094", "PP0095")
FOLLOW_UPS: dict[Kind, Callable[[Month, str], Document]] = {
    "servicios": services.document,
    "clientes": clients.document,
    "metas": goals.document,
    "ejecucion": budget.document,
}
# Those in which the rule of small numbers keeps figures back have a twin for the institution's own use.
INTERNAL: dict[Kind, Callable[[Month, str], Document]] = {"clientes": clients.internal_document}


@dataclass(frozen=True)
class Product:
    """One document: `centre` is None in a scope report, `programme` in a follow-up report.

    `internal` is a follow-up report with nothing kept back. `order` is its place in the month's list, from 1.
    """

    kind: Kind
    centre: str | None
    programme: str | None
    internal: bool = False
    order: int = 0

    def stem(self, month: str) -> str:
        """Folder and name without ending: `validaciones/PP0093/2024-09_validacion_PP0093_CITEacuicola-Puno`."""
        if self.centre is None:
            return f"alcance/{month}_alcance_{self.programme}"
        name = file_name(centres()[self.centre].name)
        if self.kind == "validacion":
            return f"validaciones/{self.programme}/{month}_validacion_{self.programme}_{name}"
        return f"seguimiento/{name}/{month}_{self.kind}_{name}{'_interno' if self.internal else ''}"

    def document(self, month: Month) -> Document:
        """Its content, of the month's figures, with its number."""
        document = self._content(month)
        number = ("Documento", month.institution.number(self.order, month.first))
        return replace(document, imprint=(number, *document.imprint))

    def _content(self, month: Month) -> Document:
        if self.kind == "validacion":
            assert self.centre and self.programme
            return validation.document(month, self.centre, self.programme)
        if self.kind == "alcance":
            assert self.programme
            return scope.document(month, self.programme, members(self.programme, month.first))
        assert self.centre
        return (INTERNAL if self.internal else FOLLOW_UPS)[self.kind](month, self.centre)


def members(programme: str, first: date) -> list[str]:
    """The centres that work under a programme in a month, by the catalogue (`programas` and `reporta_hasta`)."""
    return [c.code for c in centres().values() if programme in c.programmes and not c.closed_by(first)]


def products(first: date) -> list[Product]:
    """All of a month: a centre without a report has its documents too, one that closed before it has none."""
    records = [Product("validacion", code, name) for name in PROGRAMMES for code in members(name, first)]
    reports = [Product(kind, code, None) for code in members(PROGRAMMES[0], first) for kind in FOLLOW_UPS]
    listed = [*records, *reports, *(Product("alcance", None, name) for name in PROGRAMMES)]
    return [replace(product, order=order) for order, product in enumerate(listed, start=1)]


def internal_products(first: date) -> list[Product]:
    """What a month's edition for internal use has, and only it: the other documents keep nothing back."""
    return [replace(product, internal=True) for product in products(first) if product.kind in INTERNAL]


def file_name(name: str) -> str:
    """A centre's name as part of a file's: letters without accents, digits and dashes."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-")
