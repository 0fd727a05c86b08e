"""Data Perú as a feed: deliveries of the earlier platform, each a folder (or its zip) with six tables.
What a delivery holds is read in `delivery.py`; the promises stand in `expectations/data_peru.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from orchestration.core.paths import Home
from orchestration.gates import loads
from orchestration.intake.data_peru.delivery import read_delivery
from orchestration.intake.data_peru.frames import frames
from orchestration.intake.data_peru.opening import open_delivery
from orchestration.intake.data_peru.storing import store_rows
from orchestration.intake.decisions import mark_due
from orchestration.intake.feed import REFUSED, Decision, Delivery, Feed, Judgement, Ledger, OnShare, Read, Taken
from orchestration.intake.findings import findings_of
from orchestration.intake.reception import archive_bytes

GATE = "data_peru"
# In force is, for each table and year, the newest delivery that holds it: an older one may still be in force for some.
_REPLACED = """
select 1
from raw.data_peru_filas as propia
inner join raw.data_peru_entregas as esta using (entrega_id)
inner join raw.data_peru_filas as otra on propia.tabla = otra.tabla and propia.anio = otra.anio
inner join raw.data_peru_entregas as posterior on otra.entrega_id = posterior.entrega_id
where propia.entrega_id = ? and posterior.version > esta.version
    and posterior.entrega_id not in (select clave from raw.retiros)
limit 1
"""


def read_tables(home: Home, _: duckdb.DuckDBPyConnection, taken: Taken, __: OnShare) -> Read:
    """The delivery as read, every table's bytes archived by their hash, as the reports' are."""
    delivered = open_delivery(taken.path)
    for content in delivered.contents.values():
        archive_bytes(home, content)
    return Read(read_delivery(delivered, taken.recibido_en.date()), delivered.sha256, delivered.bytes, ())


def judge(_: duckdb.DuckDBPyConnection, batch: Sequence[Delivery]) -> list[Judgement]:
    """Great Expectations' verdict on each delivery's frames."""
    return [_judge(delivery) for delivery in batch]


def _judge(delivery: Delivery) -> Judgement:
    read = delivery.read.content
    laid_out = frames(read)
    gate = loads.outcome_of(GATE, laid_out)
    found = findings_of(gate.suites, laid_out, written)
    if any(finding.refuses for finding in found):
        return Judgement(REFUSED, (), found, gate=gate)
    return Judgement("aceptado", (), found, {"filas": sum(len(table.rows) for table in read.tables)}, gate, read)


def written(line: Mapping[str, Any], column: str | None) -> str | None:
    """The text that a finding is about: the line's own, or of the column named."""
    of_a_row = "columna_tipo" in line
    named = "tipo" if of_a_row and column == line["columna_tipo"] else column or ""
    text = line.get(named) if of_a_row else line["valor"]
    return None if text is None else str(text)


def load(_: Home, connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """The rows of an accepted delivery."""
    for decision in decisions:
        if not (decision.repeated or decision.refused) and decision.judgement is not None:
            store_rows(connection, decision, decision.judgement.detail)
    mark_due(connection, decisions)


def restated(connection: duckdb.DuckDBPyConnection, decision: Decision) -> list[str]:
    """The years that its tables hold."""
    rows = connection.execute(
        "select distinct anio from raw.data_peru_filas where entrega_id = ? order by 1", [decision.key]
    ).fetchall()
    return [str(year) for (year,) in rows]


DATA_PERU = Feed(
    name="data_peru",
    title="Data Perú",
    board="entregas_data_peru",
    step="entregas_data_peru",
    check="puerta_data_peru",
    description="Las entregas de la plataforma Data Perú, de años anteriores a los reportes: carpetas de seis tablas.",
    ledger=Ledger("data_peru_entregas", (), "data_peru_observaciones", ("archivo", "linea"), replaced=_REPLACED),
    tables={
        "data_peru_entregas": "Una fila por entrega de Data Perú recibida, también las rechazadas.",
        "data_peru_filas": "Una fila por fila de cada entrega aceptada, con sus celdas como llegaron.",
        "data_peru_observaciones": "Una fila por hallazgo: por qué se rechazó una entrega, y advertencias.",
    },
    shown={"filas": "Filas"},
    kinds=frozenset({"csv"}),
    whole_folders=True,
    read=read_tables,
    judge=judge,
    load=load,
    restated=restated,
)
