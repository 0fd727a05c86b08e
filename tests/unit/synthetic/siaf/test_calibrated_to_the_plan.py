"""The synthetic 2024 agrees with the operating plan to its own rounding: figures read from a file against the seed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest

from orchestration.core import catalogs
from orchestration.core.paths import CATALOGS, PUBLISHED_FIGURES
from orchestration.synthetic.siaf.budget import budget
from orchestration.synthetic.siaf.metas import SCIENCE
from orchestration.synthetic.siaf.plan import plan
from tests.unit.synthetic.siaf.conftest import ReadBack, Row, money

HALF_SOL = Decimal("0.5")
CAPITAL_TABLES = ("Cuadro 23", "Cuadro 31")
CATEGORY_OF = {"5": "corriente", "6": "capital"}


def printed(table: str) -> list[Row]:
    with (PUBLISHED_FIGURES / "poi_2024.csv").open(encoding="utf-8-sig", newline="") as handle:
        return [r for r in csv.DictReader(handle) if r["cuadro"] == table and r["medida"] in ("pia", "pim")]


@cache
def centre_of(year: str) -> dict[str, str]:
    with (CATALOGS / "sec_func_cite.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {r["sec_func"].lstrip("0"): r["cite_codigo"] for r in csv.DictReader(handle) if r["anio"] == year}


def _by_source(row: Row, figure: Row) -> bool:
    names = {"Recursos Ordinarios": "1", "Donaciones y Transferencias": "4"}
    return not figure["detalle"] or row["FUENTE_FINANCIAMIENTO"] == names[figure["detalle"]]


def _by_generic(row: Row, figure: Row) -> bool:
    own = CATEGORY_OF[row["CATEGORIA_GASTO"]]
    return figure["detalle"] in ("total", f"subtotal {own}", f"2.{row['GENERICA']} {own}")


def _by_category(row: Row, figure: Row) -> bool:
    code, _, side = figure["detalle"].partition(" ")
    if code == "total":
        return True
    in_centre = row["SEC_FUNC"] in centre_of("2024")
    return row["PROGRAMA_PPTO"] == code and (not side or (side == "CITE") == in_centre)


def _by_centre(row: Row, figure: Row) -> bool:
    centre = centre_of("2024").get(row["SEC_FUNC"])
    wanted = catalogs.centre_of(figure["cite"]) if figure["cite"] else None
    return row["FUENTE_FINANCIAMIENTO"] == "1" and centre is not None and wanted in (None, centre)


TABLES = {"Cuadro 22": _by_source, "Cuadro 23": _by_generic, "Cuadro 24": _by_category, "Cuadro 25": _by_centre}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("seed", [1, 2024])
def test_every_figure_of_the_table_is_met_within_half_a_sol(
    table: str, seed: int, written: Callable[..., ReadBack]
) -> None:
    rows = written(seed=seed).itp
    figures = printed(table)
    assert len(figures) == {"Cuadro 22": 6, "Cuadro 23": 18, "Cuadro 24": 34, "Cuadro 25": 64}[table]
    for figure in figures:
        found = money([r for r in rows if TABLES[table](r, figure)], f"MONTO_{figure['medida'].upper()}")
        assert abs(found - Decimal(figure["valor"])) <= HALF_SOL, (figure["etiqueta"], figure["medida"], found)


def test_the_agreements_of_0137_are_those_whose_money_adds_up_to_cuadro_24() -> None:
    items = [item for item in plan().items("Cuadro 27") if item.code in SCIENCE]
    sides = {r["detalle"]: int(r["valor"]) for r in printed("Cuadro 24") if r["medida"] == "pim"}
    assert sum(i.pim for i in items if i.centre) == sides["0137 CITE"]
    assert sum(i.pim for i in items if not i.centre) == sides["0137 Direcciones y Oficinas"]


def test_9001_is_the_first_eight_offices_of_cuadro_26() -> None:
    figures = {(r["detalle"], r["medida"]): int(r["valor"]) for r in printed("Cuadro 24")}
    offices = plan().items("Cuadro 26")[:8]
    assert sum(o.pia for o in offices) == figures["9001 Direcciones y Oficinas", "pia"]
    assert sum(o.pim for o in offices) == figures["9001 Direcciones y Oficinas", "pim"]


@pytest.mark.parametrize("measure", ["pia", "pim"])
def test_the_centres_have_95_000_beyond_cuadros_25_and_27(measure: str) -> None:
    cells = {r["detalle"]: int(r["valor"]) for r in printed("Cuadro 24") if r["medida"] == measure}
    network = next(int(r["valor"]) for r in printed("Cuadro 25") if r["medida"] == measure and r["es_total"] == "true")
    agreements = sum(item.amount(measure) for item in plan().items("Cuadro 27") if item.centre)
    assert sum(v for k, v in cells.items() if k.endswith(" CITE")) - network - agreements == 95_000


def test_capital_beyond_the_investments_is_what_parts_cuadro_31_from_23() -> None:
    capital = {t: {r["detalle"]: int(r["valor"]) for r in printed(t) if r["medida"] == "pia"} for t in CAPITAL_TABLES}
    beyond = capital["Cuadro 23"]["2.6 capital"] - sum(item.pia for item in plan().items("Cuadro 30"))
    assert beyond == capital["Cuadro 23"]["subtotal capital"] - capital["Cuadro 31"]["subtotal capital"] == 936_544


@pytest.mark.parametrize(
    ("table", "measure"),
    [("Cuadro 26", "pia"), *((f"Cuadro {n}", m) for n in (27, 28, 29, 30) for m in ("pia", "pim"))],
)
def test_tables_that_nobody_asked_for_are_met_within_a_sol_too(table: str, measure: str) -> None:
    for item in plan().items(table):
        name = f"/{item.row}" if table == "Cuadro 26" else f"/{item.code}"
        own = sum(getattr(line, measure) for line in budget() if line.meta.endswith(name))
        assert abs(own - 100 * item.amount(measure)) < 100, item


def test_pp0093_keeps_its_published_codes(written: Callable[..., ReadBack]) -> None:
    chains = {
        (r["PRODUCTO_PROYECTO"], r["ACTIVIDAD_ACCION_OBRA"]) for r in written().itp if r["PROGRAMA_PPTO"] == "0093"
    }
    assert {("3000671", "5005087"), ("3000671", "5005088")} <= chains


@pytest.mark.parametrize(
    ("activity", "accrued", "modified"),
    # boletin_pp0093_2020, Anexo: devengado and PIM of 4.1 and 4.2.
    [("5005087", 28_802_935, 29_577_380), ("5005088", 1_779_591, 1_780_016)],
)
def test_december_is_executed_as_2020_was(
    activity: str, accrued: int, modified: int, written: Callable[..., ReadBack]
) -> None:
    rows = [r for r in written(cut_month=12).itp if r["ACTIVIDAD_ACCION_OBRA"] == activity]
    rate = money(rows, "MONTO_DEVENGADO_ANUAL") / money(rows, "MONTO_PIM")
    assert abs(rate - Decimal(accrued) / Decimal(modified)) < Decimal("0.0001")
