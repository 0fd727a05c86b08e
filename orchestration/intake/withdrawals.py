"""Takes a version or delivery back, the same for every feed: a row of history, and the one before it counts again.
What counts is said in `decisions`; the figures that derive from it are redone by the next close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake import decisions
from orchestration.intake.feed import Decision, Feed
from orchestration.intake.feeds import FEEDS
from orchestration.warehouse.connection import transaction


@dataclass(frozen=True)
class Withdrawn:
    """What was withdrawn, when, by whom and why; `counting` is what counts now in its place, None where nothing does.

    `fresh` is false where it had been withdrawn before: what was said then stands. `restated` are the months or years
    that the next close redoes; none where a later version counts.
    """

    feed: Feed
    decision: Decision
    at: datetime
    author: str
    reason: str
    counting: Decision | None
    fresh: bool
    restated: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What its sender is told."""
        stays = f"Cuenta la versión {self.counting.version}." if self.counting else "No queda otra versión que cuente."
        return (
            f"{self.feed.title}: la versión {self.decision.version} de {self.decision.said_place}, recepción "
            f"{self.decision.key}, la retiró {self.author} el {self.at:%d/%m/%Y %H:%M}. Razón: {self.reason} {stays}"
        )


def withdraw(
    home: Home, connection: duckdb.DuckDBPyConnection, reception: str, author: str, reason: str, at: datetime
) -> Withdrawn:
    """Withdraws the delivery with this number, of whatever feed, and tells its sender; done again it changes nothing.

    Raises:
        Misuse: there is no such delivery, or it was refused, so that it never counted.
    """
    feed, decision = _find(connection, reception)
    before = connection.execute(
        "select retirado_en, retirado_por, razon from raw.retiros where clave = ?", [decision.key]
    ).fetchone()
    if before is None:
        with transaction(connection):
            connection.execute("insert into raw.retiros values (?, ?, ?, ?)", [decision.key, at, author, reason])
            connection.execute(feed.ledger.pending, [decision.key])
    counting = next(iter(decisions.in_force(connection, feed.ledger, lambda place: place == decision.place)), None)
    # Of a version that a later one had replaced whole, no figure comes.
    replaced = not feed.ledger.replaced and counting is not None and (counting.version or 0) > (decision.version or 0)
    restated = () if replaced else tuple(feed.restated(connection, decision))
    at, author, reason = before or (at, author, reason)
    done = Withdrawn(feed, decision, at, author, reason, counting, before is None, restated)
    feed.taken_back(home, connection, decision, counting, done.sentence)
    return done


def _find(connection: duckdb.DuckDBPyConnection, reception: str) -> tuple[Feed, Decision]:
    for feed in FEEDS:
        connection.execute(feed.schema)
        key = decisions.key_of_reception(connection, feed.ledger, reception)
        if key is not None:
            decision = decisions.stored(connection, feed.ledger, key)
            if decision.refused:
                raise Misuse(f"la recepción {reception} fue rechazada: nunca contó, no hay nada que retirar.")
            return feed, decision
    raise Misuse(
        f"no hay ninguna recepción con el número '{reception}'; cópielo de la constancia o del nombre del archivo en "
        "`recepciones/`."
    )
