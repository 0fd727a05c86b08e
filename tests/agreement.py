"""Frames and reports over which Great Expectations and the direct evaluation must say the same.
How many examples are tried belongs to the tests: a few in `tests/unit/gates`, hundreds in `tests/lento`."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from workbooks import RECEIVED, cover, good_row, report

from orchestration.gates import rules
from orchestration.gates.evaluate import evaluate
from orchestration.gates.findings import Expectation, Suite, SuiteResult
from orchestration.gates.validation import validate
from orchestration.intake.reports.judging.verdict import History, SubmittedReport, judge
from orchestration.intake.reports.reading.report import read_report


def outcome(result: SuiteResult) -> list[tuple[str, bool, tuple[int, ...]]]:
    return [(r.expectation.code, r.success, r.rows) for r in result.results]


def expectation(kind: str, column: str, **kwargs: Any) -> Expectation:
    return Expectation(f"expect_column_values_to_{kind}", {"column": column, **kwargs})


STATED = dict.fromkeys(rules.STATED, "x") | {"efecto": "observa"}
# Columns of each type that the frames hold two of, so that one can be held against the other.
PAIRED = ("text", "number", "whole", "date", "decimal")

EVERY_TYPE = Suite(
    "every_type",
    (
        *(
            expectation(kind, column)
            for kind in ("be_null", "not_be_null")
            for column in ("text", "number", "whole", "truth", "day")
        ),
        expectation("be_between", "number", min_value=-1.5, max_value=100),
        expectation("be_between", "number", min_value=0),
        expectation("be_between", "whole", min_value=1, max_value=100_000),
        expectation("be_between", "whole", max_value=0),
        expectation("be_between", "mixed", max_value=2),
        expectation("be_in_set", "truth", value_set=[True]),
        expectation("be_in_set", "text", value_set=["a", "b"]),
        expectation("be_in_set", "whole", value_set=[1, 2]),
        expectation("match_regex", "text", regex="^[0-9]{8}$"),
        expectation("match_regex", "text", regex="a"),
        expectation("not_be_in_set", "text", value_set=["a", "b"]),
        expectation("not_be_in_set", "whole", value_set=[1, 2]),
        *(
            rules.expectation({**STATED, "exige": {column: {word: f"{column}_2"}}}, {})
            for word in ("igual_a", "coincide_con", "no_menor_que")
            for column in PAIRED
        ),
    ),
)
TEXTS = st.none() | st.sampled_from(["a", "b", "", "12345678", "12345678\n", "a b"]) | st.text(max_size=9)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("text", "text_2"), TEXTS),
            **dict.fromkeys(("number", "number_2"), st.none() | st.just(1.5) | st.floats(-1e6, 1e6)),
            **dict.fromkeys(("whole", "whole_2"), st.none() | st.just(1) | st.integers(-5, 200_000)),
            **dict.fromkeys(("date", "date_2"), st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 4))),
            **dict.fromkeys(("decimal", "decimal_2"), st.none() | st.decimals(-2, 2, places=1)),
            "truth": st.sampled_from([True, False, None]),
            "day": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
            "mixed": st.none() | st.integers(0, 4) | st.floats(0, 4),
        }
    ),
    max_size=12,
)
TYPES = {
    **dict.fromkeys(("text", "text_2", "date", "date_2", "decimal", "decimal_2"), "object"),
    **dict.fromkeys(("number", "number_2"), "float64"),
    **dict.fromkeys(("whole", "whole_2"), "Int64"),
    "truth": "object",
    "day": "datetime64[us]",
    "mixed": "object",
}


def agree_on_every_type(lines: list[dict[str, Any]]) -> None:
    frame = pd.DataFrame({name: pd.Series([line[name] for line in lines], dtype=kind) for name, kind in TYPES.items()})
    assert outcome(validate(frame, EVERY_TYPE)) == outcome(evaluate(frame, EVERY_TYPE))


DIRT = st.fixed_dictionaries(
    {},
    optional={
        "Fecha": st.sampled_from([None, "31/02/2024", "15/09/2024", 45550, date(2024, 8, 1)]),
        "Tipo de documento": st.sampled_from([None, "DNI", "CE", "SIN DOCUMENTO", "otro"]),
        "Número de documento": st.sampled_from([None, 1234567, "123", "20131312955", "x" * 20]),
        "Cliente": st.sampled_from([None, "", "PERSONA SINTETICA"]),
        "Tipo de cliente": st.sampled_from([None, "Academia", "Otra"]),
        "Servicio": st.sampled_from([None, 4, "5", "zzz"]),
        "Tarea": st.sampled_from([None, 4.1, "5.1", "9.9"]),
        "Categoría presupuestal": st.sampled_from([None, 93, "9002", "PP1"]),
        "Cantidad": st.sampled_from([None, 0, 1.5, "12", 200_000]),
        "Importe": st.sampled_from([None, -1, "gratis", "S/ 1,200.50"]),
        "Ubigeo": st.sampled_from([None, 10101, "999999"]),
        "Sexo": st.sampled_from([None, "X", "M"]),
        "Focalizado": st.sampled_from([None, "quizás", "No"]),
    },
)
MONTHS = st.lists(st.lists(DIRT, max_size=6), min_size=1, max_size=4)


def agree_on_the_reports_suites(months: list[list[dict[str, Any]]]) -> None:
    receptions = []
    for changes in months:
        rows = [good_row(number % 3, **change) for number, change in enumerate(changes)]
        content = report(rows, cover([], **{"Total de servicios": len(rows), "Total de clientes": None}))
        receptions.append(SubmittedReport(read_report(content, "x.xlsx"), RECEIVED))
    history = History(targets={("citemadera-lima", date(2024, 9, 1)): 3.0})
    seen: list[tuple[Any, Any]] = []

    def both(frame: pd.DataFrame, suite: Suite) -> SuiteResult:
        official = validate(frame, suite)
        seen.append((outcome(official), outcome(evaluate(frame, suite))))
        return official

    judge(receptions, history, both)
    assert len(seen) == 2
    for official, direct in seen:
        assert official == direct
