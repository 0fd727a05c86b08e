"""The assets of a feed, the same for every one: its board, a cell a place with its verdict, and its raw tables.
What is received, judged and stored belongs to `intake/`; which feeds there are, to `registered.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from orchestration.closing import steps
from orchestration.core.clock import lima_now
from orchestration.core.paths import Home
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import OWNERS, findings_table, gate_check, in_words
from orchestration.defs.private import NO_MATERIALISATION, SpokenOf
from orchestration.intake.feed import Decision, Feed, Listener, Place
from orchestration.intake.feeds import FEEDS
from orchestration.intake.mailbox.outbox import outbox_of
from orchestration.intake.receive import Received

# Set by whoever runs a load in its own process and shows it at work (a resource bound to the asset could not be
# exchanged for one run).
LISTENER: ContextVar[Listener] = ContextVar("oyente")


class LandingConfig(dg.Config):
    """What a run takes from landing, and when it came in.

    `recibido_en`: ISO time of reception (America/Lima) by path in landing; the clock for a file that is not named.
    `segundos_de_quietud`: a file that changes in that time waits. `asentados`: marks of the files that the sensor found
    settled; given these, no other is taken. `todo`: take all that lies in landing, whatever cells were asked for.
    With neither, as the UI asks, a run works on its cells alone: it takes what has settled for them, and judges
    again what counts of those that nothing came for.
    """

    recibido_en: dict[str, str] = Field(default_factory=dict)
    segundos_de_quietud: float = 2
    asentados: list[str] | None = None
    todo: bool = False

    @property
    def by_cell(self) -> bool:
        """Whether the cells that the run is asked for are all that it works on."""
        return self.asentados is None and not self.todo

    def received_at(self, path: str) -> datetime:
        """When the file at `path` in landing came in."""
        given = self.recibido_en.get(path)
        return datetime.fromisoformat(given) if given else lima_now()


# Of what a run was asked for and did not materialise: so a backfill is done with it (`event_log.Kept`).
AS_IT_WAS = "No hay nada nuevo que cuente: queda como estaba. Si lo entregado se rechazó, vea Checks."


@dataclass(frozen=True)
class Board:
    """A feed's places as partitions; `key_of` is None where the board has no such cell."""

    partitions: dg.PartitionsDefinition
    key_of: Callable[[Place], str | None]
    place_of: Callable[[str], Place]


@dataclass(frozen=True)
class FeedAssets:
    """What Dagster runs of a feed; `board` is None where its places are no partitions."""

    feed: Feed
    board: Board | None
    received: dg.AssetsDefinition
    raw: dg.AssetsDefinition

    @property
    def keys(self) -> list[dg.AssetKey]:
        return [*self.received.keys, *self.raw.keys]


def feed_assets(feed: Feed, board: Board | None = None, raw_gate: bool = False) -> FeedAssets:
    """The board's step, then that of the raw tables; `raw_gate` shows the gate over raw on the first of them."""
    return FeedAssets(feed, board, _received(feed, board), _raw(feed, board, raw_gate))


def _received(feed: Feed, board: Board | None) -> dg.AssetsDefinition:
    key, partitions = dg.AssetKey(feed.board), board.partitions if board else None

    @dg.multi_asset(
        name=feed.step,
        specs=[
            dg.AssetSpec(
                key,
                partitions_def=partitions,
                skippable=True,
                group_name="recepcion",
                kinds=set(feed.kinds),
                owners=OWNERS,
                description=feed.description,
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                feed.check,
                asset=key,
                partitions_def=partitions,
                description=f"{feed.title}: el veredicto de cada entrega.",
            )
        ],
        backfill_policy=dg.BackfillPolicy.single_run() if board else None,
    )
    @in_words
    def received(context: dg.AssetExecutionContext, config: LandingConfig, casa: HomeResource) -> Iterator[Any]:
        done, again = _work(context, config, casa.home, feed, board)
        for warning in (*done.warnings, *steps.send_mail(casa.home)):
            context.log.warning(warning)
        for decision in (*done.decisions, *again):
            context.log.info(_sentence(feed, decision))
        fresh = [d for d in done.decisions if not d.repeated or d.restated]
        context.instance.add_run_tags(context.run_id, _said_of(context, board, fresh, again))
        yield from _told(context, casa.home, feed, board, [*fresh, *again], config.by_cell)
        if config.by_cell:
            for cell in _left(context, board, [*fresh, *again]):
                yield dg.AssetObservation(feed.board, partition=cell, description=AS_IT_WAS)
        # Cells and checks are told event by event; the outputs only say that the step is through with them, so that
        # what lies after it runs. The mark keeps Dagster from materialising every cell of the run's range.
        yield dg.Output(None, output_name=key.to_python_identifier(), metadata={NO_MATERIALISATION: True})
        yield dg.Output(None, output_name=f"{key.to_python_identifier()}_{feed.check}")

    return received


def _work(
    context: dg.AssetExecutionContext, config: LandingConfig, home: Home, feed: Feed, board: Board | None
) -> tuple[Received, list[Decision]]:
    """What was taken from landing, and the decisions of today on the cells asked for of which nothing came."""
    landing = feed.landing(home)
    asked = _asked(context) if board and config.by_cell else None

    def received_at(file: Path) -> datetime:
        return config.received_at(file.relative_to(landing).as_posix())

    def wanted(place: Place) -> bool:
        return board is not None and asked is not None and board.key_of(place) in asked

    quiet, hearing = config.segundos_de_quietud, LISTENER.get(Listener())
    done = steps.receive(home, feed, received_at, quiet, config.asentados, hearing, wanted if asked else None)
    if not asked:
        return done, []
    came = {decision.place for decision in done.decisions}
    return done, [today for _, today in steps.rejudge(home, feed, lambda place: wanted(place) and place not in came)]


def _asked(context: dg.AssetExecutionContext) -> set[str]:
    """The cells that the run was asked for; none where it was asked for no partition."""
    return set(context.partition_keys) if context.has_partition_key_range or context.has_partition_key else set()


def _left(context: dg.AssetExecutionContext, board: Board | None, decisions: Sequence[Decision]) -> list[str | None]:
    """The cells asked for, or None for a feed without a board, in which nothing counts anew."""
    accepted = [decision for decision in decisions if not decision.refused]
    if board is None:
        return [] if accepted else [None]
    return [*sorted(_asked(context) - {board.key_of(decision.place) for decision in accepted})]


def _said_of(
    context: dg.AssetExecutionContext, board: Board | None, fresh: Sequence[Decision], again: Sequence[Decision]
) -> dict[str, str]:
    """What the list of runs says of this one: the months (or years) that it was about, what it loaded and refused."""
    keys = _asked(context) | {board.key_of(decision.place) for decision in fresh if board} - {None}
    spans = sorted({str(key).partition("|")[0] for key in keys})
    refused = sum(decision.refused for decision in fresh)
    about = {"periodo": spans[0] if len(spans) == 1 else f"{spans[0]}_a_{spans[-1]}"} if spans else {}
    anew = {"juzgados_de_nuevo": str(len(again))} if again else {}
    return {**about, "cargados": str(len(fresh) - refused), "rechazados": str(refused), **anew}


def _raw(feed: Feed, board: Board | None, gate: bool) -> dg.AssetsDefinition:
    keys = {table: dg.AssetKey(["raw", table]) for table in feed.tables}
    first = next(iter(keys.values()))
    checks = [dg.AssetCheckSpec("puerta_raw", asset=first, blocking=True, description="Suites raw_* sobre lo cargado.")]

    @dg.multi_asset(
        name=f"raw_{feed.name}",
        specs=[
            dg.AssetSpec(
                key,
                deps=[_after(feed, board)],
                group_name="raw",
                kinds={"duckdb"},
                owners=OWNERS,
                description=feed.tables[table],
            )
            for table, key in keys.items()
        ],
        check_specs=checks if gate else [],
        can_subset=True,
    )
    @in_words
    def raw(context: dg.AssetExecutionContext, casa: HomeResource) -> Iterator[Any]:
        home = casa.home
        outcome = steps.judge(home, "raw")
        for table, rows in steps.raw_counts(home, feed).items():
            if keys[table] in context.selected_asset_keys:
                yield dg.MaterializeResult(asset_key=keys[table], metadata={"dagster/row_count": rows})
        if context.selected_asset_check_keys:
            yield gate_check(outcome, "puerta_raw", first)
        tell_empty_tables(context, home)

    return raw


def tell_empty_tables(context: dg.AssetExecutionContext, home: Home) -> None:
    """Raw tables that no run told of yet stand, mostly empty: Dagster warns of a close over what was never made."""
    keys = {table: dg.AssetKey(["raw", table]) for feed in FEEDS for table in feed.tables}
    entries = [record.asset_entry for record in context.instance.get_asset_records([*keys.values()])]
    told = {entry.asset_key for entry in entries if entry.last_materialization_record}
    for feed in FEEDS:
        new = [table for table in feed.tables if keys[table] not in told]
        counts = steps.raw_counts(home, feed) if new else {}
        for table in new:
            context.log_event(dg.AssetMaterialization(keys[table], metadata={"dagster/row_count": counts[table]}))


def _after(feed: Feed, board: Board | None) -> dg.AssetDep:
    """The raw tables follow the board and no cell of it: a backfill waits for each cell that is named, and a cell
    without a report is never materialised."""
    return dg.AssetDep(feed.board, partition_mapping=dg.SpecificPartitionsPartitionMapping([]) if board else None)


def _told(
    context: dg.AssetExecutionContext,
    home: Home,
    feed: Feed,
    board: Board | None,
    fresh: list[Decision],
    by_cell: bool,
) -> Iterator[Any]:
    """What was decided, and what a run loaded and died before it could tell; last, each refusal that stands.

    The page of a check opens on the newest verdict: nothing is to hide there what is red in the list.
    """
    untold = _untold(context, home, feed, board, fresh, by_cell) if board else []
    told = {decision.place for decision in fresh}
    refused = [decision for decision in steps.refusals(home, feed) if decision.place not in told]
    for decision in sorted([*fresh, *untold, *refused], key=lambda d: d.refused):
        partition = board.key_of(decision.place) if board else None
        if board is None or partition is not None:
            yield from events_of(context.instance, home, feed, decision, partition, materialize=not decision.refused)


def _untold(
    context: dg.AssetExecutionContext, home: Home, feed: Feed, board: Board, fresh: list[Decision], by_cell: bool
) -> list[Decision]:
    """What counts and the board does not show; only of the cells asked for where a run is about them alone."""
    shown = context.instance.get_materialized_partitions(dg.AssetKey(feed.board)) | {None}
    known = shown | {board.key_of(decision.place) for decision in fresh}
    asked = _asked(context)
    return steps.in_force(
        home,
        feed,
        lambda place: (key := board.key_of(place)) not in known and (not by_cell or key in asked),
    )


def events_of(
    instance: dg.DagsterInstance, home: Home, feed: Feed, decision: Decision, partition: str | None, materialize: bool
) -> Iterator[Any]:
    """The cell's materialisation, if it was accepted, then its check: the other way round the UI takes it for stale."""
    shown = _metadata(home, feed, decision)
    if materialize:
        yield dg.AssetMaterialization(feed.board, partition=partition, metadata=shown)
    yield dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey(feed.board),
        check_name=feed.check,
        passed=decision.estado == "aceptado" and not (feed.warns and decision.findings),
        severity=dg.AssetCheckSeverity.ERROR if decision.refused else dg.AssetCheckSeverity.WARN,
        metadata=shown,
        partition=partition,
        description=_sentence(feed, decision),
        target_materialization_data=_spoken_of(instance, feed, partition),
    )


def _spoken_of(instance: dg.DagsterInstance, feed: Feed, partition: str | None) -> SpokenOf | None:
    """The materialisation that the check speaks of; a refused correction speaks of the version that stays."""
    which = dg.AssetRecordsFilter(dg.AssetKey(feed.board), asset_partitions=[partition] if partition else None)
    found = instance.fetch_materializations(which, limit=1).records
    if not found:
        return None
    newest = found[0]
    return SpokenOf(storage_id=newest.storage_id, run_id=newest.run_id, timestamp=newest.timestamp)


def _metadata(home: Home, feed: Feed, decision: Decision) -> dict[str, Any]:
    """What the UI shows of a delivery: its time, its counts, where its answer lies and, naming nobody, its findings."""
    known = dict(zip(feed.ledger.place, decision.place, strict=True)) | dict(decision.columns)
    cite = known.get("cite_codigo")
    shown = {
        "estado": decision.estado,
        "version": decision.version,
        "recibido_en": decision.reception.recibido_en.isoformat(sep=" ", timespec="minutes"),
        **{column: _plain(known.get(column)) for column in feed.shown if column not in feed.ledger.place},
        "hallazgos_en_total": len(decision.findings) or None,
        "hallazgos": findings_table(decision.findings, feed.rules, feed.personal) if decision.findings else None,
        "constancias": dg.MetadataValue.path(str(outbox_of(home, cite)))
        if (cite := known.get("cite_codigo"))
        else None,
        feed.ledger.digest: decision.reception.digest,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.strftime("%Y-%m") if isinstance(value, date) else value


def _sentence(feed: Feed, decision: Decision) -> str:
    """One line for the log; a file name, and findings that quote people, stay out."""
    said = [v.strftime("%Y-%m") if isinstance(v, date) else str(v or "(desconocido)") for v in decision.place]
    again = ", los mismos bytes que una entrega anterior" if decision.repeated else ""
    why = f" {decision.findings[0].mensaje}" if decision.findings and not feed.personal else ""
    return f"{' '.join([feed.title, *said])}: {decision.estado}{again}.{why}"
