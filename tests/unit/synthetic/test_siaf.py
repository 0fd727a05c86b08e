"""The committed rows of the invented SIAF meet the operating plan to its own rounding, and files of them load whole."""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pytest

from orchestration.core import catalogs
from orchestration.core.paths import CATALOGS, PUBLISHED_FIGURES
from orchestration.intake.siaf.layout import AMOUNTS, COLUMNS, MONTH_AMOUNTS, Pliego
from orchestration.intake.siaf.reader import TABLE, read
from orchestration.synthetic.siaf import ROWS, write_siaf, write_siaf_year

Row = dict[str, str]
HALF_SOL = Decimal("0.5")
CATEGORY_OF = {"5": "corriente", "6": "capital"}
ITP = Pliego("38", "241")


@cache
def committed() -> list[Row]:
    with lzma.open(ROWS, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def delivered(month: int) -> list[Row]:
    return [row for row in committed() if row["CORTE"] == str(month)]


def money(rows: list[Row], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def printed(table: str) -> list[Row]:
    with (PUBLISHED_FIGURES / "poi_2024.csv").open(encoding="utf-8-sig", newline="") as handle:
        return [r for r in csv.DictReader(handle) if r["cuadro"] == table and r["medida"] in ("pia", "pim")]


@cache
def centre_of() -> dict[str, str]:
    with (CATALOGS / "sec_func_cite.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {r["sec_func"].lstrip("0"): r["cite_codigo"] for r in csv.DictReader(handle) if r["anio"] == "2024"}


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
    in_centre = row["SEC_FUNC"] in centre_of()
    return row["PROGRAMA_PPTO"] == code and (not side or (side == "CITE") == in_centre)


def _by_centre(row: Row, figure: Row) -> bool:
    centre = centre_of().get(row["SEC_FUNC"])
    wanted = catalogs.centre_of(figure["cite"]) if figure["cite"] else None
    return row["FUENTE_FINANCIAMIENTO"] == "1" and centre is not None and wanted in (None, centre)


TABLES = {"Cuadro 22": _by_source, "Cuadro 23": _by_generic, "Cuadro 24": _by_category, "Cuadro 25": _by_centre}


@pytest.mark.parametrize("table", TABLES)
def test_every_figure_of_the_table_is_met_within_half_a_sol(table: str) -> None:
    rows, figures = delivered(8), printed(table)
    assert len(figures) == {"Cuadro 22": 6, "Cuadro 23": 18, "Cuadro 24": 34, "Cuadro 25": 64}[table]
    for figure in figures:
        found = money([r for r in rows if TABLES[table](r, figure)], f"MONTO_{figure['medida'].upper()}")
        assert abs(found - Decimal(figure["valor"])) <= HALF_SOL, (figure["etiqueta"], figure["medida"], found)


@pytest.mark.parametrize(
    ("activity", "accrued", "modified"),
    # boletin_pp0093_2020, Anexo: devengado and PIM of 4.1 and 4.2.
    [("5005087", 28_802_935, 29_577_380), ("5005088", 1_779_591, 1_780_016)],
)
def test_december_is_executed_as_2020_was(activity: str, accrued: int, modified: int) -> None:
    rows = [r for r in delivered(12) if r["ACTIVIDAD_ACCION_OBRA"] == activity]
    rate = money(rows, "MONTO_DEVENGADO_ANUAL") / money(rows, "MONTO_PIM")
    assert abs(rate - Decimal(accrued) / Decimal(modified)) < Decimal("0.0001")


def test_the_rows_are_in_the_order_and_the_ways_of_the_real_files_and_say_that_they_are_invented() -> None:
    rows = committed()
    assert tuple(rows[0])[1:] == COLUMNS
    assert {r["CORTE"] for r in rows} == {"", *map(str, range(1, 13))}
    assert all(r["META_NOMBRE"].endswith("(SINTETICO)") for r in rows if r["CORTE"])
    assert {r["TIPO_ACT_PROY"] for r in rows} == {"ACTIVIDAD", "PROYECTO"}
    assert all(len(r["FINALIDAD"]) == 7 and not r["SEC_FUNC"].startswith("0") for r in rows)
    assert any(r["NIVEL_GOBIERNO"] == "M" and not r["SECTOR"] + r["PLIEGO"] for r in rows)
    repeated = [row for row, n in Counter(tuple(r.values()) for r in rows).items() if n > 1]
    assert repeated and all(not any(map(float, row[-18:])) for row in repeated)
    assert any(float(r[column]) < 0 for r in rows for column in AMOUNTS)
    names = "".join(r["META_NOMBRE"] for r in rows)
    assert all(sign in names for sign in (",", '"', "“", "Ñ"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("container", ["csv", "gzip", "zip"])
def test_the_reader_finds_what_was_committed(encoding: str, container: str, tmp_path: Path) -> None:
    file = tmp_path / "entrega"
    write_siaf(file, 8, 1_300, encoding, container)  # type: ignore[arg-type]
    with duckdb.connect() as connection:
        read(connection, file, ITP)
        sums = ", ".join(f"sum({column})" for column in AMOUNTS)
        (count, *found) = connection.execute(f"select count(*), {sums} from {TABLE}").fetchall()[0]
    rows = delivered(8)
    assert (count, found) == (len(rows), [money(rows, column) for column in AMOUNTS])


@pytest.mark.parametrize("national", [0, 1, 599, 1_201])
def test_a_file_has_the_size_asked_for_and_open_months_at_zero(national: int, tmp_path: Path) -> None:
    write_siaf(tmp_path / "a.csv", 3, national)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, strict=True))
    assert len(rows) == national + len(delivered(3))
    for row in rows:
        months = [Decimal(row[column]) for column in MONTH_AMOUNTS]
        assert not any(months[3:]) and sum(months) == Decimal(row["MONTO_DEVENGADO_ANUAL"])


def test_a_year_is_twelve_deliveries_each_received_after_its_month(tmp_path: Path) -> None:
    deliveries = write_siaf_year(tmp_path)
    assert len(deliveries) == 12 and all("sintetico" in d.path.name and d.path.exists() for d in deliveries)
    assert [(d.received_at.year, d.received_at.month) for d in deliveries[-2:]] == [(2024, 12), (2025, 1)]
