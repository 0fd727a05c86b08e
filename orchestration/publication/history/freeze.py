"""Freezes a published month: which publication, and which reports it was counted from, go on record for good.
What a freeze means for a later correction is dbt's; that the correction loads all the same is the intake's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake.journal import note_state
from orchestration.publication.snapshot import current
from orchestration.warehouse.connection import connect, exclusive, transaction


class NotFrozen(Misuse):
    """The month cannot be frozen; the message says why."""


@dataclass(frozen=True)
class Freeze:
    """One month (`AAAA-MM`) frozen with the reports that a publication counted it from."""

    periodo: str
    publicacion: int
    huella: str
    reportes: tuple[str, ...]


def freeze(home: Home, month: str, who: str, at: datetime) -> Freeze:
    """Puts on record that `month` (`AAAA-MM`) stands as the current publication has it; the next close shows it.

    `at` is naive, America/Lima. Freezing a month again is for one that was corrected since.

    Raises:
        NotFrozen: nobody published the month yet, or it is frozen with these very reports.
    """
    manifest = current(home)
    reports = tuple(s["reporte_id"] for s in manifest.fuentes if s["periodo"][:7] == month) if manifest else ()
    if manifest is None or not reports:
        raise NotFrozen(f"{month} no está publicado todavía; ciérrelo antes con `red-cite cerrar {month}`.")
    made = Freeze(month, manifest.version, manifest.huella, reports)
    with exclusive(home), connect(home) as connection:
        _refuse_again(connection, made)
        _store(connection, made, who, at)
        note_state(home, connection)
    return made


def _refuse_again(connection: duckdb.DuckDBPyConnection, made: Freeze) -> None:
    last = connection.execute(
        "select reportes, congelado_en, publicacion from raw.periodos_congelados "
        "where periodo = ? order by congelado_en desc limit 1",
        [f"{made.periodo}-01"],
    ).fetchone()
    if last is not None and set(last[0]) == set(made.reportes):
        raise NotFrozen(
            f"{made.periodo} ya está congelado desde el {last[1]:%d/%m/%Y}, con la versión {last[2]}, "
            "y nada de él ha cambiado en lo publicado."
        )


def _store(connection: duckdb.DuckDBPyConnection, made: Freeze, who: str, at: datetime) -> None:
    month, reports = f"{made.periodo}-01", list(made.reportes)
    redo = "insert into raw.periodos_por_rehacer select ?::date, unnest(?::varchar[])"
    with transaction(connection):
        connection.execute(
            "insert into raw.periodos_congelados values (?, ?, ?, ?, ?, ?)",
            [month, at, who, made.publicacion, made.huella, reports],
        )
        # The marts lack the freeze: the next close has something to do even if nothing else comes in.
        connection.execute(redo, [month, reports])
