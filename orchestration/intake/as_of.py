"""Copies raw into another home as it was at a past moment of reception: versions keep their numbers.
What is built from the copy belongs to `closing/rebuild.py`; what a feed keeps, to the feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from orchestration.core.paths import Home
from orchestration.intake.feed import Feed
from orchestration.intake.feeds import FEEDS
from orchestration.warehouse.connection import connect

# What is to redo is told anew in the copy, and verdicts of gates are asked for anew: neither is copied.
_TO_REDO = "periodos_por_rehacer"
_OF_ALL_FEEDS = (("periodos_congelados", "congelado_en <= $momento"), ("retiros", "retirado_en <= $momento"))


def copy_as_of(home: Home, target: Home, moment: datetime, feeds: Sequence[Feed] = FEEDS) -> int:
    """Fills the raw tables of `target`, made anew, with what `home` had received by `moment` (naive, America/Lima).

    Every month received is pending in the copy. Returns how many reports it holds that count or were replaced.
    """
    for made in (target, home):
        with connect(made) as connection:
            for feed in feeds:
                connection.execute(feed.schema)
    with connect(home) as connection:
        connection.execute(f"attach '{target.warehouse}' as copia")
        for table, condition in (*_OF_ALL_FEEDS, *(rows for feed in feeds for rows in _rows(feed))):
            connection.execute(
                f"insert into copia.raw.{table} by name select * from raw.{table} where {condition}",
                {"momento": moment} if "$momento" in condition else None,
            )
        connection.execute(
            f"insert into copia.raw.{_TO_REDO} by name "
            "select periodo, reporte_id from copia.raw.reportes where periodo is not null"
        )
        row = connection.execute(
            "select count(*) from copia.raw.reportes where estado != 'rechazado' "
            "and reporte_id not in (select clave from copia.raw.retiros)"
        ).fetchone()
    assert row is not None
    return int(row[0])


def _rows(feed: Feed) -> Iterator[tuple[str, str]]:
    """The feed's tables, each with which of its rows were there: the ledger before those of its deliveries."""
    ledger = feed.ledger
    for table in (ledger.table, *filter(None, [ledger.receptions])):
        yield table, "recibido_en <= $momento"
    for table in feed.tables.keys() - {ledger.table, _TO_REDO}:
        yield table, f"{ledger.key} in (select {ledger.key} from copia.raw.{ledger.table})"
