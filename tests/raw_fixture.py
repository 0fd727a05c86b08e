"""Builds small raw tables as a load would leave them, from attentions written in a few words; all people are invented.
Reading and judging files is not tested with it: it starts where raw begins."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.core.catalogs import tasks
from orchestration.warehouse.upgrading import bring_up


@dataclass(frozen=True)
class Attention:
    """One accepted row; `cliente` stands for the pseudonym, the service follows from the task."""

    fecha: date
    cliente: str
    tipo_cliente: int
    tarea: str = "1.1"
    cantidad: int = 1
    categoria: str = "PP0093"
    importe: Decimal | None = None


@dataclass(frozen=True)
class Report:
    """One version as received; `observadas` rows are quarantined, a refused report loads nothing."""

    cite: str
    periodo: date
    recibido_en: datetime
    atenciones: tuple[Attention, ...] = ()
    observadas: int = 0
    rechazado: bool = False

    @property
    def id(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def estado(self) -> str:
        if self.rechazado:
            return "rechazado"
        return "observado" if self.observadas else "aceptado"


class RawWarehouse:
    """A warehouse file with the raw schema; every load opens and closes it, since dbt needs it in between."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with duckdb.connect(str(file)) as connection:
            bring_up(connection, None)

    def load(self, reports: Sequence[Report]) -> None:
        """Appends the reports in this order and notes their months as pending."""
        with duckdb.connect(str(self.file)) as connection:
            for report in reports:
                _insert(connection, report, _next_version(connection, report))

    def marts_are_current(self) -> None:
        """What a close does last: nothing is pending any more."""
        with duckdb.connect(str(self.file)) as connection:
            connection.execute("delete from raw.periodos_por_rehacer")

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def _next_version(connection: duckdb.DuckDBPyConnection, report: Report) -> int:
    row = connection.execute(
        "select count(*) + 1 from raw.reportes where cite_codigo = ? and periodo = ?", [report.cite, report.periodo]
    ).fetchone()
    assert row is not None
    return int(row[0])


def _insert(connection: duckdb.DuckDBPyConnection, report: Report, version: int) -> None:
    loaded = () if report.rechazado else report.atenciones
    rows = len(report.atenciones) + report.observadas
    provenance = [f"{report.cite}.xlsx", report.id, report.recibido_en]
    connection.execute(
        "insert into raw.reportes values (?, ?, ?, ?, ?, ?, 1000, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *[report.id, report.cite, report.periodo, version, *provenance, report.estado],
            *[rows, len(loaded), 0 if report.rechazado else report.observadas, rows if report.rechazado else 0],
            *_totals(report, loaded),
            *[None, None, "PERSONA SINTÉTICA", report.recibido_en.date()],
        ],
    )
    for number, attention in enumerate(loaded, start=2):
        connection.execute(
            f"insert into raw.atenciones values ({', '.join('?' * 24)})",
            [report.id, report.cite, report.periodo, version, *provenance, *_row(number, attention)],
        )
    for number in range(0 if report.rechazado else report.observadas):
        fila = len(loaded) + 2 + number
        connection.execute(
            "insert into raw.atenciones_observadas values (?, ?, ?, ?, ?, ?, ?, 'Atenciones', ?, '{}', ?)",
            [report.id, report.cite, report.periodo, version, *provenance, fila, '["cantidad_invalida"]'],
        )
        connection.execute(
            "insert into raw.observaciones (reporte_id, nivel, codigo, hoja, fila, columna, valor, mensaje) "
            "values (?, 'fila', 'cantidad_invalida', 'Atenciones', ?, 'Cantidad', 'x', 'x')",
            [report.id, fila],
        )
    connection.execute("insert into raw.periodos_por_rehacer values (?, ?)", [report.periodo, report.id])


def _totals(report: Report, loaded: Sequence[Attention]) -> list[object]:
    if report.rechazado:
        return [None, None, None]
    amounts = [a.importe for a in loaded if a.importe is not None]
    return [sum(a.cantidad for a in loaded), len({a.cliente for a in loaded}), sum(amounts, Decimal(0))]


def _row(number: int, attention: Attention) -> list[object]:
    return [
        *["Atenciones", number, attention.fecha, "DNI", "00000001", "PERSONA SINTÉTICA", attention.cliente],
        *[attention.tipo_cliente, None, None, tasks()[attention.tarea].service_code, attention.tarea],
        *[attention.categoria, None, attention.cantidad, attention.importe, None],
    ]
