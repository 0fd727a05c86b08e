"""Every rule of the two suites, with an example that it lets pass and one that it does not."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from workbooks import RECEIVED, cover, csv_report, good_row, good_rows, report, ruc_number, sheets, table, xlsx

from orchestration.gates.evaluate import evaluate
from orchestration.gates.findings import Suite, SuiteResult
from orchestration.gates.suites import columns_of, limits, load_suite
from orchestration.intake.reports.judging.verdict import History, SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.layout import COLUMNS
from orchestration.intake.reports.reading.report import read_report

CENTRE, MONTH = "citemadera-lima", date(2024, 9, 1)
ENCRYPTED = Path(__file__).parent.parent / "reading" / "archivos" / "cifrado.xlsx"
DATE, KIND, NUMBER = "Fecha", "Tipo de documento", "Número de documento"
QUANTITY, CATEGORY = "Cantidad", "Categoría presupuestal"


# Suite and code of what the examples broke, and of what they kept although there was something to judge.
Rule = tuple[str, int, str]
BROKEN: set[Rule] = set()
KEPT: set[Rule] = set()


def recorded(frame: pd.DataFrame, suite: Suite) -> SuiteResult:
    result = evaluate(frame, suite)
    for order, judged in enumerate(result.results):
        rule = (suite.name, order, judged.expectation.code)
        asked = (
            judged.expectation.type.endswith("be_null")
            or frame[list(columns_of(judged.expectation.kwargs))].notna().all(axis=1).any()
        )
        if not judged.success:
            BROKEN.add(rule)
        elif asked and len(frame):
            KEPT.add(rule)
    return result


def verdict(
    content: bytes,
    name: str = "reporte.xlsx",
    history: History | None = None,
    received: datetime = RECEIVED,
    **handed: Any,
) -> Verdict:
    return judge([SubmittedReport(read_report(content, name), received, **handed)], history, recorded)[0]


def codes(findings: Any) -> list[str]:
    return [finding.codigo for finding in findings]


# Code, changes of a good row that break the rule, changes that do not, and the column that the finding names.
ROW_CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("fecha_ausente", {DATE: "  "}, {DATE: "15/09/2024"}, DATE),
    ("fecha_ilegible", {DATE: "31/09/2024"}, {DATE: "30-09-24"}, DATE),
    ("fecha_fuera_del_mes", {DATE: "2024-10-01"}, {DATE: "2024-09-30"}, DATE),
    ("tipo_documento_desconocido", {KIND: "LIBRETA"}, {KIND: "ruc"}, KIND),
    ("numero_documento_ausente", {NUMBER: None}, {NUMBER: None, KIND: "SIN DOCUMENTO"}, NUMBER),
    ("numero_documento_ausente", {NUMBER: " "}, {NUMBER: "20131312955"}, NUMBER),
    ("numero_documento_invalido", {NUMBER: "20131369478"}, {NUMBER: 20131312955.0}, NUMBER),
    ("numero_documento_invalido", {NUMBER: "2013136947"}, {NUMBER: "20131312955.0"}, NUMBER),
    ("numero_documento_invalido", {NUMBER: "2,01314E+10"}, {NUMBER: "20131312955"}, NUMBER),
    ("numero_documento_invalido", {NUMBER: 20131400000.0}, {NUMBER: 20131312955.0}, NUMBER),
    ("numero_documento_invalido", {KIND: "DNI", NUMBER: "123456"}, {KIND: "DNI", NUMBER: 123456}, NUMBER),
    ("numero_documento_invalido", {KIND: "DNI", NUMBER: "A1234567"}, {KIND: "DNI", NUMBER: "1234567"}, NUMBER),
    ("numero_documento_invalido", {KIND: "CE", NUMBER: "123"}, {KIND: "CE", NUMBER: "1234"}, NUMBER),
    (
        "numero_documento_invalido",
        {KIND: "PASAPORTE", NUMBER: "AB-12345"},
        {KIND: "PASAPORTE", NUMBER: "ab12345"},
        NUMBER,
    ),
    ("cliente_vacio", {"Cliente": "\u00a0"}, {"Cliente": "PERSONA SINTETICA"}, "Cliente"),
    ("cliente_vacio", {"Cliente": "#N/A"}, {"Cliente": "TALLER SINTETICO #1"}, "Cliente"),
    (
        "tipo_cliente_desconocido",
        {"Tipo de cliente": "Empresa"},
        {"Tipo de cliente": "EMPRESA FORMAL"},
        "Tipo de cliente",
    ),
    ("servicio_desconocido", {"Servicio": "Ensayos de labratorio"}, {"Servicio": 4}, "Servicio"),
    ("tarea_desconocida", {"Tarea": "4.9"}, {"Tarea": 4.1}, "Tarea"),
    ("tarea_de_otro_servicio", {"Tarea": "5.1"}, {"Tarea": "4.1. Ensayos de laboratorio"}, "Tarea"),
    ("categoria_desconocida", {CATEGORY: "PP0099"}, {CATEGORY: "PP 093"}, CATEGORY),
    ("cantidad_invalida", {QUANTITY: 1.5}, {QUANTITY: "12"}, QUANTITY),
    ("cantidad_invalida", {QUANTITY: None}, {QUANTITY: 1.0}, QUANTITY),
    ("cantidad_invalida", {QUANTITY: 0}, {QUANTITY: 1}, QUANTITY),
    ("cantidad_invalida", {QUANTITY: 100_001}, {QUANTITY: 100_000}, QUANTITY),
    ("importe_invalido", {"Importe": "gratis"}, {"Importe": "S/ 1,200.50"}, "Importe"),
    ("importe_invalido", {"Importe": -0.01}, {"Importe": 0}, "Importe"),
    ("ubigeo_inexistente", {"Ubigeo": "999999"}, {"Ubigeo": 10101}, "Ubigeo"),
    ("ubigeo_inexistente", {"Ubigeo": "Lima"}, {"Ubigeo": None}, "Ubigeo"),
]


def rows_report(*rows: dict[str, Any]) -> bytes:
    return report(rows, cover([], **{"Total de servicios": None, "Total de clientes": None}))


@pytest.mark.parametrize(("code", "refused", "accepted", "column"), ROW_CASES)
def test_a_rule_of_rows(code: str, refused: dict[str, Any], accepted: dict[str, Any], column: str) -> None:
    judged = verdict(rows_report(good_row(1), good_row(2, **refused), good_row(3, **accepted), good_row(4)))
    assert (judged.estado, judged.filas_aceptadas, judged.filas_observadas) == ("observado", 3, 1)
    assert [(f.codigo, f.hoja, f.fila, f.columna) for f in judged.motivos] == [(code, "Atenciones", 3, column)]
    assert "Fila 3" in judged.motivos[0].mensaje
    assert [(row.fila, row.motivos) for row in judged.observadas] == [(3, (code,))]


def unvalued_formula() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(report(good_rows(3))))
    book["Atenciones"].cell(3, COLUMNS.index("Medio de verificación") + 1).value = "=A1"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_formula_without_a_value_is_observed() -> None:
    judged = verdict(unvalued_formula())
    assert [(f.codigo, f.fila, f.columna, f.valor) for f in judged.motivos] == [
        ("formula_sin_valor", 3, "Medio de verificación", "=A1")
    ]


def test_a_row_repeated_after_normalisation_is_observed_and_its_first_is_not() -> None:
    first = good_row(1, Ubigeo="010101", Importe=1200.5)
    again = good_row(1, Ubigeo=10101, Importe="S/ 1,200.50", Fecha="02/09/2024", Cliente=" empresa  sintética 1")
    other = good_row(1, Ubigeo="010101", Importe=1200.5) | {"Medio de verificación": "Otra acta"}
    judged = verdict(report([first, again, other, first]))
    assert [(f.codigo, f.fila) for f in judged.motivos] == [("fila_repetida", 3), ("fila_repetida", 5)]
    assert all("repite en todas sus columnas la fila 2" in f.mensaje for f in judged.motivos)
    assert judged.clientes == 1


def with_cover(**changes: Any) -> bytes:
    return report(good_rows(3), cover(good_rows(3), **changes))


def without(kind: str) -> bytes:
    grids = sheets(good_rows(3))
    if kind == "sheet":
        grids["Atencions"] = grids.pop("Atenciones")
    elif kind == "column":
        grids["Atenciones"][0][COLUMNS.index("Cantidad")] = "Unidades"
    elif kind == "table":
        grids["Atenciones"] = [["Nada"]]
    else:
        grids["Atenciones"] += [[], [], table([good_row(9)])[1]]
    return xlsx(grids)


def observed(count: int, total: int) -> bytes:
    return report([good_row(n, **({"Ubigeo": "999999"} if n <= count else {})) for n in range(1, total + 1)])


CSV = csv_report({"tabla": table(good_rows(2))})
KNOWN = read_report(CSV, "x").sha256

# Code, what breaks the rule, what does not: bytes, and what the reception is handed in with.
REPORT_CASES: list[tuple[str, tuple[bytes, dict[str, Any]], tuple[bytes, dict[str, Any]]]] = [
    ("archivo_ilegible", (b"\x00\x01", {}), (with_cover(), {})),
    ("archivo_cifrado", (ENCRYPTED.read_bytes(), {}), (with_cover(), {})),
    ("hoja_faltante", (without("sheet"), {}), (with_cover(), {})),
    ("columna_faltante", (without("column"), {}), (with_cover(), {})),
    ("tabla_faltante", (without("table"), {}), (with_cover(), {})),
    ("columna_repetida", (xlsx(sheets(good_rows(3), columns=[*COLUMNS, "Tarea"])), {}), (with_cover(), {})),
    (
        "segunda_tabla",
        (xlsx({**sheets(good_rows(3), cover(good_rows(4))), "Otra": table([good_row(4)])}), {}),
        (xlsx({**sheets(good_rows(3)), "Otra": table([good_row(4)])}), {}),
    ),
    ("filas_despues_del_fin", (without("end"), {}), (with_cover(), {})),
    ("cite_desconocido", (with_cover(**{"CITE/UT": "CITEmadera Limma"}), {}), (with_cover(**{"CITE/UT": CENTRE}), {})),
    ("cite_desconocido", (with_cover(**{"CITE/UT": None}), {}), (with_cover(), {})),
    ("cite_distinto", (with_cover(), {"cite_codigo": "citepesquero-ilo"}), (with_cover(), {"cite_codigo": CENTRE})),
    ("periodo_ilegible", (with_cover(Periodo="2024"), {}), (with_cover(Periodo="SET-24"), {})),
    ("periodo_distinto", (with_cover(), {"periodo": date(2024, 8, 1)}), (with_cover(), {"periodo": MONTH})),
    (
        "total_servicios_difiere",
        (with_cover(**{"Total de servicios": 4}), {}),
        (with_cover(**{"Total de servicios": "3"}), {}),
    ),
    ("total_clientes_difiere", (with_cover(**{"Total de clientes": 2}), {}), (with_cover(), {})),
    ("demasiadas_observadas", (observed(3, 59), {}), (observed(3, 60), {})),
    ("demasiadas_observadas", (observed(3, 3), {}), (observed(2, 2), {})),
]


@pytest.mark.parametrize(("code", "refused", "accepted"), REPORT_CASES)
def test_a_rule_of_reports(
    code: str, refused: tuple[bytes, dict[str, Any]], accepted: tuple[bytes, dict[str, Any]]
) -> None:
    judged = verdict(refused[0], **refused[1])
    assert judged.estado == "rechazado"
    assert {f.codigo for f in judged.motivos if f.nivel == "reporte"} == {code}
    assert (judged.servicios, judged.clientes, judged.importe, len(judged.atenciones)) == (None, None, None, 0)
    assert judged.filas in (None, judged.filas_rechazadas)
    assert verdict(accepted[0], **accepted[1]).estado != "rechazado"


def test_a_month_that_has_not_come_is_refused() -> None:
    rows = [good_row(1, Fecha=date(2024, 10, 31))]
    content = report(rows, cover(rows, Periodo="2024-10"))
    early = judge([SubmittedReport(read_report(content, "x"), datetime(2024, 9, 30, 23, 59))])[0]
    assert codes(early.motivos) == ["periodo_futuro"]
    assert verdict(content).estado == "aceptado"  # received on 3 October: the month is under way


def test_bytes_received_for_another_centre_or_month_are_refused() -> None:
    names = ("2024-09_citemadera-lima.csv", "2024-09_citepesquero-ilo.csv")
    first, second = judge([SubmittedReport(read_report(CSV, name), RECEIVED) for name in names])
    assert (first.estado, codes(second.motivos)) == ("aceptado", ["duplicado_de_otro_reporte"])
    assert "citemadera-lima 2024-09" in second.motivos[0].mensaje
    before = History(received={KNOWN: [(CENTRE, MONTH)]})
    assert codes(verdict(CSV, names[1], before).motivos) == ["duplicado_de_otro_reporte"]
    assert verdict(CSV, names[0], before).estado == "aceptado"


def with_sheet_state(state: str, copied: bool = False) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(report(good_rows(2))))
    sheet = book.copy_worksheet(book["Atenciones"]) if copied else book["Atenciones"]
    sheet.title, sheet.sheet_state = "ATENCIONES." if copied else "Atenciones", state
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_hidden_row() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(report(good_rows(2))))
    book["Atenciones"].row_dimensions[3].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_lines(*lines: dict[str, Any]) -> bytes:
    grids = sheets(good_rows(2))
    grids["Atenciones"] += table(lines)[1:]
    return xlsx(grids)


WARNING_CASES: list[tuple[str, Callable[[], Verdict], Callable[[], Verdict]]] = [
    (
        "columnas_desconocidas",
        lambda: verdict(xlsx(sheets(good_rows(1), columns=[*COLUMNS, "Zona"]))),
        lambda: verdict(report(good_rows(1))),
    ),
    ("hoja_oculta", lambda: verdict(with_sheet_state("hidden", True)), lambda: verdict(report(good_rows(2)))),
    ("hoja_oculta_leida", lambda: verdict(with_sheet_state("veryHidden")), lambda: verdict(report(good_rows(2)))),
    (
        "otra_tabla",
        lambda: verdict(xlsx({**sheets(good_rows(2)), "Otra": table([good_row(9)])})),
        lambda: verdict(xlsx({**sheets(good_rows(2)), "Otra": table([])})),
    ),
    ("filas_ocultas", lambda: verdict(with_hidden_row()), lambda: verdict(report(good_rows(2)))),
    (
        "fila_de_suma",
        lambda: verdict(with_lines({"Cliente": "Subtotal", QUANTITY: 2})),
        lambda: verdict(report(good_rows(2))),
    ),
    (
        "fila_de_plantilla",
        lambda: verdict(with_lines({CATEGORY: "APNOP", "Ubigeo": "150101"})),
        lambda: verdict(report(good_rows(2))),
    ),
    (
        "total_servicios_ilegible",
        lambda: verdict(with_cover(**{"Total de servicios": "tres"})),
        lambda: verdict(with_cover(**{"Total de servicios": "3 servicios"})),
    ),
    (
        "total_clientes_ilegible",
        lambda: verdict(with_cover(**{"Total de clientes": "#REF!"})),
        lambda: verdict(with_cover(**{"Total de clientes": "3 clientes"})),
    ),
    ("total_no_declarado", lambda: verdict(with_cover(**{"Total de clientes": None})), lambda: verdict(with_cover())),
    (
        "focalizado_ausente",
        lambda: verdict(report([good_row(1, Focalizado="tal vez")])),
        lambda: verdict(report([good_row(1, **{"Focalizado": None, CATEGORY: "APNOP", "Fecha": "03/09/2024"})])),
    ),
    (
        "sexo_ausente",
        lambda: verdict(report([good_row(1, Sexo=None)])),
        lambda: verdict(report([good_row(1, Sexo="m")])),
    ),
    (
        "sexo_ilegible",
        lambda: verdict(report([good_row(1, Sexo="X")])),
        lambda: verdict(report([good_row(1, Sexo="M")])),
    ),
    (
        "cliente_con_dos_nombres",
        lambda: verdict(report([good_row(1), good_row(1, Cliente="OTRA SINTETICA")])),
        lambda: verdict(report([good_row(1), good_row(1, Cliente="Empresa  Sintética 1", Cantidad=2)])),
    ),
    (
        "servicios_sobre_meta",
        lambda: verdict(report([good_row(1, Cantidad=21)]), history=History(targets={(CENTRE, MONTH): 10})),
        lambda: verdict(report([good_row(1, Cantidad=20)]), history=History(targets={(CENTRE, MONTH): 10})),
    ),
    (
        "correccion_que_vacia",
        lambda: verdict(report([]), history=History(rows_in_force={(CENTRE, MONTH): 7})),
        lambda: verdict(report(good_rows(1)), history=History(rows_in_force={(CENTRE, MONTH): 7})),
    ),
]


@pytest.mark.parametrize(("code", "warned", "silent"), WARNING_CASES, ids=[case[0] for case in WARNING_CASES])
def test_a_warning_holds_nothing_back(code: str, warned: Callable[[], Verdict], silent: Callable[[], Verdict]) -> None:
    judged = warned()
    assert (judged.estado, codes(judged.advertencias), judged.motivos) == ("aceptado", [code], ())
    assert not silent().advertencias


OCTOBER = [good_row(1, Fecha=date(2024, 10, 31))]
OTHER_CASES: dict[str, tuple[Callable[[], Verdict], Callable[[], Verdict]]] = {
    "formula_sin_valor": (
        lambda: verdict(unvalued_formula()),
        lambda: verdict(xlsx(sheets([good_row(1, Importe="=1+1")]))),  # xlsxwriter stores a value
    ),
    "fila_repetida": (
        lambda: verdict(report([good_row(1), good_row(1)])),
        lambda: verdict(report([good_row(1), good_row(1, Cantidad=2)])),
    ),
    "periodo_futuro": (
        lambda: verdict(report(OCTOBER, cover(OCTOBER, Periodo="2024-10")), received=datetime(2024, 9, 30)),
        lambda: verdict(report(OCTOBER, cover(OCTOBER, Periodo="2024-10"))),
    ),
    "duplicado_de_otro_reporte": (
        lambda: verdict(CSV, "2024-09_citepesquero-ilo.csv", History(received={KNOWN: [(CENTRE, MONTH)]})),
        lambda: verdict(CSV, "2024-09_citemadera-lima.csv", History(received={KNOWN: [(CENTRE, MONTH)]})),
    ),
}


def examples() -> Iterator[tuple[set[str], Callable[[], Verdict], Callable[[], Verdict]]]:
    """Codes, a report that breaks the rules of them all, and one that breaks none; the rules of rows at once."""
    bad, good = (
        rows_report(*(good_row(number, **case[place]) for number, case in enumerate(ROW_CASES, 1))) for place in (1, 2)
    )
    yield {case[0] for case in ROW_CASES}, partial(verdict, bad), partial(verdict, good)
    for code, (broken, given), (kept, also) in REPORT_CASES:
        yield {code}, partial(verdict, broken, **given), partial(verdict, kept, **also)
    yield from (({code}, *pair) for code, *pair in WARNING_CASES)
    yield from (({code}, *pair) for code, pair in OTHER_CASES.items())


def test_every_rule_is_broken_by_an_example_and_kept_by_another() -> None:
    """Each expectation of the suites, not each code: a code may have several. One without its pair fails here."""
    stated = {
        (suite, order, expectation.code)
        for suite in ("reporte_filas", "reporte_caratula")
        for order, expectation in enumerate(load_suite(suite).expectations)
    }
    broken, kept = set(), set()
    for codes_of, refused, accepted in examples():
        BROKEN.clear()
        refused()
        broken |= {rule for rule in BROKEN if rule[2] in codes_of}
        BROKEN.clear()
        KEPT.clear()
        accepted()
        assert codes_of & {rule[2] for rule in BROKEN} == set()
        kept |= {rule for rule in KEPT if rule[2] in codes_of}
    assert stated - broken == set(), "no example breaks these rules"
    assert stated - kept == set(), "no example keeps these rules"


def test_every_rule_says_why_and_what_to_do() -> None:
    for suite in ("reporte_filas", "reporte_caratula"):
        for expectation in load_suite(suite).expectations:
            assert {"codigo", "columna", "efecto", "mensaje", "razon"} <= set(expectation.meta)
            assert expectation.meta["efecto"] in ("observa", "rechaza", "advierte")


def test_the_limits_are_those_of_the_format_and_those_of_what_people_review() -> None:
    of_review = {"parecido_de_nombres": 92, "largo_minimo_de_nombre": 10}  # supuestos: the format has none
    of_siaf = {
        "siaf_tolerancia_de_suma": 0.01,
        "siaf_proporcion_minima_de_mes": 0.99,  # supuesto
        "siaf_proporcion_minima_de_filas": 0.9,  # supuesto
    }
    of_data_peru = {"anio_minimo_data_peru": 2001}  # the first whole year of the law of the CITE
    assert limits() == of_review | of_siaf | of_data_peru | {
        "cantidad_minima": 1,
        "cantidad_maxima": 100_000,
        "importe_minimo": 0,
        "proporcion_observada_maxima": 0.05,
        "observadas_toleradas": 2,
        "veces_la_meta": 2,
    }


def test_the_nearest_valid_value_is_suggested_and_never_applied() -> None:
    judged = verdict(
        report([good_row(1, Servicio="Ensallos de laboratorio"), good_row(2), good_row(3, Servicio="zzzz")])
    )
    assert "¿Quiso decir «Ensayos de laboratorio»?" in judged.motivos[0].mensaje
    assert "¿Quiso" not in judged.motivos[1].mensaje
    assert judged.servicios == 1
    named = verdict(with_cover(**{"CITE/UT": "CITEmadera Limma"})).motivos[0].mensaje
    assert "CITEmadera y del mueble Lima" in named


@pytest.mark.parametrize("quantity", [0, -3, 1.5, "doce", None, 100_001])
def test_a_wrong_quantity_is_told_what_it_must_be_whichever_way_it_is_wrong(quantity: Any) -> None:
    [found] = verdict(rows_report(good_row(1), good_row(2, Cantidad=quantity))).motivos
    assert "Debe ser un número entero de 1 a 100,000; si el servicio no se dio, borre la fila" in found.mensaje
    assert f"«{'(vacío)' if quantity is None else quantity}»" in found.mensaje


def test_a_total_that_differs_is_told_to_correct_the_rows_first() -> None:
    said = cover(good_rows(4), **{"Total de servicios": 9, "Total de clientes": 7})
    services, clients = verdict(report(good_rows(4), said)).motivos
    assert "declara 9 servicios y las filas, tal como están ahora, suman 4. Corrija primero" in services.mensaje
    assert (
        "declara 7 clientes y en las filas, tal como están ahora, hay 4 distintos. Corrija primero" in clients.mensaje
    )


def test_a_percentage_is_written_with_its_sign_apart_and_a_quoted_cell_as_it_is() -> None:
    late = [good_row(number, Fecha="10%") for number in range(1, 6)]
    share, first, *_ = verdict(rows_report(*late, good_row(9), good_row(10), good_row(11))).motivos
    assert "(62.5\u00a0%); se admite hasta el 5\u00a0%." in share.mensaje
    assert "«10%»" in first.mensaje


def test_a_number_that_excel_rounded_is_one_fault_and_tells_how_to_keep_its_digits() -> None:
    rounded = {NUMBER: "2.01314E+10"}
    rows = [good_row(1, **rounded), good_row(2, **rounded), *(good_row(n) for n in range(3, 60))]
    judged = verdict(report(rows, cover(rows, **{"Total de clientes": 59})))  # two, or one that came twice
    assert [(f.codigo, f.fila) for f in judged.motivos] == [("numero_documento_invalido", n) for n in (2, 3)]
    assert all("Excel redondeó" in f.mensaje and "formato Texto" in f.mensaje for f in judged.motivos)


@pytest.mark.parametrize("suite", ["reporte_filas", "reporte_caratula"])
def test_messages_quote_in_one_style(suite: str) -> None:
    for rule in load_suite(suite).expectations:
        assert not set("'\"“”‘’") & set(rule.meta["mensaje"]), rule.code


def test_ruc_numbers_of_the_tests_are_valid() -> None:
    assert ruc_number("2051233379") == "20512333797"
