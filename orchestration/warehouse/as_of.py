"""Copies raw into another home as it was at a past moment of reception: versions keep their numbers.
What is built from the copy belongs to `history/`; what receptions are belongs to `reception.py`."""

from __future__ import annotations

from datetime import datetime

from orchestration.core.paths import Home
from orchestration.warehouse.connection import connect

# Raw table -> which of its rows were there at `$momento`. Verdicts of gates are not copied: they are asked for anew.
ROWS = {
    "recepciones": "recibido_en <= $momento",
    "reportes": "recibido_en <= $momento",
    "atenciones": "recibido_en <= $momento",
    "atenciones_observadas": "recibido_en <= $momento",
    "periodos_congelados": "congelado_en <= $momento",
    "retiros": "retirado_en <= $momento",
    "siaf_entregas": "recibido_en <= $momento",
    "siaf_gasto": "recibido_en <= $momento",
    "data_peru_entregas": "recibido_en <= $momento",
    "data_peru_filas": "recibido_en <= $momento",
    "observaciones": "reporte_id in (select reporte_id from raw.reportes where recibido_en <= $momento)",
}


def copy_as_of(home: Home, target: Home, moment: datetime) -> int:
    """Fills the raw tables of `target`, made anew, with what `home` had received by `moment` (naive, America/Lima).

    Every month received is pending in the copy. Returns how many versions it holds that count or were replaced.
    """
    with connect(target):
        pass
    with connect(home) as connection:
        connection.execute(f"attach '{target.warehouse}' as copia")
        for table, condition in ROWS.items():
            connection.execute(
                f"insert into copia.raw.{table} by name select * from raw.{table} where {condition}",
                {"momento": moment},
            )
        connection.execute(
            "insert into copia.raw.periodos_por_rehacer by name "
            "select periodo, reporte_id from copia.raw.reportes where periodo is not null"
        )
        row = connection.execute(
            "select count(*) from copia.raw.reportes where estado != 'rechazado' "
            "and reporte_id not in (select clave from copia.raw.retiros)"
        ).fetchone()
    assert row is not None
    return int(row[0])
