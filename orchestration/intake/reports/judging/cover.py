"""The frame of one row a report that the suite `reporte_caratula` judges: cover, totals, history and counts.
The rows' own frame belongs to `columns`; what follows from a broken rule belongs to `verdict`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from orchestration.core.row_runs import row_runs
from orchestration.gates.suites import limits
from orchestration.intake.reports.judging import normalize
from orchestration.intake.reports.reading.cells import Cell, is_blank
from orchestration.intake.reports.reading.layout import COVER_SHEET
from orchestration.intake.reports.reading.report import ReadReport
from orchestration.intake.reports.reading.written import to_date, to_period, to_total

SEPARATOR = " | "
SERVICES, CLIENTS = "Total de servicios", "Total de clientes"
# In the place of a value that a rule wants, where there is nothing to ask.
NOT_ASKED = "no se pregunta"
# What a receipt tells of the control totals, in `report_frame`.
COUNTED = ("servicios_contados", "clientes_contados", "total_servicios_coincide", "total_clientes_coincide")
_LISTED, _LONGEST = 10, 80


@dataclass(frozen=True)
class Stated:
    """What the cover says, normalised; None where it says nothing or nothing that can be understood."""

    cite_codigo: str | None
    periodo: date | None
    responsable: str | None
    fecha_envio: date | None
    servicios: int | None
    clientes: int | None


@dataclass(frozen=True)
class Case:
    """One report before the court: what it states, what it was handed in for, and what is known from before.

    `received_for` are other centres and months that the same bytes came in for; `rows_in_force` the accepted rows of
    the version that this one would replace.
    """

    report: ReadReport
    stated: Stated
    received_at: datetime
    handed_cite: str | None
    handed_period: date | None
    received_for: tuple[str, ...]
    target: float | None
    rows_in_force: int

    @property
    def cite_codigo(self) -> str | None:
        """The centre that the report states, else the one that it was handed in for."""
        return self.stated.cite_codigo or self.handed_cite

    @property
    def periodo(self) -> date | None:
        return self.stated.periodo or self.handed_period

    @property
    def whole(self) -> bool:
        """No required sheet or column is missing, so that its rows can be judged."""
        missing = {"hoja_faltante", "tabla_faltante", "columna_faltante", "columna_repetida"}
        return self.report.has_table and not any(p.codigo in missing for p in self.report.problems)


def stated(report: ReadReport) -> Stated:
    """Parses the cover."""

    def cell(name: str) -> Cell:
        return report.cover[name].value if name in report.cover else None

    month = to_period(cell("Periodo"), report.date_1904)
    return Stated(
        normalize.to_centre(cell("CITE/UT"), month),
        month,
        normalize.to_text(cell("Responsable")),
        to_date(cell("Fecha de envío"), report.date_1904),
        to_total(cell(SERVICES)),
        to_total(cell(CLIENTS)),
    )


def report_frame(cases: Sequence[Case], rows: pd.DataFrame, observed: pd.Series) -> pd.DataFrame:
    """One row a case, in order.

    Args:
        rows: the row frame of all the cases (`columns.row_frame`), `reporte` being the case's position.
        observed: whether each of `rows` broke a rule that holds it back.
    """
    by_report = rows.groupby("reporte").indices if len(rows) else {}
    records = []
    for position, case in enumerate(cases):
        places = by_report.get(position, [])
        records.append(
            _structure(case)
            | _identity(case)
            | _control_totals(case, rows.iloc[places])
            | _observed_share(case, observed.iloc[places])
            | _warnings(case, rows.iloc[places], observed.iloc[places])
        )
    return pd.DataFrame(records, dtype=object)


def counted(case: Case, record: pd.Series) -> dict[str, Any]:
    """The control totals of a report's record in `report_frame`; empty where its rows were not read whole."""
    return {name: record[name] for name in COUNTED} if case.whole else {}


def _structure(case: Case) -> dict[str, Any]:
    def told(code: str) -> str | None:
        return SEPARATOR.join(p.valor for p in case.report.problems if p.codigo == code) or None

    return {
        "hoja": f"Hoja «{case.report.sheet}»" if case.report.sheet else "El archivo",
        "tabla": case.report.sheet,
        "archivo_ilegible": told("archivo_ilegible"),
        "archivo_cifrado": told("archivo_cifrado"),
        "hojas_faltantes": told("hoja_faltante"),
        "tabla_faltante": told("tabla_faltante"),
        "columnas_faltantes": told("columna_faltante"),
        "columnas_repetidas": told("columna_repetida"),
        "filas_despues_del_fin": _rows(
            [int(p.valor) for p in case.report.problems if p.codigo == "filas_despues_del_fin"]
        ),
        "columnas_desconocidas": _listed(case.report.extra_columns) or None,
        "hojas_ocultas": _listed(f"«{name}»" for name in case.report.unread_hidden) or None,
        "hojas_ocultas_leidas": _listed(f"«{name}»" for name in case.report.read_hidden) or None,
        "filas_ocultas": _rows(case.report.hidden_rows),
        "cuantas_ocultas": len(case.report.hidden_rows),
        "filas_de_suma": _rows(case.report.sum_rows),
        "filas_de_plantilla": _rows(case.report.template_rows),
    }


def _identity(case: Case) -> dict[str, Any]:
    """Nothing is asked where the file could not be read, or lacks the cover's sheet: that is another rule's finding."""
    said = case.stated
    has_cover = _has_cover(case.report)
    return {
        "centro_declarado": said.cite_codigo if has_cover else NOT_ASKED,
        "cite_leido": said.cite_codigo,
        "cite_entregado": case.handed_cite,
        "mes_declarado": said.periodo if has_cover else NOT_ASKED,
        "mes_leido": said.periodo,
        "mes_de_recepcion": date(case.received_at.year, case.received_at.month, 1),
        "periodo_leido": month_text(said.periodo),
        "periodo_entregado": month_text(case.handed_period),
        "recibido": case.received_at,
        "recibido_para": ", ".join(case.received_for) or None,
    }


def _has_cover(report: ReadReport) -> bool:
    """A text without a cover's line and without a table is no report at all: that is the table's fault alone."""
    lacks_sheet = any(p.codigo == "hoja_faltante" and p.valor == COVER_SHEET for p in report.problems)
    return report.readable and not lacks_sheet and bool(report.cover or report.has_table or report.sheet)


def month_text(month: date | None) -> str | None:
    """`AAAA-MM`."""
    return None if month is None else f"{month:%Y-%m}"


def _control_totals(case: Case, rows: pd.DataFrame) -> dict[str, Any]:
    """The totals over every row as read, against those that the cover gives; null where it gives none.

    A row that does not tell its client (no number, or neither document nor name) may be one client more or none, so
    the declared total of clients has to lie between the two.
    """
    services = sum(quantity for quantity in rows["cantidad"] if not pd.isna(quantity)) if len(rows) else 0
    least = int(rows["cliente"].nunique()) if len(rows) else 0
    most = least + (int(rows["cliente"].isna().sum()) if len(rows) else 0)
    # Without a row and without a readable total nothing says that the month was empty: an unfilled template is none.
    unfilled = not len(rows) and _legible(case, SERVICES, case.stated.servicios) is False
    services_agree = (
        False if unfilled else _matches(case, SERVICES, case.stated.servicios, int(services), int(services))
    )
    clients_agree = _matches(case, CLIENTS, case.stated.clientes, least, most)
    others = "; ".join(_other(name, count) for name, count in case.report.other_tables[:_LISTED]) or None
    first_alone = services_agree is True and clients_agree is True
    refused = others is not None and not first_alone
    return {
        "servicios_contados": int(services),
        "clientes_contados": str(least) if least == most else f"entre {least:,} y {most:,}",
        "ocultas": _hidden(case.report),
        "total_servicios_legible": None if unfilled else _legible(case, SERVICES, case.stated.servicios),
        "total_clientes_legible": None if unfilled else _legible(case, CLIENTS, case.stated.clientes),
        "total_servicios_coincide": None if refused else services_agree,
        "total_clientes_coincide": None if refused else clients_agree,
        "totales_no_declarados": ", ".join(_undeclared(case)) or None,
        "otras_tablas": others if refused else None,
        "otras_tablas_ajenas": others if first_alone else None,
    }


def _hidden(report: ReadReport) -> str:
    """A sentence that follows a total, for whoever counted what the filter shows."""
    count = len(report.hidden_rows)
    if not count:
        return ""
    one = count == 1
    return (
        f" De las filas, {count:,} {'está oculta' if one else 'están ocultas'} ({_rows(report.hidden_rows)}) y "
        f"{'cuenta' if one else 'cuentan'} como las demás."
    )


def _other(name: str, count: int) -> str:
    return f"«{name}» ({count:,} {'fila' if count == 1 else 'filas'})"


def _matches(case: Case, key: str, declared: int | None, least: int, most: int) -> bool | None:
    """Null where the cover gives no total, or one that cannot be read: that is another rule's finding."""
    if not case.whole or key in _undeclared(case) or declared is None:
        return None
    return least <= declared <= most


def _legible(case: Case, key: str, declared: int | None) -> bool | None:
    return None if key in _undeclared(case) or key not in case.report.cover else declared is not None


def _undeclared(case: Case) -> list[str]:
    """Totals that are empty; one that cannot be read, or a formula whose result the file does not hold, is given."""
    if not _has_cover(case.report):
        return []
    given = {key: cell.value for key, cell in case.report.cover.items()}
    return [key for key in (SERVICES, CLIENTS) if is_blank(given.get(key))]


def _observed_share(case: Case, observed: pd.Series) -> dict[str, Any]:
    count, total = int(observed.sum()), len(observed)
    judged = count > limits()["observadas_toleradas"]
    return {"filas": total, "filas_observadas": count, "proporcion_observada": count / total if judged else 0.0}


def _warnings(case: Case, rows: pd.DataFrame, observed: pd.Series) -> dict[str, Any]:
    loaded = rows[~observed.astype(bool)]
    without = _rows_without(loaded)
    renamed = _renamed(rows)
    services = int(loaded["cantidad"].sum())
    return {
        "filas_sin_focalizado": len(without["focalizado_ausente"]),
        "lista_sin_focalizado": _rows(without["focalizado_ausente"]),
        "filas_sin_sexo": len(without["sexo_ausente"]),
        "filas_sexo_ilegible": len(without["sexo_ilegible"]),
        "lista_sexo_ilegible": _rows(without["sexo_ilegible"]),
        "documentos_con_dos_nombres": len(renamed),
        "lista_con_dos_nombres": "; ".join(f"{first} y {other}" for first, other in renamed[:_LISTED]),
        "servicios_aceptados": services,
        "meta_del_mes": case.target,
        "servicios_por_meta": services / case.target if case.target else None,
        "filas_que_vacia": case.rows_in_force if case.whole and loaded.empty else 0,
    }


def warned_rows(case: Case, rows: pd.DataFrame, observed: pd.Series) -> dict[str, list[int]]:
    """The rows, as Excel numbers them, that each warning about the whole report speaks of, by the rule's code."""
    return {
        "filas_ocultas": [*case.report.hidden_rows],
        "fila_de_suma": [*case.report.sum_rows],
        "fila_de_plantilla": [*case.report.template_rows],
        "cliente_con_dos_nombres": sorted({row for pair in _renamed(rows) for row in pair}),
        **_rows_without(rows[~observed.astype(bool)]),
    }


def _rows_without(loaded: pd.DataFrame) -> dict[str, list[int]]:
    """Of the rows that hold, those where an optional value is missing or cannot be read."""
    wanting = {
        "focalizado_ausente": (loaded["categoria_presupuestal"] == "PP0093") & loaded["focalizado"].isna(),
        "sexo_ausente": loaded["sexo_legible"].isna(),
        "sexo_ilegible": loaded["sexo_legible"].isin([False]),
    }
    return {code: [int(row) for row in loaded.loc[chosen, "fila"]] for code, chosen in wanting.items()}


def _renamed(rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Of each document that goes by two names, the first row of either name."""
    names: dict[str, tuple[str, int]] = {}
    renamed: dict[str, tuple[int, int]] = {}
    documented = rows[rows[["cliente", "numero_documento", "cliente_nombre"]].notna().all(axis=1)]
    columns = (documented[name] for name in ("cliente", "cliente_nombre", "fila"))
    for client, name, number in zip(*columns, strict=True):
        key = normalize.name_key(name)
        known, first = names.setdefault(client, (key, number))
        if known != key:
            renamed.setdefault(client, (int(first), int(number)))
    return list(renamed.values())


def _listed(items: Iterable[object]) -> str:
    """The first few, none longer than a line, and how many more there are."""
    shown = [str(item)[:_LONGEST] for item in items]
    more = len(shown) - _LISTED
    return ", ".join(shown[:_LISTED]) + (f" y {more} más" if more > 0 else "")


def _rows(numbers: Sequence[int]) -> str | None:
    """`fila 7`, `filas 7 a 12, 15`: ascending, those that follow each other together; None where there are none."""
    runs = _listed(str(first) if first == last else f"{first} a {last}" for first, last in row_runs(numbers))
    return f"{'fila' if len(numbers) == 1 else 'filas'} {runs}" if numbers else None
