"""The shape that every feed has: what lies in its landing, how a delivery is read, judged and stored, what it is about.
Walking a delivery through these steps belongs to `receive`; which feeds there are, to `feeds`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.paths import Home
from orchestration.gates.findings import Finding
from orchestration.gates.loads import GateOutcome
from orchestration.intake.mailbox.landing import Landing, look_in

# What a delivery is a version of, in the order of its ledger's columns: (centre, month), (year,), or ().
Place = tuple[Any, ...]
# Told the share of a file, between 0 and 1, that has been read.
OnShare = Callable[[float], None]
REFUSED = "rechazado"


class StillChanging(Exception):
    """The file changed while it was read; it waits where it lies."""


@dataclass(frozen=True)
class Taken:
    """What was set aside, with its time of reception (naive, America/Lima), which a run killed later does not change.

    `folder` is the folder of landing that it was left in, None for landing itself.
    """

    path: Path
    archivo: str
    recibido_en: datetime
    folder: str | None


@dataclass(frozen=True)
class Reception:
    """One delivery: which bytes (`digest`, by the feed's own hash), under which name, when, in whose folder."""

    archivo: str
    digest: str
    bytes: int
    recibido_en: datetime
    entregado_cite: str | None = None

    @property
    def id(self) -> str:
        """16 hexadecimal digits of the delivery itself: the same bytes sent twice are two deliveries."""
        parts = [self.digest, self.archivo, self.recibido_en.isoformat(), *filter(None, [self.entregado_cite])]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Read:
    """What a feed read of a file: `content` is the feed's own, `place` as far as the file says.

    Bytes are the same as earlier ones only within a `scope` (a report in another centre's folder is refused there).
    """

    content: Any
    digest: str
    bytes: int
    place: Place
    scope: str | None = None


@dataclass(frozen=True)
class Delivery:
    """A delivery as read, before anything is decided about it."""

    taken: Taken
    reception: Reception
    read: Read


@dataclass(frozen=True)
class Judgement:
    """What the feed's rules say of a delivery; `columns` are the ledger's own, beside those that every ledger has.

    `detail` is for the feed's own storing; `gate` is kept under the delivery's key where the feed has one a delivery.
    """

    estado: str
    place: Place
    findings: tuple[Finding, ...]
    columns: Mapping[str, Any] = field(default_factory=dict)
    gate: GateOutcome | None = None
    detail: Any = None


@dataclass(frozen=True)
class Decision:
    """One delivery's outcome as raw keeps it, under `key`: its own id, or that of the delivery that it repeats.

    `restated`: a refusal repeated, whose reasons are other ones today. `judgement` is None for what was decided before.
    """

    key: str
    reception: Reception
    estado: str
    place: Place
    version: int | None
    findings: tuple[Finding, ...]
    columns: Mapping[str, Any]
    repeated: bool = False
    restated: bool = False
    judgement: Judgement | None = None

    @property
    def refused(self) -> bool:
        return self.estado == REFUSED

    @property
    def said_place(self) -> str:
        """What it is a version of, as people say it: `citecuero 2024-09`, `2024`; without a place, its file."""
        said = [v.strftime("%Y-%m") if isinstance(v, date) else str(v) for v in self.place]
        return " ".join(said) or self.reception.archivo


@dataclass(frozen=True)
class Ledger:
    """The raw table with a row a delivery (`table`), and that of its findings; names of the columns that differ.

    `scope` is SQL over the table's rows (`Read.scope`). `pending` is SQL that notes the delivery `?` as one to redo the
    marts for. `receptions` names a table with a row for repeated bytes, too.
    `replaced` is SQL that gives a row where something of the delivery `?` is in force no longer: without it, where the
    place has a newer version.
    """

    table: str
    place: tuple[str, ...]
    findings: str
    finding_columns: tuple[str, ...]
    key: str = "entrega_id"
    digest: str = "sha256"
    scope: str = "null"
    replaced: str = ""
    receptions: str | None = None
    pending: str = "insert into raw.entregas_por_rehacer select ? except (from raw.entregas_por_rehacer)"
    refusals_numbered: bool = False


Pairs = Sequence[tuple[Delivery, Decision]]


@dataclass(frozen=True)
class Feed:
    """One kind of delivery, from landing to raw. A new one is a folder of `intake/` and its name in `feeds.FEEDS`.

    Data: `folder` of landing ("" is landing itself); `board` the asset, `step` its op, `check` its verdict; `tables` of
    raw with what a row is; `shown` columns of the ledger with their headings; `batch` deliveries judged as one; `warns`
    where a warning makes the verdict yellow; `personal` where findings quote people, so that only codes are shown.
    Steps: `look` at landing; `read` a file (raises `StillChanging`); `judge` a batch; `load` rows beside the ledger, in
    the same transaction; `keep` an accepted file that is in force; `answer` the senders, yielding warnings. `again`
    reads an archived delivery once more, as received at a moment, and `same` says whether its rows are those stored;
    `restated` names the months or years whose figures a delivery moves. `taken_back` follows a withdrawal, with what
    counts now and the sentence about it: its sender hears of it, and the file that counts lies where such files do.
    """

    name: str
    title: str
    board: str
    step: str
    check: str
    description: str
    ledger: Ledger
    tables: Mapping[str, str]
    read: Callable[[Home, duckdb.DuckDBPyConnection, Taken, OnShare], Read]
    judge: Callable[[duckdb.DuckDBPyConnection, Sequence[Delivery]], list[Judgement]]
    load: Callable[[Home, duckdb.DuckDBPyConnection, Sequence[Decision]], None]
    look: Callable[[Home], Landing] | None = None
    folder: str | None = None
    whole_folders: bool = False
    batch: int = 1
    schema: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    warns: bool = True
    personal: bool = False
    quarantines: bool = True
    keep: Callable[[Home, Path, Decision], None] | None = None
    answer: Callable[[Home, duckdb.DuckDBPyConnection, Pairs], list[str]] = lambda _home, _connection, _pairs: []
    again: Callable[[Home, Decision, datetime], Delivery] | None = None
    same: Callable[[Home, duckdb.DuckDBPyConnection, Decision, Judgement], bool] = lambda *_: True
    restated: Callable[[duckdb.DuckDBPyConnection, Decision], list[str]] = lambda _, decision: [
        *map(str, decision.place)
    ]
    taken_back: Callable[[Home, duckdb.DuckDBPyConnection, Decision, Decision | None, str], object] = lambda *_: None
    owes: Callable[[duckdb.DuckDBPyConnection], bool] = lambda _connection: False
    glance: Callable[[Path], Place | None] = lambda _file: None
    ready: Callable[[], object] = lambda: None

    @property
    def rules(self) -> str:
        """The rule file that its deliveries are judged by (`expectations/<name>.yml`); a feed may have none."""
        return "reporte" if self.personal else self.name

    def landing(self, home: Home) -> Path:
        """Where its files are left."""
        return home.landing / (self.name if self.folder is None else self.folder)

    def lying(self, home: Home) -> Landing:
        """What is to be taken, and what is left alone."""
        look = self.look or partial(look_in, self.landing(home), self.whole_folders)
        return look(home)

    def aside(self, home: Home) -> Path:
        """Where files lie until they are decided about; on landing's file system, so that moving there is one step."""
        return self.landing(home) / ".tomados"


class Listener:
    """Hears of a load at work; this one shows nothing."""

    def progress(self, name: str, share: float) -> None:
        """`share` of the file `name` has been read."""

    def decided(self, decision: Decision, report: Path | None) -> None:
        """`decision` was stored; `report` is the text beside a quarantined file."""
