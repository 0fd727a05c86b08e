"""Which products a month has and where each lies, before any figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from orchestration.core.catalogs import centres
from orchestration.outputs.products import catalog
from orchestration.outputs.products.catalog import PROGRAMMES, Product, file_name, internal_products, members, products

SEPTEMBER = date(2024, 9, 1)


def test_as_many_as_the_operating_plan_says() -> None:
    """Anexo 2: 36 validations, 116 follow-up reports, 3 scope reports."""
    kinds = Counter(product.kind for product in products(SEPTEMBER))
    assert (kinds["validacion"], kinds["alcance"], len(products(SEPTEMBER))) == (36, 3, 36 + 116 + 3)
    assert [len(members(programme, SEPTEMBER)) for programme in PROGRAMMES] == [29, 3, 4]


def test_a_centre_that_closed_has_none_from_the_next_month_on(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = replace(centres()["citepesquero-ilo"], reports_until="2024-09")
    monkeypatch.setattr(catalog, "centres", lambda: centres() | {closed.code: closed})
    listed = {month: {p.centre for p in products(date(2024, month, 1))} for month in (9, 10)}
    assert listed[9] - listed[10] == {closed.code} and not listed[10] - listed[9]


def test_each_has_a_place_of_its_own() -> None:
    everything = [*products(SEPTEMBER), *internal_products(SEPTEMBER)]
    assert len({product.stem("2024-09") for product in everything}) == len(everything)


@pytest.mark.parametrize(
    ("product", "stem"),
    [
        (
            Product("validacion", "citeacuicola-puno", "PP0094"),
            "validaciones/PP0094/2024-09_validacion_PP0094_CITEacuicola-Puno",
        ),
        (
            Product("servicios", "citeccal-lima", None),
            "seguimiento/CITEccal-textil-y-confecciones-Lima/2024-09_servicios_CITEccal-textil-y-confecciones-Lima",
        ),
        (Product("alcance", None, "PP0095"), "alcance/2024-09_alcance_PP0095"),
        (
            Product("clientes", "citeacuicola-puno", None, internal=True),
            "seguimiento/CITEacuicola-Puno/2024-09_clientes_CITEacuicola-Puno_interno",
        ),
    ],
)
def test_a_name_can_be_found_by_a_person(product: Product, stem: str) -> None:
    assert product.stem("2024-09") == stem


def test_a_file_name_has_no_accent_and_no_path() -> None:
    assert file_name("UT ../Ñandú, del Áncash/") == "UT-Nandu-del-Ancash"
