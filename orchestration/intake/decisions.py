"""The raw table with a row a delivery, the same for every feed: what was decided of which bytes, and what is in force.
The rows that a delivery brings are each feed's own; the columns that differ are named by its `Ledger`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb

from orchestration.gates import loads
from orchestration.gates.findings import Finding
from orchestration.intake.feed import REFUSED, Decision, Delivery, Judgement, Ledger, Place, Reception
from orchestration.warehouse.appending import append_rows

Wanted = Callable[[Place], bool]
_OF_A_FINDING = ("nivel", "codigo", "columna", "valor", "mensaje")


def stored(connection: duckdb.DuckDBPyConnection, ledger: Ledger, key: str, repeated: bool = False) -> Decision:
    """A decision as raw keeps it.

    Raises:
        KeyError: raw holds none of that key.
    """
    cursor = connection.execute(f"select * from raw.{ledger.table} where {ledger.key} = ?", [key])
    row = cursor.fetchone()
    if row is None:
        raise KeyError(key)
    known = dict(zip([column[0] for column in cursor.description or ()], row, strict=True))
    handed = _one(connection, _handed(ledger), [key]) if ledger.receptions else None
    reception = Reception(known["archivo"], known[ledger.digest], known["bytes"], known["recibido_en"], handed)
    place = tuple(known[column] for column in ledger.place)
    common = {ledger.key, ledger.digest, "archivo", "bytes", "recibido_en", "estado", "version", *ledger.place}
    columns = {name: value for name, value in known.items() if name not in common}
    found = tuple(_findings(connection, ledger, key))
    return Decision(key, reception, known["estado"], place, known["version"], found, columns, repeated)


def _handed(ledger: Ledger) -> str:
    return f"select entregado_cite from raw.{ledger.receptions} where recepcion_id = ?"


def _findings(connection: duckdb.DuckDBPyConnection, ledger: Ledger, key: str) -> Iterator[Finding]:
    names = (*_OF_A_FINDING, *ledger.finding_columns)
    rows = connection.execute(
        f"select {', '.join(names)} from raw.{ledger.findings} where {ledger.key} = ? order by rowid", [key]
    ).fetchall()
    return (Finding(**dict(zip(names, row, strict=True))) for row in rows)


def knows(connection: duckdb.DuckDBPyConnection, ledger: Ledger, digest: str) -> bool:
    """Whether anything was ever decided of these bytes."""
    return _one(connection, f"select 1 from raw.{ledger.table} where {ledger.digest} = ? limit 1", [digest]) == 1


def of_this_delivery(connection: duckdb.DuckDBPyConnection, ledger: Ledger, reception: Reception) -> Decision | None:
    """What a run that was killed afterwards decided of this very delivery."""
    key = key_of_reception(connection, ledger, reception.id)
    return None if key is None else stored(connection, ledger, key, repeated=key != reception.id)


def key_of_reception(connection: duckdb.DuckDBPyConnection, ledger: Ledger, reception_id: str) -> str | None:
    """The key of what was decided of a delivery, None where the feed has no such delivery."""
    if ledger.receptions:
        sql = f"select {ledger.key} from raw.{ledger.receptions} where recepcion_id = ?"
    else:
        sql = f"select {ledger.key} from raw.{ledger.table} where {ledger.key} = ?"
    found = _one(connection, sql, [reception_id])
    return None if found is None else str(found)


def of_these_bytes(connection: duckdb.DuckDBPyConnection, ledger: Ledger, delivery: Delivery) -> Decision | None:
    """The decision in force where these bytes have it, else the last one on them, within their place and scope."""
    same = "".join(f" and {column} is not distinct from ?" for column in ledger.place)
    key = _one(
        connection,
        f"select {ledger.key} from raw.{ledger.table} where {ledger.digest} = ?{same} "
        f"and ({ledger.scope}) is not distinct from ? "
        f"order by {ledger.key} is not distinct from ? desc, recibido_en desc, version desc nulls last limit 1",
        [delivery.read.digest, *delivery.read.place, delivery.read.scope, key_in_force(connection, ledger, delivery)],
    )
    return None if key is None else stored(connection, ledger, key, repeated=True)


def counting(ledger: Ledger) -> str:
    """SQL over a row of the ledger: neither refused nor withdrawn."""
    return f"estado <> '{REFUSED}' and {_standing(ledger)}"


def _standing(ledger: Ledger) -> str:
    return f"{ledger.key} not in (select clave from raw.retiros)"


def key_in_force(connection: duckdb.DuckDBPyConnection, ledger: Ledger, at: Delivery | Decision) -> str | None:
    """The key of the newest version of a place that was neither refused nor withdrawn."""
    place = at.place if isinstance(at, Decision) else at.read.place
    same = "".join(f" and {column} = ?" for column in ledger.place)
    sql = f"select arg_max({ledger.key}, version) from raw.{ledger.table} where {counting(ledger)}{same}"
    found = _one(connection, sql, list(place))
    return None if found is None else str(found)


def counts(connection: duckdb.DuckDBPyConnection, ledger: Ledger, decision: Decision) -> bool:
    """Whether a delivery was accepted, nothing replaced it since and nobody withdrew it."""
    if decision.refused or withdrawn(connection, decision.key):
        return False
    if ledger.replaced:
        return _one(connection, ledger.replaced, [decision.key]) is None
    return key_in_force(connection, ledger, decision) == decision.key


def refusal_of(connection: duckdb.DuckDBPyConnection, ledger: Ledger, decision: Decision) -> Decision | None:
    """The last refusal of the same bytes in the same place."""
    same = "".join(f" and {column} is not distinct from ?" for column in ledger.place)
    key = _one(
        connection,
        f"select {ledger.key} from raw.{ledger.table} where {ledger.digest} = ? and estado = '{REFUSED}'{same} "
        "order by recibido_en desc limit 1",
        [decision.reception.digest, *decision.place],
    )
    return None if key is None else stored(connection, ledger, key)


def withdrawn(connection: duckdb.DuckDBPyConnection, key: str) -> bool:
    """Whether somebody withdrew what was decided under this key."""
    return _one(connection, "select 1 from raw.retiros where clave = ?", [key]) == 1


def in_force(connection: duckdb.DuckDBPyConnection, ledger: Ledger, wanted: Wanted) -> list[Decision]:
    """The version that counts of each place that is wanted."""
    return _of_places(connection, ledger, wanted, counting(ledger), "version desc")


def refusals(connection: duckdb.DuckDBPyConnection, ledger: Ledger) -> list[Decision]:
    """The last decision on each place where it refuses, but for what was withdrawn: what waits for a correction."""
    newest = "recibido_en desc, version desc nulls last"
    return _of_places(connection, ledger, lambda _: True, _standing(ledger), newest, "and estado = 'rechazado'")


def _of_places(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, wanted: Wanted, where: str, order: str, which: str = ""
) -> list[Decision]:
    partition = f"partition by {', '.join(ledger.place)} " if ledger.place else ""
    rows = connection.execute(
        f"select {', '.join([ledger.key, *ledger.place])} from raw.{ledger.table} where {where} "
        f"qualify row_number() over ({partition}order by {order}) = 1 {which} order by all"
    ).fetchall()
    # DuckDB 1.5.5 answers a row of nulls where nothing is to be numbered and there is no partition.
    return [stored(connection, ledger, key) for key, *place in rows if key is not None and wanted(tuple(place))]


def next_version(connection: duckdb.DuckDBPyConnection, ledger: Ledger, place: Place) -> int:
    """Versions count from 1 within a place, by reception."""
    same = "".join(f" and {column} = ?" for column in ledger.place)
    sql = f"select coalesce(max(version), 0) + 1 from raw.{ledger.table} where true{same}"
    return int(_one(connection, sql, list(place)))


def write(connection: duckdb.DuckDBPyConnection, ledger: Ledger, decisions: Sequence[Decision]) -> None:
    """Appends new deliveries with their findings, and puts today's reasons in the place of a repeated refusal's."""
    fresh = [decision for decision in decisions if not decision.repeated]
    restated = [decision for decision in decisions if decision.restated]
    append_rows(connection, ledger.table, [_row(ledger, decision) for decision in fresh])
    for decision in restated:
        connection.execute(f"delete from raw.{ledger.findings} where {ledger.key} = ?", [decision.key])
        connection.execute("delete from raw.anotadas where clave = ?", [decision.key])
    append_rows(
        connection,
        ledger.findings,
        [
            {ledger.key: decision.key}
            | {name: getattr(finding, name) for name in (*_OF_A_FINDING, *ledger.finding_columns)}
            for decision in (*fresh, *restated)
            for finding in decision.findings
        ],
    )
    for decision in (*fresh, *restated):
        if decision.judgement is not None and decision.judgement.gate is not None:
            loads.keep(connection, decision.key, decision.judgement.gate)
    if ledger.receptions:
        append_rows(connection, ledger.receptions, [_reception(ledger, decision) for decision in decisions])


def mark_due(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Accepted deliveries of a feed that stands past staging: the marts do not hold them yet."""
    keys = [{"entrega_id": decision.key} for decision in decisions if not (decision.repeated or decision.refused)]
    append_rows(connection, "entregas_por_rehacer", keys)


def _row(ledger: Ledger, decision: Decision) -> dict[str, Any]:
    return {
        **dict(zip(ledger.place, decision.place, strict=True)),
        **provenance(ledger, decision),
        "bytes": decision.reception.bytes,
        "estado": decision.estado,
        **decision.columns,
    }


def provenance(ledger: Ledger, decision: Decision) -> dict[str, Any]:
    """Where a row of raw comes from: the delivery's key, version, file, bytes and time."""
    return {
        ledger.key: decision.key,
        "version": decision.version,
        "archivo": decision.reception.archivo,
        ledger.digest: decision.reception.digest,
        "recibido_en": decision.reception.recibido_en,
    }


def _reception(ledger: Ledger, decision: Decision) -> dict[str, Any]:
    reception = decision.reception
    return {
        "recepcion_id": reception.id,
        "archivo": reception.archivo,
        ledger.digest: reception.digest,
        "bytes": reception.bytes,
        "recibido_en": reception.recibido_en,
        "entregado_cite": reception.entregado_cite,
        "resultado": "repetido" if decision.repeated else "version",
        ledger.key: decision.key,
    }


def settled(
    ledger: Ledger, delivery: Delivery, judgement: Judgement, earlier: Decision | None, version: int
) -> Decision:
    """A refusal of bytes refused before is no new delivery, but its reasons are today's; everything else is one."""
    if judgement.estado == REFUSED and earlier is not None and earlier.refused:
        return Decision(
            earlier.key, delivery.reception, REFUSED, earlier.place, earlier.version, judgement.findings,
            earlier.columns, repeated=True, restated=judgement.findings != earlier.findings, judgement=judgement,
        )  # fmt: skip
    numbered = judgement.estado != REFUSED or ledger.refusals_numbered
    return Decision(
        delivery.reception.id, delivery.reception, judgement.estado, judgement.place,
        version if numbered and None not in judgement.place else None,
        judgement.findings, judgement.columns, judgement=judgement,
    )  # fmt: skip


def _one(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any]) -> Any:
    row = connection.execute(sql, list(values)).fetchone()
    return None if row is None else row[0]
