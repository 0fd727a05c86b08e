"""The Spanish sentences of the findings: a rule's template filled with what was read, and the nearest valid value.
The templates themselves stand in `expectations/`; a suggestion is only ever shown, never applied."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from orchestration.core import catalogs
from orchestration.core.catalogs import name_key
from orchestration.gates.findings import Expectation, Finding, Level
from orchestration.gates.suites import limits, rules_of
from orchestration.intake.reports.judging.cover import SEPARATOR, Case, month_text
from orchestration.intake.reports.judging.normalize import DOCUMENT_TYPES
from orchestration.intake.reports.reading.cells import as_written, clean_text
from orchestration.intake.reports.reading.layout import COLUMNS, COVER_KEYS, COVER_SHEET
from orchestration.intake.reports.reading.report import ReadReport

# Below this the nearest value is no longer what the person meant (tried on misspelt services and centres).
_LEAST_LIKENESS = 70
_LONGEST_VALUE = 80
_EMPTY = "(vacío)"


class _Formatter(string.Formatter):
    """Fills a template; a null value reads as empty, and a name that nobody knows stays as it stands.

    `{count:fila tiene/filas tienen}` is the number and the words that agree with it. A whole number read as text is
    written as a number is, where the template says how.
    """

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), f"{{{key}}}")

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None or value is pd.NA or value != value:
            return _EMPTY
        if isinstance(value, str) and format_spec and value.isascii() and value.isdecimal():
            value = int(value)
        if "/" in format_spec and "%" not in format_spec:
            one, many = format_spec.split("/")
            return f"{self.format_field(value, ',')} {one if value == 1 else many}"
        try:
            text = format(value, format_spec)
            return f"{text[:-1]}\u00a0%" if format_spec.endswith("%") else text  # Spanish sets the sign apart
        except (TypeError, ValueError):
            return str(value)


_FORMATTER = _Formatter()
# What stands for anything that the sender wrote.
_UNSAID = "…"


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The template with `{name}` or `{name:format}` replaced by `values[name]`."""
    return _FORMATTER.vformat(template, (), values)


def shown(value: str | None) -> str:
    """A cell's text as a message quotes it: never longer than a line."""
    if not value:
        return _EMPTY
    return value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…"


def row_finding(rule: Expectation, case: Case, values: Mapping[str, Any]) -> Finding:
    """The finding about one row; `values` is its line of the row frame."""
    report = case.report
    name = fill(str(rule.meta["columna"]), values)
    header = report.printed(name) if name in COLUMNS else name
    place = int(values["posicion"])
    written = _written(report, place, header)
    known = {
        **limits(),
        **values,
        "columna": header,
        "valor": shown(written),
        "periodo": month_text(case.periodo),
        "sugerencia": suggestion(rule.meta.get("sugerir"), written, report),
    }
    return Finding(
        _level(rule, "fila"),
        rule.code,
        fill(rule.meta["mensaje"], known),
        report.sheet,
        values["fila"],
        header or None,
        written,
    )


def further_findings(rule: Expectation, case: Case, count: int) -> Finding:
    """The one finding that stands for those of a rule that are not told one by one."""
    said = fill("{otras:fila más tiene/filas más tienen} lo mismo que las señaladas con esta regla.", {"otras": count})
    return Finding(_level(rule, "fila"), rule.code, said, case.report.sheet, veces=count)


def _level(rule: Expectation, held: Level) -> Level:
    """`held` is what a rule that observes speaks of: the row that it holds back."""
    by_effect: dict[str, Level] = {"rechaza": "reporte", "advierte": "advertencia"}
    return by_effect.get(rule.meta["efecto"], held)


def report_findings(rule: Expectation, case: Case, values: Mapping[str, Any]) -> list[Finding]:
    """The findings about one report; a rule that lists sheets or columns gives one for each."""
    level = _level(rule, "reporte")
    cell = case.report.cover.get(rule.meta["columna"])
    if cell is not None:
        return [_report_finding(rule, level, case, values, _text(as_written(cell.value)), cell.hoja, cell.fila)]
    judged = values.get(str(rule.kwargs.get("column")))
    items: list[str | None] = [None]
    if isinstance(judged, str) and "{valor}" in rule.meta["mensaje"]:
        items = [*judged.split(SEPARATOR)]
    if rule.meta["columna"] in COVER_KEYS:
        sheet: str | None = COVER_SHEET if case.report.sheet else None
    else:
        sheet = case.report.sheet if rule.meta["columna"] else None
    return [_report_finding(rule, level, case, values, item, sheet, None) for item in items]


def _report_finding(
    rule: Expectation,
    level: Level,
    case: Case,
    values: Mapping[str, Any],
    value: str | None,
    sheet: str | None,
    row: int | None,
) -> Finding:
    known = {
        **limits(),
        **values,
        "valor": shown(value),
        "lugar": _place(case.report, rule.meta["columna"], sheet, row),
        "sugerencia": suggestion(rule.meta.get("sugerir"), value, case.report),
    }
    column = fill(rule.meta["columna"], known) or None
    return Finding(level, rule.code, fill(rule.meta["mensaje"], known), sheet, row, column, value)


def _place(report: ReadReport, key: str, sheet: str | None, row: int | None) -> str:
    if row is None:
        return f"Nombre del archivo, {key}: " if key in report.cover else f"Carátula, {key}: "
    return f"{sheet or 'Carátula'}, fila {row}, {key}: "


def _written(report: ReadReport, place: int, header: str) -> str | None:
    index = report.headers.index(header) if header and header in report.headers else None
    line = report.cells[place]
    return None if index is None or index >= len(line) else _text(as_written(line[index]))


def _text(value: object) -> str | None:
    return None if value is None else clean_text(value)  # type: ignore[arg-type]


def suggestion(kind: str | None, value: str | None, report: ReadReport) -> str:
    """` ¿Quiso decir «X»?` for the valid value of this kind that is nearest to `value`; '' where none is near."""
    if not kind or not value:
        return ""
    if kind in ("hojas", "columnas"):
        nearest = _nearest(value[:_LONGEST_VALUE], report.sheet_names if kind == "hojas" else report.extra_columns)
        return f" ¿Es la que el libro llama «{nearest}»?" if nearest else ""
    if kind == "cites" and (closed := catalogs.centre_of(value)):
        return _closed(catalogs.centres()[closed])
    nearest = _nearest_known(kind, value[:_LONGEST_VALUE])
    return f" ¿Quiso decir «{nearest}»?" if nearest else ""


def _closed(centre: catalogs.Centre) -> str:
    """Why a centre that the catalogue knows is none of the month's."""
    heir = catalogs.centres().get(centre.successor or "")
    since = f" Desde entonces sus atenciones las reporta {heir.name}." if heir else ""
    return f" {centre.name} reportó hasta {centre.reports_until}.{since}"


@lru_cache(maxsize=4096)
def _nearest_known(kind: str, value: str) -> str | None:
    return _nearest(value, _valid_values(kind))


def _nearest(value: str, candidates: tuple[str, ...]) -> str | None:
    found = process.extractOne(name_key(value), _keys(candidates), scorer=fuzz.WRatio, score_cutoff=_LEAST_LIKENESS)
    return str(found[2]) if found else None


@lru_cache(maxsize=16)
def _keys(candidates: tuple[str, ...]) -> dict[str, str]:
    return {candidate: name_key(candidate) for candidate in candidates}


def _valid_values(kind: str) -> tuple[str, ...]:
    return {
        "tipos_documento": lambda: DOCUMENT_TYPES,
        "tipos_cliente": lambda: tuple(catalogs.client_types().values()),
        "servicios": lambda: tuple(catalogs.services().values()),
        "tareas": lambda: tuple(f"{task.code}. {task.name}" for task in catalogs.tasks().values()),
        "cites": lambda: tuple(centre.name for centre in catalogs.centres().values()),
    }[kind]()


def unquoted(finding: Finding) -> str:
    """The rule's sentence with its place and none of what was written, which may name people; empty without a rule."""
    rule = rules_of("reporte").get(finding.codigo)
    if rule is None:
        return ""
    template = str(rule.meta["mensaje"])
    names = {name for _, name, _, _ in _FORMATTER.parse(template) if name}
    place = {"hoja": finding.hoja, "fila": finding.fila, "columna": finding.columna, "sugerencia": ""}
    return fill(template, {**dict.fromkeys(names, _UNSAID), **limits(), **place})
