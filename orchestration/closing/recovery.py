"""Builds a lost warehouse anew from archive and receptions: stored verdicts stay as they were, nobody is written to.
Bringing a copy of the whole home back belongs to `backup.py`; judging anew under today's rules, to `rejudging`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.closing.rebuild import scratch_home
from orchestration.core.clock import lima_now
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.core.whole_files import copy_whole, move_whole
from orchestration.intake import decisions
from orchestration.intake.feed import Feed
from orchestration.intake.feeds import FEEDS, REPORTS
from orchestration.intake.journal import read_back
from orchestration.intake.reception import STAMP, archived, erased_on
from orchestration.warehouse.appending import add_missing
from orchestration.warehouse.connection import connect, exclusive
from orchestration.warehouse.moving import put
from orchestration.warehouse.upgrading import knows_nothing


class NothingLost(Misuse):
    """The warehouse opens and knows what came in, so that there is nothing to rebuild."""


@dataclass(frozen=True)
class Recovered:
    """How many deliveries have their stored verdict again, how many the next load judges anew, and what is wrong."""

    kept: int
    anew: int
    troubles: tuple[str, ...]


def recover(home: Home, feeds: Sequence[Feed] = FEEDS) -> Recovered:
    """Fills a warehouse aside, then puts it in its place; killed anywhere and run again it gives the same.

    What has no rows written down (it came in under an earlier program) is laid where its load takes it up again, with
    its own time and centre, and is judged by today's rules.

    Raises:
        NothingLost: the warehouse is there.
        NotEmpty: it is a lake, and holds something.
    """
    with exclusive(home):
        _refuse_standing(home)
        with scratch_home(home) as scratch:
            with connect(scratch) as connection:
                for feed in feeds:
                    connection.execute(feed.schema)
                damaged = [
                    f"{file}: no se puede leer; sus entregas se juzgan de nuevo."
                    for file in read_back(home, connection)
                ]
                laid = list(_lay_unknown(home, connection, feeds))
                _answer_nobody(connection, [key for key, _ in laid])
                kept = sum(_count(connection, feed) for feed in feeds)
            _set_aside(home)
            put(scratch, home)
    troubles = [trouble for _, trouble in laid if trouble]
    return Recovered(kept, len(laid) - len(troubles), (*damaged, *troubles))


def _refuse_standing(home: Home) -> None:
    if not home.warehouse.exists():
        return
    try:
        with closing(duckdb.connect(str(home.warehouse), read_only=True)) as connection:
            lost = knows_nothing(connection)
    except duckdb.Error:
        return
    if not lost:
        raise NothingLost("el almacén se abre y sabe lo que se recibió: no hay nada que reconstruir.")


def _set_aside(home: Home) -> None:
    """What lay in its place, with the log that belongs to it and to no other file."""
    for file in home.warehouse.parent.glob(f"{home.warehouse.name}*"):
        move_whole(file, file.parent / "copias" / f"apartado-{lima_now():{STAMP}}-{file.name}", durable=False)


def _count(connection: duckdb.DuckDBPyConnection, feed: Feed) -> int:
    row = connection.execute(f"select count(*) from raw.{feed.ledger.receptions or feed.ledger.table}").fetchone()
    return row[0] if row else 0


def _lay_unknown(home: Home, connection: duckdb.DuckDBPyConnection, feeds: Sequence[Feed]) -> Iterator[tuple[str, str]]:
    """The receptions that raw does not hold, each laid to be taken up again; with what stands in its way, if so."""
    by_name = {feed.name: feed for feed in feeds}
    for file, record in records_of(home):
        feed = by_name.get(record.get("via", REPORTS.name))
        stamp, _, key = file.stem.partition("_")
        if feed is None:
            continue
        digest = str(record.get(feed.ledger.digest))
        if known(connection, feed, key, digest):
            continue
        bytes_ = _bytes_of(home, feed, digest)
        if bytes_ is None:
            day = erased_on(home, digest)
            lost = (
                f"su libro se borró el {day} y ningún diario tiene sus filas; tráigalas de un respaldo."
                if day
                else (f"sus bytes no están en el archivo; hay que entregar «{record.get('archivo')}» otra vez.")
            )
            yield key, f"{file}: {lost}"
            continue
        slot = feed.aside(home) / f"{stamp}_{record.get('entregado_cite') or ''}_0"
        copy_whole(bytes_, slot / Path(str(record["archivo"])).name)
        yield key, ""


def known(connection: duckdb.DuckDBPyConnection, feed: Feed, key: str, digest: str) -> bool:
    """Whether raw holds a reception; a feed without a table of them keeps no row of the same bytes again."""
    if decisions.key_of_reception(connection, feed.ledger, key) is not None:
        return True
    return not feed.ledger.receptions and decisions.knows(connection, feed.ledger, digest)


def records_of(home: Home) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The receptions as their files tell them, in their order; what is none is passed over."""
    for file in sorted(home.receptions.glob("*.json")):
        try:
            record = json.loads(file.read_bytes())
            datetime.strptime(file.stem.partition("_")[0], STAMP)
        except ValueError:
            continue
        if isinstance(record, dict) and "archivo" in record:
            yield file, record


def _bytes_of(home: Home, feed: Feed, digest: str) -> Path | None:
    """The archive's; of a SIAF file, which rests elsewhere, the one whose name begins with its digest."""
    if feed is REPORTS:
        file = archived(home, digest)
        return file if file.is_file() else None
    return next((file for file in sorted((home.root / feed.name).rglob(f"*_{digest[:12]}.*")) if file.is_file()), None)


def _answer_nobody(connection: duckdb.DuckDBPyConnection, laid: list[str]) -> None:
    """Whatever came in before counts as answered, and what waited to be mailed waits no more."""
    known = "select recepcion_id from raw.recepciones union select unnest(?::varchar[])"
    add_missing(
        connection, "constancias", f"select recepcion_id, 'sin-centro', '', ? from ({known})", [lima_now(), laid]
    )
    for table in ("correos", "correos_de_retiro"):
        connection.execute(f"delete from raw.{table} where enviado_en is null")
