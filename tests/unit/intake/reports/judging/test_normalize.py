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
from orchestration.intake.reports.reading import written as w
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
    w.to_date,
    w.to_period,
    w.to_number,
    w.to_whole,
    w.to_amount,
    w.to_total,
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
        "15/ 09/ 2024",
        "15/09/2024 10:30",
        "15/09/2024 10:30:00 a. m.",
        "15/09/2024 3:05 p.m.",
        "15/09/2024, 22:10:59 hrs",
        "2024-09-15 16:30:00.000",
        "2024-09-15T00:00:00.000Z",
        "2024-09-15T16:30:00-05:00",
        "2024-09-15T16:30:00Z",
        "15-set-24",
        "15-sep-2024",
        "15/SET/2024",
        "15 Sept. 2024",
        "15 de setiembre de 2024",
        "15 de Septiembre del 2024",
        "domingo, 15 de setiembre de 2024",
        "Dom. 15/09/2024",
        "Sep 15, 2024",
        "\u202a15\u200b/09/2024\u202c",
        45549.99999999,
    ],
)
def test_dates(cell: Any) -> None:
    assert w.to_date(cell) == SEPTEMBER_15


def test_a_serial_of_a_1904_workbook() -> None:
    assert w.to_date(45550 - 1462, date_1904=True) == SEPTEMBER_15


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2024",
        "2024-13-01",
        "09/15/2024",
        "15/09-2024",
        "9/15/2024",
        "9/15/2024 10:30",
        "2024-09-15T03:00:00Z",  # the 14th in Lima
        "2024-09-15T03:99:00Z",
        "lunes 15/09/2024",  # it was a Sunday
        "15 de octembre de 2024",
        "31-set-24",
        "setiembre 2024",
        "15/09",
        "10:30",
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
    assert w.to_date(cell) is None


@given(st.dates(date(1980, 1, 1), date(2100, 12, 31)))
def test_every_way_to_write_a_day_is_the_same_day(day: date) -> None:
    ways = [day, f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%Y-%m-%d}", (day - date(1899, 12, 30)).days]
    assert {w.to_date(way) for way in ways} == {day}


@pytest.mark.parametrize(
    "cell",
    [
        *("2024-09", "09/2024", "9/2024", "2024/09", "Setiembre 2024", "septiembre de 2024", "SETIEMBRE DEL 2024"),
        *("2024 - setiembre", "2024/set", "Setiembre, 2024", "SET\u200b-24", "15 de setiembre de 2024"),
        *("SET-24", "sep-24", "Sept. 2024", SEPTEMBER_15, datetime(2024, 9, 30), 45550, "15/09/2024"),
    ],
)
def test_periods(cell: Any) -> None:
    assert w.to_period(cell) == date(2024, 9, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2024",
        "13/2024",
        "setiembre",
        "set-oct 2024",
        "set 2024 y oct 2024",
        "Octembre 2024",
        "2024-00",
        "s 2024",
        "",
        None,
        "3er trimestre",
    ],
)
def test_no_periods(cell: Any) -> None:
    assert w.to_period(cell) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1.200,50", "1200.50"),
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
    assert w.to_number(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "-",
        "S/",
        "S/ 3",
        "(3)",
        "10 20",
        "1 23 456",
        "abc",
        "1.2.3",
        "12,34.5",
        "1,200,50",
        "US$ 5",
        "1e5",
        True,
        None,
        1e300,
        "٣",
    ],
)
def test_no_numbers(cell: Any) -> None:
    assert w.to_number(cell) is None


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_both_ways_to_mark_an_amount_agree(soles: int, centimos: int) -> None:
    english = f"S/ {soles:,}.{centimos:02d}"
    swapped = english.replace(",", "_").replace(".", ",").replace("_", ".")
    assert w.to_amount(english) == w.to_amount(swapped) == Decimal(soles) + Decimal(centimos) / 100


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#N/D", "#¡VALOR!", "#¿NOMBRE?", " ", None])
def test_an_error_of_the_workbook_is_no_text(cell: Any) -> None:
    assert n.to_text(cell) is None


@pytest.mark.parametrize("cell", ["TALLER #1", "#1", "N/A", "NAME?", "100% PERÚ S.A.C. #N/A"])
def test_a_mark_in_a_text_makes_it_no_error(cell: str) -> None:
    assert n.to_text(cell) == cell


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        *[(3, 3), (3.0, 3), ("12", 12), ("12.0", 12), ("1,000", 1000), (1.5, None), ("uno", None), (5.4, None)],
        *[(3.0000000000000004, 3), (2.9999999999999996, 3), ("3.0000000000000004", 3), (99999.99999999999, 100000)],
        *[(3.00001, None), (1e-300, None), (0.0, 0), (-2.9999999999999996, -3)],
    ],
)
def test_whole_numbers(cell: Any, whole: int | None) -> None:
    assert w.to_whole(cell) == whole


@given(st.integers(1, 100_000), st.floats(-9e-10, 9e-10))
def test_a_whole_number_stays_itself_under_a_sheets_noise(whole: int, noise: float) -> None:
    assert w.to_whole(whole * (1 + noise)) == whole


@pytest.mark.parametrize(
    ("cell", "total"),
    [
        *[(36, 36), ("36", 36), ("36 servicios", 36), ("8 Clientes", 8), ("1,036 atenciones.", 1036), (36.0, 36)],
        *[("36 de 40", None), ("más de 36", None), ("36 soles", None), ("#REF!", None), ("tres", None), ("", None)],
    ],
)
def test_control_totals(cell: Any, total: int | None) -> None:
    assert w.to_total(cell) == total


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        *[("S/ 1,200.50", "1200.50"), ("S/. 1200", "1200"), ("S/.50", "50"), ("1200.50 soles", "1200.50")],
        *[("PEN 100", "100"), ("100 PEN", "100"), ("s/ 1 234,50", "1234.50"), ("1 234,50", "1234.50")],
        *[("(50.00)", "-50"), ("S/ (50.00)", "-50"), ("(S/ 50.00)", "-50"), ("-S/ 50", "-50"), ("S/ -50", "-50")],
        *[(109.77000000000001, "109.77"), ("12 345 678.90", "12345678.90"), ("S/\u202f1\u202f200", "1200")],
    ],
)
def test_amounts(cell: Any, amount: str) -> None:
    assert w.to_amount(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["-", "–", "—", "S/ -", "S/. –", "- soles", " ", "", None, "PEN -"])
def test_a_dash_alone_is_no_amount_and_nothing_to_complain_of(cell: Any) -> None:
    assert w.is_no_amount(cell)
    assert w.to_amount(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "Gratuito",
        "US$ 5",
        "USD 5",
        "5 dólares",
        "1e-300",
        1e-300,
        0.004,
        "10 20",
        "S/",
        "()",
        "PENSION 100",
        "Sol 1 y 2",
    ],
)
def test_words_other_currencies_and_what_is_too_small_are_no_amounts(cell: Any) -> None:
    assert w.to_amount(cell) is None
    assert not w.is_no_amount(cell)


def test_amounts_round_half_up() -> None:
    assert w.to_amount("0.125") == 125  # one mark and three digits: thousands
    assert w.to_amount(0.125) == Decimal("0.13")


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


@pytest.mark.parametrize(
    ("function", "cell", "value"),
    [
        *[(n.to_document_type, cell, "CE") for cell in ("Carnet de extranjería", "CARNÉ EXT.", "C.E.")],
        *[(n.to_document_type, cell, "PASAPORTE") for cell in ("Pasaporte N°", "pasaporte Nº", "Nro. de pasaporte")],
        *[(n.to_document_type, cell, "DNI") for cell in ("D.N.I.", "D. N. I.", "DNI N°", "D.N.\u200bI.")],
        *[(n.to_sex, cell, "F") for cell in ("Femenino", "FEM", "Mujer", "f")],
        *[(n.to_sex, cell, "M") for cell in ("Masculino", "Hombre", "H", "Varón", "m")],
        *[(n.to_sex, cell, None) for cell in ("X", "Femenino/Masculino", "-")],
        *[(n.to_client_type, "Asociación o cooperativa", 3), (n.to_yes_no, "S", True), (n.to_yes_no, "quizás", None)],
        *[(n.to_budget_category, "A.P.N.O.P.", "APNOP"), (n.to_task, 4.1000000000000005, "4.1")],
    ],
)
def test_other_spellings_are_read(function: Any, cell: Any, value: Any) -> None:
    assert function(cell) == value


@pytest.mark.parametrize(
    "mark", ["\u202a{}\u202c", "\u2066{}\u2069", "{}\u200b", "\u180e{}", "{}\u2028", "\ufeff{}", "{}\x07"]
)
def test_invisible_characters_are_nothing_wherever_they_stand(mark: str) -> None:
    said = mark.format
    assert n.to_document("RUC", said("20131312955")) == "20131312955"
    assert n.to_centre(said("CITEmadera y del mueble Lima")) == "citemadera-lima"
    assert (n.to_service(said("4")), n.to_task(said("4.1")), n.to_sex(said("F"))) == (4, "4.1", "F")
    assert (w.to_whole(said("12")), w.to_amount(said("S/ 1.50"))) == (12, Decimal("1.50"))
    assert (w.to_date(said("15/09/2024")), w.to_period(said("SET-24"))) == (SEPTEMBER_15, date(2024, 9, 1))
    assert n.to_text(said("SINTETICA")) == "SINTETICA"


@pytest.mark.parametrize(
    ("kind", "number", "rounded"),
    [
        *[("RUC", "2.01314E+10", True), ("RUC", "2,01314E+10", True), ("RUC", "2E+10", True)],
        *[("RUC", "20100000000", True), ("DNI", "4.5E+07", True), ("CE", "1.2E+9", True)],
        *[("RUC", "20131369477", False), ("RUC", "20131312956", False), ("PASAPORTE", "12E10", False)],
        *[("RUC", None, None)],
    ],
)
def test_a_number_that_excel_rounded_is_told_from_others(kind: str, number: str | None, rounded: bool | None) -> None:
    assert n.was_rounded(kind, number) is rounded


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
