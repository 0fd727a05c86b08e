"""Judges what counts again, from the archive, under today's rules and catalogues: nobody has to send it twice.
What a rule says belongs to the feed; a new verdict is a version of its own, and the one before stays readable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import duckdb

from orchestration.core.errors import Failure
from orchestration.core.paths import Home
from orchestration.intake import decisions
from orchestration.intake.feed import Decision, Delivery, Feed, Judgement, Place
from orchestration.intake.journal import note
from orchestration.warehouse.appending import append_rows
from orchestration.warehouse.connection import transaction


def judge_again(
    home: Home, connection: duckdb.DuckDBPyConnection, feed: Feed, wanted: Callable[[Place], bool], at: datetime
) -> list[tuple[Decision, Decision]]:
    """The decision in force of each place that is wanted, with today's: the same one where nothing changed.

    A verdict that differs is a new version, received `at`, and its sender is answered anew. What is refused today
    replaces nothing: the version that counted goes on counting until a correction comes. A feed whose files are not
    archived keeps its decisions.

    Raises:
        Failure: files of some were damaged where they are kept, or erased; the others were judged.
    """
    standing = decisions.in_force(connection, feed.ledger, wanted)
    if feed.again is None:
        return [(decision, decision) for decision in standing]
    pairs: list[tuple[Decision, Decision]] = []
    damaged: list[str] = []
    for first in range(0, len(standing), feed.batch):
        batch = standing[first : first + feed.batch]
        batch, deliveries = _read_again(home, feed, batch, at, damaged)
        today = _decide(home, connection, feed, batch, deliveries)
        note(home, connection, feed)
        answered = [(d, t) for d, t, before in zip(deliveries, today, batch, strict=True) if t is not before]
        if answered:
            feed.answer(home, connection, answered)
        pairs += zip(batch, today, strict=True)
    if damaged:
        raise Failure(" ".join(damaged))
    return pairs


def _read_again(
    home: Home, feed: Feed, batch: Sequence[Decision], at: datetime, damaged: list[str]
) -> tuple[list[Decision], list[Delivery]]:
    read = []
    for decision in batch:
        try:
            read.append((decision, feed.again(home, decision, at)))  # type: ignore[misc]  # the caller saw to it
        except Failure as error:
            damaged.append(str(error))
    return [decision for decision, _ in read], [delivery for _, delivery in read]


def _decide(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    standing: Sequence[Decision],
    deliveries: Sequence[Delivery],
) -> list[Decision]:
    """Stored in one transaction; run again, it finds its own verdicts in force."""
    judged = feed.judge(connection, deliveries)
    with transaction(connection):
        today = [
            _today(home, connection, feed, before, delivery, judgement)
            for before, delivery, judgement in zip(standing, deliveries, judged, strict=True)
        ]
        new = [t for t, before in zip(today, standing, strict=True) if t is not before]
        decisions.write(connection, feed.ledger, new)
        append_rows(connection, "rejuicios", [{"recepcion_id": decision.reception.id} for decision in new])
        feed.load(home, connection, new)
    return today


def _today(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    before: Decision,
    delivery: Delivery,
    judgement: Judgement,
) -> Decision:
    same = (judgement.estado, judgement.findings) == (before.estado, before.findings)
    if same and dict(judgement.columns) == dict(before.columns) and feed.same(home, connection, before, judgement):
        return before
    refused = decisions.refusal_of(connection, feed.ledger, before)
    version = decisions.next_version(connection, feed.ledger, judgement.place)
    decision = decisions.settled(feed.ledger, delivery, judgement, refused, version)
    return before if decision.repeated and not decision.restated else decision
