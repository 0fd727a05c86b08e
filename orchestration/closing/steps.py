"""The steps of a month's close as plain functions: each asks for the verdict of the gate before it and leaves its own.
Reading, judging, transforming and publishing belong to their rooms; running the steps as assets belongs to `defs/`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.core.room import require_room
from orchestration.core.seeds import check_seeds
from orchestration.gates import loads
from orchestration.gates.loads import GateOutcome
from orchestration.intake import decisions
from orchestration.intake.feed import Decision, Feed, Listener, Place
from orchestration.intake.feeds import FEEDS, REPORTS
from orchestration.intake.journal import note, note_state
from orchestration.intake.mailbox import mail
from orchestration.intake.mailbox.settling import quiet_now, still_marked
from orchestration.intake.receive import Received
from orchestration.intake.receive import receive as receive_files
from orchestration.intake.reception import waiting
from orchestration.intake.rejudging import judge_again
from orchestration.intake.reports.judging.reference import check_published_names
from orchestration.intake.strays import set_aside
from orchestration.intake.withdrawals import Withdrawn
from orchestration.intake.withdrawals import withdraw as take_back
from orchestration.outputs.door.page import write_door
from orchestration.outputs.quality.page import write_page
from orchestration.publication import frozen, retention, snapshot
from orchestration.publication.manifest import Manifest
from orchestration.publication.soundness import sound
from orchestration.transforming import dbt
from orchestration.transforming.dbt import NodeResult
from orchestration.warehouse.connection import WarehouseBusy, connect, exclusive, transaction
from orchestration.warehouse.looking import look

# dbt's selectors (dbt_project/selectors.yml) by the step that builds them, and the gates that each step asks for.
SELECTORS = {"documentos": "catalogos_y_publicado", "staging": "staging", "marts": "marts"}
# After a change of the project: also the views that the step's gate reads.
WHOLE_SELECTORS = {**SELECTORS, "staging": "staging_y_puerta", "marts": "marts_y_puerta"}
# Of the marts, what follows from the reports alone, and from the other feeds' deliveries alone.
PART_SELECTORS = {"reportes": "marts_de_reportes", "entregas": "marts_de_entregas"}
REQUIRES = {"documentos": (), "staging": ("raw", "documentos"), "marts": ("staging",)}


@dataclass(frozen=True)
class Built:
    """What dbt did in one step; `nodes` is empty when nothing had changed, so that nothing ran."""

    nodes: tuple[NodeResult, ...]

    @property
    def failed(self) -> list[NodeResult]:
        return [node for node in self.nodes if not node.ok]


@dataclass(frozen=True)
class PublicationStep:
    """The publication that readers see after the step; `fresh` is False when it was there already."""

    manifest: Manifest
    gate: GateOutcome | None
    fresh: bool


@dataclass(frozen=True)
class Work:
    """What there is to do: the documents anew, every mart whole, the months that changed, other feeds, or nothing."""

    documents: bool
    whole: bool
    months: bool
    deliveries: bool

    def in_step(self, step: str) -> bool:
        """Whether a build step, or the gate after it, has anything to do."""
        if step == "documentos":
            return self.documents
        # The other feeds' models stand past staging: what the centres reported is not built or judged again for them.
        return self.whole or self.months or (self.deliveries and step != "staging")

    def selector(self, step: str) -> str:
        """dbt's selector of a step that has something to do: what came in decides how much of it."""
        if self.whole:
            return WHOLE_SELECTORS[step]
        if step != "marts" or self.months == self.deliveries:
            return SELECTORS[step]
        return PART_SELECTORS["reportes" if self.months else "entregas"]


def receive(
    home: Home,
    feed: Feed,
    received_at: Callable[[Path], datetime] = lima_now,
    quiet_seconds: float = 0,
    marks: Collection[str] | None = None,
    listener: Listener | None = None,
    only: Callable[[Place], bool] | None = None,
) -> Received:
    """Takes in what has settled in the feed's landing, and what a killed run left half-way.

    Args:
        quiet_seconds: the pause between two looks at landing; a file that changes in it waits. Zero takes all.
        marks: instead of looking twice, take the files that somebody found settled (`settling.mark_of`).
        only: leave what is not of these places where it lies.

    Raises:
        ValueError: a setting or a list that the feed needs cannot be read.
        NoRoom: the disk has less room than a close may need; nothing is taken.
    """
    home.create()
    feed.ready()
    look = partial(feed.lying, home)
    settled = quiet_now(look, quiet_seconds) if marks is None else still_marked(look, marks)
    if only is not None:
        settled = tuple(file for file in settled if (place := feed.glance(file)) is not None and only(place))
    require_room(home, settled)
    with writing(home) as connection:
        set_aside(home)
        for one in FEEDS:  # of a home of an earlier program, a close alone writes down what every feed brought
            connection.execute(one.schema)
            note(home, connection, one)
        received = receive_files(home, connection, feed, settled, received_at, listener or Listener())
        note_state(home, connection)
        return received


def withdraw(home: Home, reception: str, author: str, reason: str) -> Withdrawn:
    """Withdraws a version or delivery by the number of its reception; the next close redoes what derives from it.

    Raises:
        Misuse: there is no such delivery, or it never counted.
    """
    with writing(home) as connection:
        taken_back = take_back(home, connection, reception, author, reason, lima_now())
        note_state(home, connection)
        return taken_back


def rejudge(home: Home, feed: Feed, wanted: Callable[[Place], bool]) -> list[tuple[Decision, Decision]]:
    """What counts in the places that are wanted, with its decision under today's rules: the same where none changed.

    Raises:
        ValueError: a setting or a list that the feed needs cannot be read.
    """
    feed.ready()
    with writing(home) as connection:
        judged = judge_again(home, connection, feed, wanted, lima_now())
        note_state(home, connection)
        return judged


def unfinished(home: Home, feed: Feed) -> bool:
    """Whether a run that died left deliveries half-way: moved aside and not decided about, or owed an answer."""
    if waiting(home, feed):
        return True
    return look(home, f"owes {feed.name}", feed.owes)


def in_force(home: Home, feed: Feed, wanted: Callable[[Place], bool]) -> list[Decision]:
    """The version that counts of each place that is wanted."""
    with exclusive(home), connect(home) as connection:
        return decisions.in_force(connection, feed.ledger, wanted)


def refusals(home: Home, feed: Feed) -> list[Decision]:
    """The last decision on each place where it refuses."""
    with exclusive(home), connect(home) as connection:
        return decisions.refusals(connection, feed.ledger)


def raw_counts(home: Home, feed: Feed) -> dict[str, int]:
    """Rows of each of the feed's raw tables."""
    with exclusive(home), connect(home) as connection:
        connection.execute(feed.schema)
        counted = {table: connection.execute(f"select count(*) from raw.{table}").fetchone() for table in feed.tables}
    return {table: row[0] if row else 0 for table, row in counted.items()}


def row_counts(home: Home, names: Collection[str]) -> dict[str, int]:
    """Rows of the tables of these names that dbt built; its views are left out, for to count one is to run it."""
    if not names:
        return {}
    with exclusive(home), connect(home) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where schema_name <> 'raw' and list_contains(?, table_name)",
            [list(names)],
        ).fetchall()
        counts = " union all ".join(f"select '{table}', count(*) from {schema}.{table}" for schema, table in tables)
        return dict(connection.execute(counts).fetchall()) if tables else {}


def marts_can_follow(home: Home) -> bool:
    """Whether what the centres reported stands built and judged, so that the marts may be built over it now."""

    def ask(connection: duckdb.DuckDBPyConnection) -> bool:
        return loads.verdict_of(connection, "staging", load_of(connection, "staging")) is True

    return look(home, "marts", ask, dbt.fingerprint())


def send_mail(home: Home) -> list[str]:
    """Mails the receipts that are to be mailed; what could not be sent is said, and tried again by the next close.

    The warehouse is held only to note a message sent: a slow server keeps no load waiting.
    """
    if not mail.enabled():
        return []

    def note(recepcion_id: str) -> None:
        with exclusive(home), connect(home) as connection:
            mail.mark_sent(connection, recepcion_id)

    try:
        with exclusive(home), connect(home) as connection:
            waiting = mail.waiting(home, connection)
        return mail.send(home, waiting, note)
    except WarehouseBusy as error:
        return [f"Correo: {error}"]


def load_of(connection: duckdb.DuckDBPyConnection, gate: str) -> str:
    """Names what a gate judges: the project's published figures, the reports in raw, or these transformed; the marts
    hold the deliveries of the other feeds too."""
    received = "select recepcion_id from raw.recepciones union all select '-' || clave from raw.retiros"
    reports = _digest(connection, f"{received} where clave in (select reporte_id from raw.reportes)")
    project = dbt.fingerprint()
    for feed in FEEDS:  # one that was registered since has no tables yet
        connection.execute(feed.schema)
    others = [f"select {feed.ledger.key} from raw.{feed.ledger.table}" for feed in FEEDS if feed is not REPORTS]
    others.append("select '-' || clave from raw.retiros")
    whole = [reports, project, _digest(connection, " union all ".join(others))]
    parts = {"documentos": [project], "raw": [reports], "staging": [reports, project]}.get(gate, whole)
    return "-".join(part[:16] for part in parts)


def _digest(connection: duckdb.DuckDBPyConnection, keys: str) -> str:
    row = connection.execute(
        f"select sha256(coalesce(string_agg(clave, ',' order by clave), '')) from ({keys}) as claves (clave)"
    ).fetchone()
    assert row is not None
    return str(row[0])


def work_to_do(connection: duckdb.DuckDBPyConnection) -> Work:
    """Months that the marts lack, and whether the project changed since documents and marts were built from it."""
    return Work(
        documents=not loads.verdict_of(connection, "documentos", load_of(connection, "documentos")),
        whole=dbt.built_with(connection) != dbt.fingerprint(),
        months=_holds(connection, "raw.periodos_por_rehacer"),
        deliveries=_holds(connection, "raw.entregas_por_rehacer"),
    )


def _holds(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return connection.execute(f"from {table} limit 1").fetchone() is not None


def documents_due(home: Home) -> bool:
    """Whether seeds and published figures must be built before the next close."""
    return look(home, "documents", lambda connection: work_to_do(connection).documents, dbt.fingerprint())


def build(home: Home, step: str, alone: Sequence[str] = ()) -> Built:
    """Builds one of `SELECTORS`: seeds and published figures only when the project changed, the rest when due.

    `alone` are models that somebody asks for: where nothing is due, they are built anew and nothing else.

    Raises:
        GateClosed: a gate before this step did not pass for the current load.
        BadSeed: a catalogue or a published table is not well written.
        UnresolvedNames: a published table names a centre that `alias_cite.csv` does not resolve.
    """
    if step == "documentos":
        check_seeds()
        check_published_names()
    with exclusive(home):
        with connect(home) as connection:  # closed before dbt opens the file for itself
            work = work_to_do(connection)
            due = work.in_step(step)
            if not (due or alone):
                return Built(())
            for gate in REQUIRES[step]:
                loads.require(connection, gate, load_of(connection, gate))
        chosen = work.selector(step), () if due else alone
        built = Built(tuple(dbt.build(home, *chosen, full_refresh=work.whole or not due)))
        if step == "marts" and work.whole and not built.failed:
            _drop_left_marts(home)
        return built


def _drop_left_marts(home: Home) -> None:
    """What an earlier state of the project made and this one does not would be published for ever, and never change."""
    with connect(home) as connection:
        found = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        for name in sorted({name for (name,) in found} - dbt.marts(home)):
            connection.execute(f'drop table marts."{name}"')


def judge(home: Home, gate: str) -> GateOutcome | None:
    """The gate after a build, or over raw; None when nothing was built or came in, so that its verdict stands."""
    with writing(home) as connection:
        load = load_of(connection, gate)
        stands = loads.verdict_of(connection, gate, load) is not None
        if stands if gate == "raw" else not work_to_do(connection).in_step(gate):
            return None
        return loads.judge_load(connection, gate, load)


def publish(home: Home) -> PublicationStep:
    """Publishes the marts behind their gate and the publication's own; only then are the months done.

    Raises:
        GateClosed: a gate did not pass; what is published stays as it was.
    """
    with writing(home) as connection:
        seen = sound(home)  # what is damaged is published anew, under its number
        if seen is not None and not work_to_do(connection).in_step("publicacion"):
            return PublicationStep(seen, None, False)
        load = load_of(connection, "marts")
        loads.require(connection, "marts", load)
        made = frozen.listed(
            home, snapshot.draft(home, connection, lima_now(), dbt.fingerprint()), lambda: dbt.mart_keys(home)
        )
        gate = loads.judge_frames(connection, "publicacion", load, {"publicacion_tablas": made.checks})
        loads.require(connection, "publicacion", load)
        fresh = snapshot.swap_in(home, made)
        write_door(home)
        seen = made.manifest
        with transaction(connection):
            connection.execute("delete from raw.publicaciones where version = ?", [seen.version])
            numbered = [seen.version, seen.huella, seen.publicado_en]
            connection.execute("insert into raw.publicaciones values (?, ?, ?)", numbered)
            connection.execute("delete from raw.periodos_por_rehacer")
            connection.execute("delete from raw.entregas_por_rehacer")
        dbt.mark_built(connection, dbt.fingerprint())
        frozen_with = connection.execute("select distinct publicacion from raw.periodos_congelados").fetchall()
        note_state(home, connection)
        retention.prune(home, [number for (number,) in frozen_with])
        return PublicationStep(made.manifest, gate, fresh)


@contextmanager
def writing(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Holds the warehouse for one step alone, and leaves the quality page telling what the step stored.

    A close that another one overtakes between two steps meets a gate not passed.
    """
    with exclusive(home), connect(home) as connection:
        try:
            yield connection
        finally:
            write_page(home, connection, snapshot.current(home))
