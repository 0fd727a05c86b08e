"""Lists what the reports still owe: rows held back and refusals that no later accepted version has settled.
When something is settled is dbt's to say (`int_situacion_reportes`); cells and names stay in the centre's receipt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import duckdb

from orchestration.publication.history.wording import without_value

_QUERY = """
    select
        situacion.reporte_id, situacion.cite_codigo, situacion.periodo, situacion.version, reportes.archivo,
        situacion.recibido_en, situacion.estado, situacion.abierto, situacion.situacion,
        resueltos.version, resueltos.recibido_en,
        hallazgos.nivel, hallazgos.codigo, hallazgos.hoja, hallazgos.fila, hallazgos.columna, hallazgos.mensaje
    from intermediate.int_situacion_reportes as situacion
    inner join raw.reportes as reportes on situacion.reporte_id = reportes.reporte_id
    left join raw.reportes as resueltos on situacion.resuelto_por = resueltos.reporte_id
    left join raw.observaciones as hallazgos
        on situacion.reporte_id = hallazgos.reporte_id and hallazgos.nivel <> 'advertencia'
    where
        (situacion.abierto or ($todas and situacion.estado <> 'aceptado'))
        and ($cite is null or situacion.cite_codigo = $cite)
        and ($periodo is null or situacion.periodo = $periodo)
    order by situacion.periodo, situacion.cite_codigo, situacion.recibido_en, hallazgos.nivel desc,
        hallazgos.fila, hallazgos.columna, hallazgos.codigo
"""


@dataclass(frozen=True)
class Item:
    """One finding: where it is, and what to do, without what the cell says."""

    nivel: str
    codigo: str
    hoja: str | None
    fila: int | None
    columna: str | None
    mensaje: str


@dataclass(frozen=True)
class OpenReport:
    """One version with something to correct; settled by version `resuelto_por` where that is not None."""

    cite_codigo: str | None
    periodo: date | None
    version: int | None
    archivo: str
    recibido_en: datetime
    estado: str
    abierto: bool
    situacion: str
    resuelto_por: int | None
    resuelto_en: datetime | None
    observaciones: list[Item] = field(default_factory=list)


def open_reports(
    connection: duckdb.DuckDBPyConnection, cite: str | None, month: date | None, settled_too: bool
) -> list[OpenReport]:
    """Versions with findings, by month, centre and reception; of all centres and months where none is given."""
    rows = connection.execute(_QUERY, {"todas": settled_too, "cite": cite, "periodo": month}).fetchall()
    return list(_grouped(rows))


def _grouped(rows: list[tuple]) -> Iterator[OpenReport]:
    last, report = None, None
    for reporte_id, *said in rows:
        if reporte_id != last:
            if report is not None:
                yield report
            last, report = reporte_id, OpenReport(*said[:10])
        level, code, sheet, row, column, message = said[10:]
        if code is not None and report is not None:
            place = {"hoja": sheet, "fila": row, "columna": column}
            report.observaciones.append(Item(level, code, sheet, row, column, without_value(code, message, place)))
    if report is not None:
        yield report
