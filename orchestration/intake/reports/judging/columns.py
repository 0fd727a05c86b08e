"""From what reports say to the two frames that the suites judge: one row a row, and one row a report.
Each column holds a normal value or what a rule asks about it; the rules themselves stand in `expectations/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from orchestration.intake.reports.judging import normalize
from orchestration.intake.reports.reading.cells import Cell, Formula, clean_text, is_blank
from orchestration.intake.reports.reading.layout import COLUMNS
from orchestration.intake.reports.reading.report import ReadReport
from orchestration.intake.reports.reading.written import is_no_amount, to_amount, to_date, to_whole

# What `raw.atenciones` loads of an accepted row, in its order.
ATENCIONES = (
    *("hoja", "fila", "fecha", "tipo_documento", "numero_documento", "cliente_nombre", "tipo_cliente_codigo"),
    *("sexo", "ubigeo", "tipo_servicio_codigo", "tarea_codigo", "categoria_presupuestal", "focalizado"),
    *("cantidad", "importe", "medio_verificacion"),
)
_TYPES = {
    "fecha": "datetime64[us]",
    "fila": "int64",
    "tipo_cliente_codigo": "Int64",
    "tipo_servicio_codigo": "Int64",
    "servicio_de_la_tarea": "Int64",
    "cantidad": "Int64",
    "importe": "float64",
    "repite_la_fila": "Int64",
}


@dataclass(frozen=True)
class Identified:
    """A report with the centre and the month that it speaks of, None where neither it nor anybody says."""

    report: ReadReport
    cite_codigo: str | None
    periodo: date | None


def row_frame(reports: Sequence[Identified]) -> pd.DataFrame:
    """The rows of all the reports, in order; `reporte` is the report's position, `posicion` the row's within it.

    Null means: nothing there, or the question does not arise (no check digit is asked of a DNI).
    """
    columns: dict[str, list[Any]] = defaultdict(list)
    for position, identified in enumerate(reports):
        count = len(identified.report.cells)
        for name, values in _judged_columns(identified).items():
            columns[name].extend(values)
        columns["reporte"].extend([position] * count)
        columns["posicion"].extend(range(count))
    return pd.DataFrame({name: _series(name, values) for name, values in columns.items()})


def _series(name: str, values: list[Any]) -> pd.Series:
    if name == "importe":
        values = [None if value is None else float(value) for value in values]
    kind = _TYPES.get(name) or ("int64" if name in ("reporte", "posicion") else "object")
    return pd.Series(values, dtype=kind)


def _each(values: Iterable[Cell], function: Callable[[Cell], Any]) -> list[Any]:
    """`function` of every cell, computed once for each different one (1, 1.0 and True are different cells)."""
    known: dict[tuple[type, Cell], Any] = {}
    results = []
    for value in values:
        key = (value.__class__, value)
        if key not in known:
            known[key] = function(value)
        results.append(known[key])
    return results


def _in_month(cells: Iterable[Cell], function: Callable[[Cell, date | None], Any], month: date | None) -> list[Any]:
    """As `_each`, by the spellings that hold in the report's month."""
    return _each(cells, lambda cell: function(cell, month))


def _judged_columns(identified: Identified) -> dict[str, list[Any]]:
    report, month = identified.report, identified.periodo
    columns: dict[str, list[Any]] = {
        "hoja": [report.sheet] * len(report.cells),
        "fila": list(report.row_numbers),
        **_date_columns(report, month),
        **_document_columns(report, month),
        **_catalogue_columns(report, month),
        **_amount_columns(report),
        **_optional_columns(report, month),
    }
    columns["formula_sin_valor"] = _unvalued(report)
    columns["cliente"] = _identities(columns, identified.cite_codigo)
    columns["repite_la_fila"] = _repeats(report, columns)
    return columns


def _date_columns(report: ReadReport, period: date | None) -> dict[str, list[Any]]:
    cells = report.column("Fecha")
    days = _each(cells, lambda cell: to_date(cell, report.date_1904))
    return {
        "fecha": days,
        "fecha_escrita": _each(cells, lambda cell: None if is_blank(cell) else clean_text(cell)),
        "fecha_legible": [
            None if blank else day is not None for blank, day in zip(_each(cells, is_blank), days, strict=True)
        ],
        "mes_de_la_fecha": _each(days, lambda day: None if day is None else f"{day:%Y-%m}"),
        "mes_del_reporte": [None if period is None else f"{period:%Y-%m}"] * len(days),
    }


def _document_columns(report: ReadReport, month: date | None) -> dict[str, list[Any]]:
    cells = report.column("Número de documento")
    kinds = _in_month(report.column("Tipo de documento"), normalize.to_document_type, month)
    numbers = [normalize.to_document(kind, cell) for kind, cell in zip(kinds, cells, strict=True)]
    rounded = [normalize.was_rounded(kind, number) for kind, number in zip(kinds, numbers, strict=True)]

    def of_kind(*wanted: str) -> list[str | None]:
        """A number that Excel rounded is that fault alone."""
        told = zip(kinds, numbers, rounded, strict=True)
        return [number if kind in wanted and not cut else None for kind, number, cut in told]

    return {
        "tipo_documento": kinds,
        "numero_documento": numbers,
        "documento": [
            kind if kind == normalize.NO_DOCUMENT else number for kind, number in zip(kinds, numbers, strict=True)
        ],
        "numero_sin_redondear": [None if cut is None else not cut for cut in rounded],
        "ruc": of_kind("RUC"),
        "ruc_digito_valido": _each(of_kind("RUC"), normalize.has_ruc_digit),  # type: ignore[arg-type]
        "dni": of_kind("DNI"),
        "otro_documento": of_kind("CE", "PASAPORTE"),
        "cliente_nombre": _each(report.column("Cliente"), normalize.to_text),
    }


def _catalogue_columns(report: ReadReport, month: date | None) -> dict[str, list[Any]]:
    services = _in_month(report.column("Servicio"), normalize.to_service, month)
    tasks = _in_month(report.column("Tarea"), normalize.to_task, month)
    types = _in_month(report.column("Tipo de cliente"), normalize.to_client_type, month)
    categories = _in_month(report.column("Categoría presupuestal"), normalize.to_budget_category, month)
    return {
        "tipo_cliente_codigo": types,
        "tipo_servicio_codigo": services,
        "tarea_codigo": tasks,
        "servicio_de_la_tarea": _each(tasks, lambda task: None if task is None else int(str(task).partition(".")[0])),
        "categoria_presupuestal": categories,
    }


def _amount_columns(report: ReadReport) -> dict[str, list[Any]]:
    written = report.column("Importe")
    amounts = _each(written, to_amount)
    return {
        "cantidad": _each(report.column("Cantidad"), to_whole),
        "importe": amounts,
        "importe_legible": _legible(written, amounts, is_no_amount),
    }


def _optional_columns(report: ReadReport, month: date | None) -> dict[str, list[Any]]:
    written_sex, written_district = report.column("Sexo"), report.column("Ubigeo")
    sexes = _in_month(written_sex, normalize.to_sex, month)
    districts = _each(written_district, normalize.to_ubigeo)
    return {
        "sexo": sexes,
        "sexo_legible": _legible(written_sex, sexes),
        "ubigeo": districts,
        "ubigeo_existe": [
            None if blank else district in normalize.districts()
            for blank, district in zip(_each(written_district, is_blank), districts, strict=True)
        ],
        "focalizado": _in_month(report.column("Focalizado"), normalize.to_yes_no, month),
        "medio_verificacion": _each(report.column("Medio de verificación"), normalize.to_text),
    }


def _legible(written: list[Cell], values: list[Any], nothing: Callable[[Cell], bool] = is_blank) -> list[bool | None]:
    blanks = _each(written, nothing)
    return [None if blank else value is not None for blank, value in zip(blanks, values, strict=True)]


def _unvalued(report: ReadReport) -> list[str | None]:
    """The first column of the format whose cell is a formula without a stored value."""
    places = [(report.printed(name), index) for name, index in report.columns.items()]
    return [
        next((name for name, i in places if i < len(line) and isinstance(line[i], Formula)), None)
        for line in report.cells
    ]


def _identities(columns: Mapping[str, list[Any]], cite: str | None) -> list[str | None]:
    """Each row's client as read, a faulty number included; None where the row does not tell whom it speaks of."""
    identities: list[str | None] = []
    told_by = ("tipo_documento", "numero_documento", "numero_sin_redondear", "cliente_nombre")
    for kind, number, whole, name in zip(*(columns[column] for column in told_by), strict=True):
        told = name if kind == normalize.NO_DOCUMENT else number if whole else None
        identities.append(normalize.client_identity(kind or "?", number, cite or "?", name) if told else None)
    return identities


def _repeats(report: ReadReport, columns: Mapping[str, list[Any]]) -> list[int | None]:
    """The row number of the first row that says the same in all the format's columns, once normalised.

    A cell without a normal value is compared as written; extra columns do not make a row another.
    """
    compared = [_comparable(report.column(name), columns, name) for name in COLUMNS]
    first: dict[tuple[Any, ...], int] = {}
    repeated: list[int | None] = []
    for number, key in zip(report.row_numbers, zip(*compared, strict=True), strict=True):
        earlier = first.setdefault(key, number)
        repeated.append(None if earlier == number else earlier)
    return repeated


_NORMAL_COLUMN = {
    "Fecha": "fecha",
    "Tipo de documento": "tipo_documento",
    "Número de documento": "numero_documento",
    "Tipo de cliente": "tipo_cliente_codigo",
    "Servicio": "tipo_servicio_codigo",
    "Tarea": "tarea_codigo",
    "Categoría presupuestal": "categoria_presupuestal",
    "Cantidad": "cantidad",
    "Sexo": "sexo",
    "Ubigeo": "ubigeo",
    "Focalizado": "focalizado",
    "Importe": "importe",
}


def _comparable(cells: list[Cell], columns: Mapping[str, list[Any]], name: str) -> list[Any]:
    def written(cell: Cell) -> str:
        return normalize.identity_name(clean_text(cell))

    normal = columns.get(_NORMAL_COLUMN.get(name, ""))
    if normal is None:
        return _each(cells, written)
    return [written(cell) if value is None else (value,) for value, cell in zip(normal, cells, strict=True)]
