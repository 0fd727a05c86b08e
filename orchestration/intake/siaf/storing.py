"""Stores a judged delivery of the SIAF: its verdict and findings always, the pliego's rows when it was accepted.
Reading the file belongs to `siaf/`, judging it to `expectations/`, what the amounts mean to dbt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from orchestration.intake.siaf.findings import SiafFinding
from orchestration.intake.siaf.reception import SiafReception
from orchestration.warehouse.appending import append_rows

# One row: what the delivery holds, beside the one in force for its year. The suites read it too.
TABLE = "siaf_en_juicio"

_STORED = (
    *("entrega_id", "anio", "version", "archivo", "blake3", "estado", "formato"),
    *("corte", "nivel_temporal", "filas", "pia", "pim", "devengado"),
)

_IN_JUDGEMENT = f"""
create or replace temp table {TABLE} as
with leidas as (
    select
        min(ano_eje)::integer as anio,
        count(*)::integer as filas,
        sum(monto_pia)::decimal(18, 2) as pia,
        sum(monto_pim)::decimal(18, 2) as pim,
        sum(monto_devengado_anual)::decimal(18, 2) as devengado,
        bool_or(monto_devengado_anual <> 0) as con_devengado,
        greatest(
            max(1) filter (where monto_devengado_enero <> 0), max(2) filter (where monto_devengado_febrero <> 0),
            max(3) filter (where monto_devengado_marzo <> 0), max(4) filter (where monto_devengado_abril <> 0),
            max(5) filter (where monto_devengado_mayo <> 0), max(6) filter (where monto_devengado_junio <> 0),
            max(7) filter (where monto_devengado_julio <> 0), max(8) filter (where monto_devengado_agosto <> 0),
            max(9) filter (where monto_devengado_septiembre <> 0), max(10) filter (where monto_devengado_octubre <> 0),
            max(11) filter (where monto_devengado_noviembre <> 0), max(12) filter (where monto_devengado_diciembre <> 0)
        ) as ultimo_mes
    from siaf_leido
)
select
    leidas.* exclude (con_devengado, ultimo_mes),
    make_date(anio, ultimo_mes, 1) as corte,
    -- Months all zero while the annual figure is not: the delivery carries no months, as older downloads did not.
    if(ultimo_mes is null and con_devengado, 'anual', 'mensual') as nivel_temporal,
    $recibido_en::timestamp as recibido_en,
    $bytes::bigint as bytes,
    $formato as formato,
    coalesce(anterior.version, 0) + 1 as version,
    anterior
from leidas
left join (
    from raw.siaf_entregas
    where estado = 'aceptado'
    qualify row_number() over (partition by anio order by version desc) = 1
) as anterior using (anio)
"""


@dataclass(frozen=True)
class SiafEntry:
    """One delivery as stored; null as in `raw.siaf_entregas`. `repeated` where its bytes were decided about before."""

    entrega_id: str
    anio: int | None
    version: int | None
    archivo: str
    blake3: str
    estado: str
    formato: str | None
    corte: date | None
    nivel_temporal: str | None
    filas: int | None
    pia: Decimal | None
    pim: Decimal | None
    devengado: Decimal | None
    findings: tuple[SiafFinding, ...]
    repeated: bool = False


def put_in_judgement(connection: duckdb.DuckDBPyConnection, reception: SiafReception, container: str) -> int:
    """Sums up what the reader left in `siaf_leido`, beside the delivery in force; returns the year."""
    connection.execute(
        _IN_JUDGEMENT, {"recibido_en": reception.recibido_en, "bytes": reception.bytes, "formato": container}
    )
    row = connection.execute(f"select anio from {TABLE}").fetchone()
    assert row is not None
    return int(row[0])


def decided(connection: duckdb.DuckDBPyConnection, blake3: str, entrega_id: str) -> SiafEntry | None:
    """What was decided of these bytes before: the acceptance in force where it has them, else the last decision.

    `entrega_id` is the delivery asked for: one that a killed run stored itself comes first, and is not repeated.
    """
    row = connection.execute(
        "select entrega_id from raw.siaf_entregas as entrega where blake3 = $blake3 order by entrega_id = $id desc, "
        "version = (select max(version) from raw.siaf_entregas as otra where otra.anio = entrega.anio) desc, "
        "recibido_en desc limit 1",
        {"blake3": blake3, "id": entrega_id},
    ).fetchone()
    return stored_entry(connection, row[0], repeated=row[0] != entrega_id) if row else None


def store_accepted(
    connection: duckdb.DuckDBPyConnection,
    reception: SiafReception,
    known: dict[str, str],
    warnings: Sequence[SiafFinding],
) -> None:
    """Stores the delivery in judgement with its rows; to be called inside a transaction.

    `known` holds what neither the reception nor the rows say: formato, codificacion, sector and pliego.
    """
    provenance = "$entrega_id as entrega_id, $archivo as archivo, $blake3 as blake3"
    given = {"entrega_id": reception.id, "archivo": reception.archivo, "blake3": reception.blake3}
    connection.execute(
        f"insert into raw.siaf_entregas by name select {provenance}, 'aceptado' as estado, "
        f"$codificacion as codificacion, $sector as sector, $pliego as pliego, * exclude (anterior) from {TABLE}",
        given | {name: known[name] for name in ("codificacion", "sector", "pliego")},
    )
    connection.execute(
        f"insert into raw.siaf_gasto by name select {provenance}, juicio.recibido_en, juicio.anio, juicio.version, "
        "siaf_leido.rowid + 1 as orden, siaf_leido.* replace (ano_eje::integer as ano_eje) "
        f"from siaf_leido cross join {TABLE} as juicio",
        given,
    )
    connection.execute("insert into raw.entregas_por_rehacer values (?)", [reception.id])
    _store_findings(connection, reception.id, warnings)


def store_refused(
    connection: duckdb.DuckDBPyConnection,
    reception: SiafReception,
    known: dict[str, Any],
    findings: Sequence[SiafFinding],
) -> None:
    """Stores that a delivery was refused, and why; `known` as far as the file could be read, `anio` among it."""
    row = {
        **known,
        "entrega_id": reception.id,
        "archivo": reception.archivo,
        "blake3": reception.blake3,
        "bytes": reception.bytes,
        "recibido_en": reception.recibido_en,
        "estado": "rechazado",
    }
    append_rows(connection, "siaf_entregas", [row])
    _store_findings(connection, reception.id, findings)


def restate_findings(connection: duckdb.DuckDBPyConnection, entrega_id: str, findings: Sequence[SiafFinding]) -> None:
    """Puts the reasons of a judgement repeated in the place of those before; to be called inside a transaction."""
    connection.execute("delete from raw.siaf_observaciones where entrega_id = ?", [entrega_id])
    _store_findings(connection, entrega_id, findings)


def stored_entry(connection: duckdb.DuckDBPyConnection, entrega_id: str, repeated: bool = False) -> SiafEntry:
    """A delivery as raw keeps it.

    Raises:
        KeyError: raw holds no such delivery.
    """
    row = connection.execute(
        f"select {', '.join(_STORED)} from raw.siaf_entregas where entrega_id = ?", [entrega_id]
    ).fetchone()
    if row is None:
        raise KeyError(entrega_id)
    known: dict[str, Any] = dict(zip(_STORED, row, strict=True))
    found = connection.execute(
        "select nivel, codigo, mensaje, linea, columna, valor from raw.siaf_observaciones "
        "where entrega_id = ? order by rowid",
        [entrega_id],
    ).fetchall()
    return SiafEntry(**known, findings=tuple(SiafFinding(*f) for f in found), repeated=repeated)


def _store_findings(connection: duckdb.DuckDBPyConnection, entrega_id: str, findings: Sequence[SiafFinding]) -> None:
    append_rows(connection, "siaf_observaciones", [{"entrega_id": entrega_id, **vars(finding)} for finding in findings])
