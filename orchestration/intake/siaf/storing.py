"""Sums up a delivery of the SIAF for its judgement, and stores the pliego's rows of an accepted one.
Reading the file belongs to `reader`, judging it to `expectations/`, what the amounts mean to dbt."""

from __future__ import annotations

from typing import Any

import duckdb

from orchestration.intake.decisions import counting, provenance
from orchestration.intake.feed import Decision, Ledger, Reception

# One row: what the delivery holds, beside the one in force for its year. The suites read it too.
TABLE = "siaf_en_juicio"
LEDGER = Ledger("siaf_entregas", ("anio",), "siaf_observaciones", ("linea",), digest="blake3")

_SUMS = ("nivel_temporal", "corte", "filas", "pia", "pim", "devengado")

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
    where {counting(LEDGER)}
    qualify row_number() over (partition by anio order by version desc) = 1
) as anterior using (anio)
"""


def sum_up(connection: duckdb.DuckDBPyConnection, reception: Reception, container: str) -> dict[str, Any]:
    """Sums up what the reader left in `siaf_leido`, beside the delivery in force; returns the sums, in soles."""
    connection.execute(
        _IN_JUDGEMENT, {"recibido_en": reception.recibido_en, "bytes": reception.bytes, "formato": container}
    )
    row = connection.execute(f"select {', '.join(_SUMS)} from {TABLE}").fetchone()
    assert row is not None
    return dict(zip(_SUMS, row, strict=True))


def store_rows(connection: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    """Appends the rows in `siaf_leido`, as read, with where they came from."""
    known = provenance(LEDGER, decision) | {"anio": decision.place[0]}
    connection.execute(
        f"insert into raw.siaf_gasto by name select {', '.join(f'${name} as {name}' for name in known)}, "
        "rowid + 1 as orden, siaf_leido.* replace (ano_eje::integer as ano_eje) from siaf_leido",
        known,
    )
