"""Each kind of cell: what the format accepts becomes its normal value, all else becomes None, and nothing raises."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.core.catalogs import centres, client_types, services, tasks
from orchestration.intake.reports.judging import normalize as n
from orchestration.intake.reports.reading.cells import Formula

SEPTEMBER_15 = date(2024, 9, 15)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.from_regex(r"[0-9.,/\- SPps]{0,14}"),
    st.builds(Formula, st.text()),
)
NORMALIZERS = [
    n.to_date,
    n.to_period,
    n.to_number,
    n.to_whole,
    n.to_amount,
    n.to_text,
    n.to_document_type,
    n.to_client_type,
    n.to_service,
    n.to_task,
    n.to_budget_category,
    n.to_yes_no,
    n.to_sex,
    n.to_ubigeo,
    n.to_centre,
]


@pytest.mark.parametrize("function", NORMALIZERS, ids=lambda f: f.__name__)
@given(cell=CELLS)
def test_no_cell_makes_a_normalizer_raise(function: Any, cell: Any) -> None:
    function(cell)


@given(CELLS, st.sampled_from([*n.DOCUMENT_TYPES, None]))
def test_no_cell_makes_a_document_raise(cell: Any, kind: str | None) -> None:
    n.has_ruc_digit(n.to_document(kind, cell))


@pytest.mark.parametrize(
    "cell",
    [
        SEPTEMBER_15,
        datetime(2024, 9, 15, 16, 30),
        45550,
        45550.75,
        "45550",
        "15/09/2024",
        "15-09-24",
        "2024-09-15",
        " 15/9/2024 ",
        "15.09.2024",
        "2024-09-15 00:00:00",
        "2024-09-15T00:00:00",
        "15/09/2024\u00a0",
    ],
)
def test_dates(cell: Any) -> None:
    assert n.to_date(cell) == SEPTEMBER_15


def test_a_serial_of_a_1904_workbook() -> None:
    assert n.to_date(45550 - 1462, date_1904=True) == SEPTEMBER_15


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2024",
        "2024-13-01",
        "09/15/2024",
        "15/09-2024",
        "quince",
        "",
        None,
        True,
        5,
        1e30,
        float("nan"),
        time(9),
        timedelta(1),
    ],
)
def test_no_dates(cell: Any) -> None:
    assert n.to_date(cell) is None


@given(st.dates(date(1980, 1, 1), date(2100, 12, 31)))
def test_every_way_to_write_a_day_is_the_same_day(day: date) -> None:
    ways = [day, f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%Y-%m-%d}", (day - date(1899, 12, 30)).days]
    assert {n.to_date(way) for way in ways} == {day}


@pytest.mark.parametrize(
    "cell",
    [
        *("2024-09", "09/2024", "9/2024", "2024/09", "Setiembre 2024", "septiembre de 2024", "SETIEMBRE DEL 2024"),
        *("SET-24", "sep-24", "Sept. 2024", SEPTEMBER_15, datetime(2024, 9, 30), 45550, "15/09/2024"),
    ],
)
def test_periods(cell: Any) -> None:
    assert n.to_period(cell) == date(2024, 9, 1)


@pytest.mark.parametrize(
    "cell", ["2024", "13/2024", "setiembre", "Octembre 2024", "2024-00", "s 2024", "", None, "3er trimestre"]
)
def test_no_periods(cell: Any) -> None:
    assert n.to_period(cell) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("S/ 1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("S/. 1200", "1200"),
        ("1,200", "1200"),
        ("1.200", "1200"),
        ("1200,500", "1200500"),
        ("12345.678", "12345678"),
        ("1200.5", "1200.5"),
        ("0,5", "0.5"),
        ("12,3456", "12.3456"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("-5", "-5"),
        (" 1 200,50 ", "1200.50"),
        (1200.5, "1200.5"),
        (0, "0"),
    ],
)
def test_numbers(cell: Any, number: str) -> None:
    assert n.to_number(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["", "-", "S/", "abc", "1.2.3", "12,34.5", "1,200,50", "US$ 5", "1e5", True, None, 1e300, "٣"]
)
def test_no_numbers(cell: Any) -> None:
    assert n.to_number(cell) is None


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_both_ways_to_mark_an_amount_agree(soles: int, centimos: int) -> None:
    english = f"S/ {soles:,}.{centimos:02d}"
    swapped = english.replace(",", "_").replace(".", ",").replace("_", ".")
    assert n.to_amount(english) == n.to_amount(swapped) == Decimal(soles) + Decimal(centimos) / 100


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#N/D", "#¡VALOR!", "#¿NOMBRE?", " ", None])
def test_an_error_of_the_workbook_is_no_text(cell: Any) -> None:
    assert n.to_text(cell) is None


@pytest.mark.parametrize("cell", ["TALLER #1", "#1", "N/A", "NAME?", "100% PERÚ S.A.C. #N/A"])
def test_a_mark_in_a_text_makes_it_no_error(cell: str) -> None:
    assert n.to_text(cell) == cell


@pytest.mark.parametrize(
    ("cell", "whole"), [(3, 3), (3.0, 3), ("12", 12), ("12.0", 12), ("1,000", 1000), (1.5, None), ("uno", None)]
)
def test_whole_numbers(cell: Any, whole: int | None) -> None:
    assert n.to_whole(cell) == whole


def test_amounts_round_half_up() -> None:
    assert n.to_amount("0.125") == 125  # one mark and three digits: thousands
    assert n.to_amount(0.125) == Decimal("0.13")


@pytest.mark.parametrize(
    ("kind", "cell", "number"),
    [
        ("DNI", 1234567, "01234567"),
        ("DNI", 123456.0, "00123456"),
        ("DNI", "1234567", "01234567"),
        ("DNI", "123456", "123456"),
        ("DNI", "1234567.0", "01234567"),
        ("DNI", " 4123 4567 ", "41234567"),
        ("RUC", 20131369477.0, "20131369477"),
        ("RUC", "20131369477.0", "20131369477"),
        ("PASAPORTE", "ab1234", "AB1234"),
        ("CE", 1234567, "1234567"),
        ("SIN DOCUMENTO", "12345678", None),
        ("DNI", "  ", None),
        (None, "77", "77"),
    ],
)
def test_documents(kind: str | None, cell: Any, number: str | None) -> None:
    assert n.to_document(kind, cell) == number


@given(st.integers(0, 99_999_999))
def test_a_dni_stored_as_a_number_gets_its_zeros_back(number: int) -> None:
    whole = f"{number:08d}"
    assert n.to_document("DNI", number) == n.to_document("DNI", float(number)) == n.to_document("DNI", whole) == whole


# SUNAT's own number and examples of the check digit's algorithm (stdnum.pe.ruc); one digit changed in each.
@pytest.mark.parametrize("ruc", ["20131312955", "20512333797", "10054148289"])
def test_the_check_digit_of_a_ruc(ruc: str) -> None:
    assert n.has_ruc_digit(ruc) is True
    assert n.has_ruc_digit(ruc[:-1] + str((int(ruc[-1]) + 1) % 10)) is False
    assert n.has_ruc_digit(ruc[:-1]) is None


@pytest.mark.parametrize("cell", ["RUC", "ruc", " R.U.C. "])
def test_document_types(cell: str) -> None:
    assert n.to_document_type(cell) == "RUC"
    assert n.to_document_type("sin documento") == "SIN DOCUMENTO"
    assert n.to_document_type("Carné de extranjería") == "CE"
    assert n.to_document_type("LIBRETA") is None


@pytest.mark.parametrize("code", services())
def test_services_by_number_name_and_both(code: int) -> None:
    name = services()[code]
    ways = [code, float(code), str(code), f"{code}.0", name, name.upper(), f"{code}. {name}", f"{code} - {name}"]
    assert {n.to_service(way) for way in ways} == {code}


@pytest.mark.parametrize("cell", ["9", 0, 4.5, "4.1", "4. Capacitación", "Ensayos", "", None, True])
def test_no_services(cell: Any) -> None:
    assert n.to_service(cell) is None


@pytest.mark.parametrize("code", tasks())
def test_tasks_by_code_number_and_label(code: str) -> None:
    name = tasks()[code].name
    ways = [
        code,
        float(code),
        f"{code}.",
        f"{code}. {name}",
        f"{code} {name.upper()}",
        code.replace(".", ","),
        f"{code}. otra grafía",
    ]
    assert {n.to_task(way) for way in ways} == {code}


@pytest.mark.parametrize("cell", ["9.9", 4, "4", "8.6", "5.1. Ensayos de laboratorio", "4.1.2", "", None])
def test_no_tasks(cell: Any) -> None:
    assert n.to_task(cell) is None


@pytest.mark.parametrize(
    ("category", "ways"),
    [
        ("PP0093", ["PP0093", "0093", "PP93", "PP 093", 93, 93.0, "pp-0093"]),
        ("PP0094", ["PP0094", "94"]),
        ("APNOP", ["APNOP", "apnop", "9002", 9002, 9002.0]),
        (None, ["PP0096", "0", "PP", "", None, True, "93.5"]),
    ],
)
def test_budget_categories(category: str | None, ways: list[Any]) -> None:
    assert {n.to_budget_category(way) for way in ways} == {category}


@pytest.mark.parametrize(
    ("cell", "value"), [("Sí", True), ("SI", True), ("no", False), (True, True), ("quizás", None), ("", None)]
)
def test_yes_and_no(cell: Any, value: bool | None) -> None:
    assert n.to_yes_no(cell) is value


@pytest.mark.parametrize(("cell", "value"), [("F", "F"), ("m", "M"), ("X", None), (None, None)])
def test_sex(cell: Any, value: str | None) -> None:
    assert n.to_sex(cell) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("010101", "010101"),
        (10101, "010101"),
        (10101.0, "010101"),
        ("10101", "010101"),
        ("150", None),
        ("15010A", None),
    ],
)
def test_ubigeos(cell: Any, code: str | None) -> None:
    assert n.to_ubigeo(cell) == code


def test_districts_are_ineis() -> None:
    assert {"010101", "150101", "250401"} <= n.districts()  # Chachapoyas, Lima, Purús
    assert "260101" not in n.districts()
    assert len(n.districts()) > 1_870


def test_client_types_and_centres_by_name_alone() -> None:
    assert {n.to_client_type(name.upper()): name for name in client_types().values()} == client_types()
    assert n.to_client_type(1) is None
    assert all(n.to_centre(centre.name) == code == n.to_centre(code) for code, centre in centres().items())
    assert n.to_centre("CITE Inventado") is None


def test_a_client_is_document_and_number_or_centre_and_name() -> None:
    assert n.client_identity("DNI", "01234567", "x", "A") == n.client_identity("DNI", "01234567", "y", "B")
    assert n.client_identity("DNI", "01234567", "x", "A") != n.client_identity("RUC", "10012345671", "x", "A")
    nameless = n.client_identity("SIN DOCUMENTO", None, "x", " José  Ñañez sintético ")
    assert nameless == n.client_identity("SIN DOCUMENTO", None, "x", "JOSE NANEZ SINTETICO")
    assert nameless != n.client_identity("SIN DOCUMENTO", None, "y", "JOSE NANEZ SINTETICO")
