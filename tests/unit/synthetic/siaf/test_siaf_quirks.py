"""Every awkward way of the real files is in a synthetic one, and what must hold in spite of them holds."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.core.paths import CATALOGS
from orchestration.intake.siaf.layout import AMOUNTS, COLUMNS, MONTHS
from orchestration.synthetic.siaf.writer import write_siaf
from tests.unit.synthetic.siaf.conftest import ReadBack, Row, money, read_rows

MONTH_COLUMNS = [f"MONTO_DEVENGADO_{month}" for month in MONTHS]
# As the format lists them, apart from the list that the generator shares with the reader.
HEADER = (
    "ANO_EJE NIVEL_GOBIERNO NIVEL_GOBIERNO_NOMBRE SECTOR SECTOR_NOMBRE PLIEGO PLIEGO_NOMBRE SEC_EJEC EJECUTORA "
    "EJECUTORA_NOMBRE DEPARTAMENTO_EJECUTORA DEPARTAMENTO_EJECUTORA_NOMBRE PROVINCIA_EJECUTORA "
    "PROVINCIA_EJECUTORA_NOMBRE DISTRITO_EJECUTORA DISTRITO_EJECUTORA_NOMBRE PROGRAMA_PPTO "
    "PROGRAMA_PPTO_NOMBRE TIPO_ACT_PROY PRODUCTO_PROYECTO PRODUCTO_PROYECTO_NOMBRE ACTIVIDAD_ACCION_OBRA "
    "ACTIVIDAD_ACCION_OBRA_NOMBRE FUNCION FUNCION_NOMBRE DIVISION_FUNCIONAL DIVISION_FUNCIONAL_NOMBRE "
    "GRUPO_FUNCIONAL GRUPO_FUNCIONAL_NOMBRE SEC_FUNC META FINALIDAD META_NOMBRE DEPARTAMENTO_META "
    "DEPARTAMENTO_META_NOMBRE "
    "FUENTE_FINANCIAMIENTO FUENTE_FINANCIAMIENTO_NOMBRE RUBRO RUBRO_NOMBRE TIPO_RECURSO TIPO_RECURSO_NOMBRE "
    "CATEGORIA_GASTO CATEGORIA_GASTO_NOMBRE TIPO_TRANSACCION TIPO_TRANSACCION_NOMBRE GENERICA GENERICA_NOMBRE "
    "SUBGENERICA SUBGENERICA_NOMBRE SUBGENERICA_DET SUBGENERICA_DET_NOMBRE ESPECIFICA ESPECIFICA_NOMBRE "
    "ESPECIFICA_DET ESPECIFICA_DET_NOMBRE MONTO_PIA MONTO_PIM MONTO_CERTIFICADO_ANUAL MONTO_COMPROMETIDO_ANUAL "
    "MONTO_DEVENGADO_ENERO MONTO_DEVENGADO_FEBRERO MONTO_DEVENGADO_MARZO MONTO_DEVENGADO_ABRIL MONTO_DEVENGADO_MAYO "
    "MONTO_DEVENGADO_JUNIO MONTO_DEVENGADO_JULIO MONTO_DEVENGADO_AGOSTO MONTO_DEVENGADO_SEPTIEMBRE "
    "MONTO_DEVENGADO_OCTUBRE MONTO_DEVENGADO_NOVIEMBRE MONTO_DEVENGADO_DICIEMBRE MONTO_DEVENGADO_ANUAL "
    "MONTO_GIRADO_ANUAL"
)
# A chain: who spends, for what, with what money and on what, whatever the kind of resource.
CHAIN = [c for c in COLUMNS if c not in AMOUNTS and not c.startswith("TIPO_RECURSO")]
PHASES = (
    ("MONTO_CERTIFICADO_ANUAL", "MONTO_PIM"),
    ("MONTO_COMPROMETIDO_ANUAL", "MONTO_CERTIFICADO_ANUAL"),
    ("MONTO_DEVENGADO_ANUAL", "MONTO_COMPROMETIDO_ANUAL"),
    ("MONTO_GIRADO_ANUAL", "MONTO_DEVENGADO_ANUAL"),
)


def chains(rows: list[Row]) -> dict[tuple[str, ...], dict[str, Decimal]]:
    found: dict[tuple[str, ...], dict[str, Decimal]] = {}
    for row in rows:
        chain = found.setdefault(tuple(row[c] for c in CHAIN), dict.fromkeys(AMOUNTS, Decimal(0)))
        for column in AMOUNTS:
            chain[column] += Decimal(row[column])
    return found


def test_the_header_is_the_73_columns_of_the_format(written: Callable[..., ReadBack]) -> None:
    header = list(written().rows[0])
    assert len(header) == 73 and " ".join(header) == HEADER


@pytest.mark.parametrize("cut_month", [1, 6, 8, 12])
def test_open_months_are_zero_and_the_annual_figure_is_the_sum_of_months(
    cut_month: int, written: Callable[..., ReadBack]
) -> None:
    rows = written(cut_month=cut_month, national_rows=500).rows
    for row in rows:
        months = [Decimal(row[c]) for c in MONTH_COLUMNS]
        assert not any(months[cut_month:])
        assert sum(months) == Decimal(row["MONTO_DEVENGADO_ANUAL"])
    assert money(rows, MONTH_COLUMNS[cut_month - 1]) != 0


def test_a_year_with_the_annual_figure_alone_has_no_months(written: Callable[..., ReadBack]) -> None:
    rows = written(2022, cut_month=None, national_rows=500).rows
    assert all(Decimal(row[c]) == 0 for row in rows for c in MONTH_COLUMNS)
    assert money(rows, "MONTO_DEVENGADO_ANUAL") > 0


def test_about_three_rows_in_a_hundred_have_a_negative_amount(written: Callable[..., ReadBack]) -> None:
    read = written(cut_month=12, national_rows=4000)
    for rows in (read.itp, [r for r in read.rows if r["PLIEGO"] != "241"]):
        share = sum(any(row[c].startswith("-") for c in AMOUNTS) for row in rows) / len(rows)
        assert 0.02 < share < 0.04


def test_some_month_is_below_zero_in_a_row_whose_year_is_not(written: Callable[..., ReadBack]) -> None:
    rows = written(cut_month=12).itp
    assert any(
        any(row[c].startswith("-") for c in MONTH_COLUMNS) and Decimal(row["MONTO_DEVENGADO_ANUAL"]) > 0 for row in rows
    )


def test_a_handful_of_whole_rows_is_repeated_and_they_are_all_zero(written: Callable[..., ReadBack]) -> None:
    repeated = [row for row, n in Counter(tuple(r.values()) for r in written(national_rows=500).rows).items() if n > 1]
    assert 2 <= len(repeated) <= 8
    assert all(not any(Decimal(value) for value in row[-18:]) for row in repeated)


def test_local_governments_have_neither_sector_nor_pliego(written: Callable[..., ReadBack]) -> None:
    local = [r for r in written(national_rows=500).rows if r["NIVEL_GOBIERNO"] == "M"]
    assert len(local) > 100
    assert {(r["SECTOR"], r["SECTOR_NOMBRE"], r["PLIEGO"], r["PLIEGO_NOMBRE"]) for r in local} == {("", "", "", "")}


def test_other_pliegos_share_itp_s_sector(written: Callable[..., ReadBack]) -> None:
    rows = written(national_rows=500).rows
    assert any(r["SECTOR"] == "38" and r["PLIEGO"] != "241" for r in rows)


def test_names_hold_commas_quotes_and_signs_beyond_latin_1(written: Callable[..., ReadBack]) -> None:
    read = written(national_rows=500)
    for rows in (read.itp, read.rows):
        names = "".join(r["META_NOMBRE"] for r in rows)
        assert all(sign in names for sign in (",", '"', "“", "Ñ"))


def test_what_itp_spends_says_that_it_is_synthetic(written: Callable[..., ReadBack]) -> None:
    assert all(row["META_NOMBRE"].endswith("(SINTETICO)") for row in written().itp)


def broken(rows: list[Row]) -> dict[str, Decimal]:
    """Soles by which a phase exceeds the one before it, by phase; several chains add up."""
    found: dict[str, Decimal] = {}
    for chain in chains(rows).values():
        for later, earlier in PHASES:
            if chain[later] > chain[earlier]:
                found[later] = found.get(later, Decimal(0)) + chain[later] - chain[earlier]
    return found


@pytest.mark.parametrize(("year", "cut_month"), [(2024, 1), (2024, 5), (2024, 8), (2024, 12), (2022, None)])
def test_no_phase_exceeds_the_one_before_it_in_a_chain(
    year: int, cut_month: int | None, written: Callable[..., ReadBack]
) -> None:
    rows = written(year, cut_month=cut_month).itp
    assert broken(rows) == {}
    assert all(chain["MONTO_PIM"] >= 0 for chain in chains(rows).values())


@pytest.mark.parametrize("seed", [1, 5])
def test_two_chains_break_the_order_when_asked(seed: int, tmp_path: Path) -> None:
    done = write_siaf(tmp_path / "roto.csv", 2024, cut_month=12, seed=seed, out_of_order=True)
    found = broken(list(read_rows(done.path)))
    assert found == {"MONTO_GIRADO_ANUAL": Decimal("12.50"), "MONTO_DEVENGADO_ANUAL": Decimal("8.40")}


def test_metas_and_crosswalk_meet_but_for_the_centre_that_begins_in_july(written: Callable[..., ReadBack]) -> None:
    with (CATALOGS / "sec_func_cite.csv").open(encoding="utf-8-sig", newline="") as handle:
        crosswalk = {r["sec_func"]: r["cite_codigo"] for r in csv.DictReader(handle) if r["anio"] == "2024"}
    june, july = ({r["SEC_FUNC"].zfill(4) for r in written(cut_month=m).itp} for m in (6, 7))
    assert {crosswalk[number] for number in crosswalk.keys() - june} == {"utcuero-y-calzado-junin"}
    assert crosswalk.keys() <= july
    assert july - crosswalk.keys()  # head office


def test_a_later_delivery_restates_closed_months_by_little(written: Callable[..., ReadBack]) -> None:
    before, after = (written(cut_month=m).itp for m in (5, 6))
    for column in MONTH_COLUMNS[:4]:
        assert money(before, column) == money(after, column)
    then, now = money(before, "MONTO_DEVENGADO_MAYO"), money(after, "MONTO_DEVENGADO_MAYO")
    assert 0 < abs(then - now) < then / 1000


def test_pim_begins_at_the_pia_and_reaches_the_plan_s_in_august(written: Callable[..., ReadBack]) -> None:
    ordinary = [r for r in written(cut_month=1).itp if r["FUENTE_FINANCIAMIENTO"] == "1"]
    assert money(ordinary, "MONTO_PIM") == money(ordinary, "MONTO_PIA")
    # Cuadro 22's total.
    assert abs(money(written(cut_month=8).itp, "MONTO_PIM") - 156_165_451) <= Decimal("0.5")
    assert money(written(cut_month=9).itp, "MONTO_PIM") != money(written(cut_month=8).itp, "MONTO_PIM")


@pytest.mark.parametrize(("year", "next_year"), [(2023, 2024), (2024, 2025)])
def test_codes_of_metas_change_between_years(year: int, next_year: int, written: Callable[..., ReadBack]) -> None:
    def numbers(of: int) -> dict[str, str]:
        wanted = [r for r in written(of, cut_month=12).itp if r["META_NOMBRE"].startswith("OPERACIÓN DEL CENTRO - ")]
        return {r["META_NOMBRE"]: r["SEC_FUNC"] for r in wanted}

    before, after = numbers(year), numbers(next_year)
    assert len(before) >= 29 and before.keys() <= after.keys()
    assert all(before[name] != after[name] for name in before)
