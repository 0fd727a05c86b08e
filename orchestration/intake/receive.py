"""The one way of a delivery from landing to raw, whatever its feed: set aside, read, judged, stored, laid to rest.
What a step does for a feed stands in its `Feed`; the gates over raw and the marts belong to the steps after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.core.paths import Home
from orchestration.intake import decisions
from orchestration.intake.feed import Decision, Delivery, Feed, Listener, Place, Reception, StillChanging, Taken
from orchestration.intake.journal import note
from orchestration.intake.mailbox.naming import printable_name
from orchestration.intake.mailbox.settling import mark_of
from orchestration.intake.reception import rest, take
from orchestration.warehouse.connection import transaction


@dataclass(frozen=True)
class Received:
    """What came of the deliveries taken, by reception; `warnings` are sentences about what was left alone."""

    decisions: list[Decision]
    warnings: tuple[str, ...]


def receive(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    files: Sequence[Path],
    received_at: Callable[[Path], datetime],
    listener: Listener,
) -> Received:
    """Takes in `files`, and what a killed run left half-way; a batch is stored whole or not at all.

    Killed anywhere and run again it gives the same. The same bytes are no new version while theirs is in force; once
    another replaced it they are judged anew, and become the newest version: so a mistake is put back.

    Raises:
        ValueError: a list that the feed's rules need cannot be read.
    """
    connection.execute(feed.schema)
    note(home, connection, feed)  # of an earlier program, or where files went away
    decided: list[Decision] = []
    taken = take(home, feed, files, received_at)
    stuck = [f"{_shown(home, f)}: no se pudo sacar de su carpeta; revise los permisos." for f in files if f.exists()]
    warnings = [*feed.lying(home).strays, *stuck]
    for batch in _batches(home, connection, feed, taken, listener, warnings):
        done = list(zip(batch, _decide(home, connection, feed, batch), strict=True))
        note(home, connection, feed)
        for delivery, decision in done:
            report = rest(home, feed, delivery, decision, decisions.counts(connection, feed.ledger, decision))
            listener.decided(decision, report)
        warnings += feed.answer(home, connection, done)
        decided += (decision for _, decision in done)
    return Received(decided, (*warnings, *feed.answer(home, connection, ())))


def _batches(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    taken: Sequence[Taken],
    listener: Listener,
    warnings: list[str],
) -> Iterator[list[Delivery]]:
    """Deliveries as read, in their order; bytes that are known come alone, after all that came before them."""
    batch: list[Delivery] = []
    for one in taken:
        if len(batch) == feed.batch:
            yield batch
            batch = []
        try:
            delivery = _read(home, connection, feed, one, listener)
        except StillChanging:
            warnings.append(f"{one.archivo}: cambió mientras se leía; se toma cuando deje de cambiar.")
            continue
        known = decisions.knows(connection, feed.ledger, delivery.read.digest)
        if batch and (known or delivery.read.digest in {before.read.digest for before in batch}):
            yield batch
            batch = []
            known = True
        batch.append(delivery)
        if known:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(home: Home, connection: duckdb.DuckDBPyConnection, feed: Feed, taken: Taken, listener: Listener) -> Delivery:
    before = mark_of(taken.path)
    read = feed.read(home, connection, taken, lambda share: listener.progress(taken.archivo, share))
    if mark_of(taken.path) != before:
        raise StillChanging
    reception = Reception(taken.archivo, read.digest, read.bytes, taken.recibido_en, taken.folder)
    return Delivery(taken, reception, read)


def _decide(home: Home, connection: duckdb.DuckDBPyConnection, feed: Feed, batch: Sequence[Delivery]) -> list[Decision]:
    """The decisions on a batch, stored in one transaction; `_batches` sees that known bytes come alone."""
    first = batch[0]
    before = decisions.of_this_delivery(connection, feed.ledger, first.reception)
    if before is not None:
        return [replace(before, reception=first.reception)]
    earlier = decisions.of_these_bytes(connection, feed.ledger, first)
    with transaction(connection):
        if earlier is not None and decisions.counts(connection, feed.ledger, earlier):
            decided = [replace(earlier, reception=first.reception)]
        else:
            decided = _judged(connection, feed, batch, earlier)
        decisions.write(connection, feed.ledger, decided)
        feed.load(home, connection, decided)
    return decided


def _judged(
    connection: duckdb.DuckDBPyConnection, feed: Feed, batch: Sequence[Delivery], earlier: Decision | None
) -> list[Decision]:
    """Versions count up by reception within the batch, too."""
    versions: dict[Place, int] = {}
    decided = []
    for delivery, judgement in zip(batch, feed.judge(connection, batch), strict=True):
        place = judgement.place
        version = versions.get(place) or decisions.next_version(connection, feed.ledger, place)
        decision = decisions.settled(feed.ledger, delivery, judgement, earlier, version)
        if not decision.repeated and decision.version is not None:
            versions[place] = version + 1
        decided.append(decision)
    return decided


def _shown(home: Home, file: Path) -> str:
    return printable_name(str(file.relative_to(home.root)))
