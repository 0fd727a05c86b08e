"""What holds for every feed, a fourth one included: bytes sent again, refusals, kills, putting a mistake back.
What a feed's rules say is held by its own tests; all people and figures here are synthetic."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.closing import steps
from orchestration.closing.recovery import NothingLost, recover
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake import decisions, receive, reception, withdrawals
from orchestration.intake.as_of import copy_as_of
from orchestration.intake.feed import Decision, Feed
from orchestration.intake.feeds import DATA_PERU, FEEDS, REPORTS, SIAF
from orchestration.intake.journal import SUFFIX, journals
from orchestration.intake.mailbox import outbox
from orchestration.intake.withdrawals import Withdrawn
from orchestration.warehouse.connection import connect
from tests import data_peru_files, siaf_files
from tests.toy_feed import ENCUESTAS
from tests.workbooks import cover, good_rows, report

RECEIVED = datetime(2024, 10, 12, 9, 30)
Drop = Callable[[Path, str], object]


def _reports(kind: str) -> bytes:
    rows = good_rows({"a": 2, "b": 3, "bad": 4}[kind])
    return report(rows, cover(rows, **({"Total de servicios": 99} if kind == "bad" else {})))


def _siaf(kind: str) -> str:
    months = {"a": [5, 5, 5], "b": [5, 5]}
    good = siaf_files.text([siaf_files.row(months=months.get(kind, [5]))])
    return good[:-9] if kind == "bad" else good


def _data_peru(folder: Path, kind: str) -> None:
    tables = data_peru_files.good_tables()
    if kind == "b":
        tables["TABLA_05_N01"][0][2] = "1.00"
    if kind == "bad":
        tables["TABLA_03_N01"][0][14] = "3"
    data_peru_files.write(folder, data_peru_files.contents(tables))


# How each feed is sent "a", "b" (another version of the same) and "bad" (to be refused).
DROPS: dict[str, tuple[Feed, Drop]] = {
    "reportes": (REPORTS, lambda file, kind: file.write_bytes(_reports(kind))),
    "siaf": (SIAF, lambda file, kind: file.write_text(_siaf(kind), encoding="utf-8")),
    "data_peru": (DATA_PERU, _data_peru),
    "encuestas": (ENCUESTAS, lambda file, kind: file.write_text(f"2024\nq,{ {'a': 3, 'b': 4, 'bad': 9}[kind] }\n")),
}


@dataclass
class Sender:
    """Sends one feed's deliveries to a home, a minute apart."""

    home: Home
    feed: Feed
    drop: Drop
    sent: int = 0

    def leave(self, kind: str) -> Path:
        self.sent += 1
        file = self.feed.landing(self.home) / f"{self.sent:03d}-{kind}"
        file.parent.mkdir(parents=True, exist_ok=True)
        self.drop(file, kind)
        return file

    def receive(self, feed: Feed | None = None) -> list[Decision]:
        def at(file: Path) -> datetime:
            return RECEIVED + timedelta(minutes=int(file.name[:3]))

        return steps.receive(self.home, feed or self.feed, at).decisions

    def send(self, kind: str) -> Decision:
        self.leave(kind)
        [decision] = self.receive()
        assert not steps.unfinished(self.home, self.feed)
        assert not self.feed.lying(self.home).files
        return decision

    def raw(self, *leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
        """All that the feed keeps, but for the tables named."""
        tables = {*self.feed.tables, *filter(None, [self.feed.ledger.receptions])} - set(leave_out)
        with connect(self.home) as connection:
            return {table: connection.execute(f"from raw.{table} order by all").fetchall() for table in sorted(tables)}

    def counts(self) -> tuple[str, int | None]:
        """Key and version of what is in force."""
        with connect(self.home) as connection:
            [found] = decisions.in_force(connection, self.feed.ledger, lambda _: True)
        return found.key, found.version


# Rules have tests of their own.
pytestmark = pytest.mark.usefixtures("judged_directly", "no_page", "still_clock")


@pytest.fixture(scope="module")
def still_clock() -> Iterator[None]:
    """When a receipt was left is the clock's to say, and what is left is compared byte by byte."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "lima_now", lambda: RECEIVED + timedelta(hours=1))
        yield


# All go the same way: in the usual suite the reports, whose senders are answered, and the deliveries that are folders.
FOR_ALL = [pytest.param(name, marks=[] if name in ("reportes", "data_peru") else [pytest.mark.lento]) for name in DROPS]


@pytest.fixture(params=FOR_ALL)
def sender(request: pytest.FixtureRequest, home: Home, kept_open: object, monkeypatch: pytest.MonkeyPatch) -> Sender:
    monkeypatch.setenv("RED_CITE_CLAVE", "clave de prueba sintetica")
    return Sender(home, *DROPS[request.param])


@pytest.fixture(params=[pytest.param(name, marks=[] if name == "reportes" else [pytest.mark.lento]) for name in DROPS])
def alone(request: pytest.FixtureRequest, home: Home, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """One whose warehouse nobody holds open, so that it can be lost."""
    monkeypatch.setenv("RED_CITE_CLAVE", "clave de prueba sintetica")
    return Sender(home, *DROPS[request.param])


def _all_sent(sender: Sender) -> dict[str, list[tuple[Any, ...]]]:
    """Each outcome that a delivery may have; what raw holds then, but for what the marts lack."""
    for kind in ("a", "b", "bad", "a", "bad"):
        sender.send(kind)
    steps.withdraw(sender.home, sender.counts()[0], "Ana", "era de otro mes")
    return _kept(sender)


def _kept(sender: Sender) -> dict[str, list[tuple[Any, ...]]]:
    tables = sender.raw("periodos_por_rehacer")
    with connect(sender.home) as connection:
        # As values: how JSON is spaced is nobody's.
        verdicts = "(select * replace (json(resultados) as resultados) from raw.puertas)"
        beside = ("raw.retiros", "raw.constancias", "raw.clave", verdicts)
        return tables | {name: connection.execute(f"from {name} order by all").fetchall() for name in beside}


def test_a_lost_warehouse_is_rebuilt_as_it_was(alone: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    feeds = [*FEEDS, *([] if alone.feed in FEEDS else [alone.feed])]
    monkeypatch.setattr(withdrawals, "FEEDS", feeds)
    before = _all_sent(alone)
    alone.home.warehouse.unlink()
    done = recover(alone.home, feeds)
    assert (done.kept, done.anew, done.troubles) == (5 if alone.feed.ledger.receptions else 4, 0, ())
    assert _kept(alone) == before
    assert alone.receive() == []  # nothing waits, and nobody is answered or mailed anew
    with pytest.raises(NothingLost):
        recover(alone.home, feeds)
    alone.send("b")
    assert len(list(alone.home.receptions.glob(f"*{SUFFIX}"))) > 1


def test_a_close_alone_writes_down_what_every_feed_brought_before(alone: Sender) -> None:
    alone.send("a")
    for file in journals(alone.home):
        file.unlink()
    steps.receive(alone.home, REPORTS)
    assert len(journals(alone.home)) == (alone.feed in FEEDS)


def test_without_what_was_written_down_it_is_judged_anew_at_its_own_time(alone: Sender) -> None:
    alone.send("a")
    alone.send("b")
    before = _kept(alone)
    for file in [alone.home.warehouse, *alone.home.receptions.glob(f"*{SUFFIX}")]:
        file.unlink()
    done = recover(alone.home, [*FEEDS, ENCUESTAS])
    if alone.feed in (DATA_PERU, ENCUESTAS):  # whose bytes do not rest whole in the archive
        assert (done.kept, done.anew, len(done.troubles)) == (0, 0, 2)
        assert "hay que entregar «001-a» otra vez" in done.troubles[0]
        return
    assert (done.kept, done.anew, done.troubles) == (0, 2, ())
    left = sorted(alone.home.outbox.rglob("*"))
    assert [d.reception.recibido_en for d in alone.receive()] == [RECEIVED + timedelta(minutes=n) for n in (1, 2)]
    after = _kept(alone)
    assert {name: rows for name, rows in after.items() if name != "raw.constancias"} == {
        name: rows for name, rows in before.items() if name != "raw.constancias"
    }
    assert sorted(alone.home.outbox.rglob("*")) == left


def test_what_cannot_be_read_back_is_named_and_stops_nothing(alone: Sender) -> None:
    first = alone.send("a")
    alone.send("b")
    alone.home.warehouse.unlink()
    [file, _] = journals(alone.home)
    file.write_bytes(file.read_bytes()[:40])
    (alone.home.receptions / "20240101T000000000000_vacia.json").touch()
    (alone.home.receptions / "20240101T000000000000_nada.json").write_text("{}")
    done = recover(alone.home, [*FEEDS, ENCUESTAS])
    assert done.kept == 1 and str(file) in done.troubles[0]
    assert done.anew == (1 if alone.feed in (REPORTS, SIAF) else 0)
    with connect(alone.home) as connection:
        assert decisions.key_of_reception(connection, alone.feed.ledger, first.reception.id) is None


def test_every_registered_feed_is_held_to_this() -> None:
    assert {feed.name for feed in FEEDS} <= DROPS.keys()


def test_a_delivery_is_stored_once_and_its_reception_recorded(sender: Sender) -> None:
    decision = sender.send("a")
    assert (decision.estado, decision.version, decision.repeated) == ("aceptado", 1, False)
    assert sender.counts() == (decision.key, 1)
    [record] = sender.home.receptions.glob("*.json")
    said = json.loads(record.read_text(encoding="utf-8"))
    assert (said["via"], said["archivo"], said[sender.feed.ledger.digest]) == (
        sender.feed.name, "001-a", decision.reception.digest,
    )  # fmt: skip


def test_the_same_bytes_are_no_new_version_whatever_their_name(sender: Sender) -> None:
    first = sender.send("a")
    kept = sender.raw("recepciones")
    again = sender.send("a")
    assert (again.repeated, again.key, again.version, again.reception.archivo) == (True, first.key, 1, "002-a")
    assert sender.raw("recepciones") == kept and len(list(sender.home.receptions.glob("*.json"))) == 2


def test_the_same_bytes_twice_in_one_run_are_one_version(sender: Sender) -> None:
    sender.leave("a")
    sender.leave("a")
    first, again = sender.receive()
    assert (first.version, again.repeated, again.key) == (1, True, first.key)


def test_a_mistake_is_put_back_by_the_bytes_that_it_replaced(sender: Sender) -> None:
    first, mistake, back, again = (sender.send(kind) for kind in ("a", "b", "a", "a"))
    assert (mistake.version, back.version, back.repeated, back.estado) == (2, 3, False, "aceptado")
    assert back.reception.digest == first.reception.digest
    assert sender.counts() == (back.key, 3)
    assert (again.repeated, again.key) == (True, back.key)


def test_putting_back_within_one_run_is_the_same(sender: Sender) -> None:
    for kind in ("a", "b", "a"):
        sender.leave(kind)
    assert [(d.version, d.repeated) for d in sender.receive()] == [(1, False), (2, False), (3, False)]


def test_a_refusal_loads_nothing_loses_nothing_and_leaves_what_counts(sender: Sender) -> None:
    first = sender.send("a")
    refused = sender.send("bad")
    assert refused.refused and any(finding.refuses for finding in refused.findings)
    assert sender.counts() == (first.key, 1)
    lying = [f for f in sender.home.root.rglob("*") if f.is_file() and "almacen" not in f.parts]
    if sender.feed.quarantines:
        [report_file] = reception.refused_folder(sender.home, sender.feed).glob("*.txt")
        said = report_file.read_text(encoding="utf-8")
        assert refused.findings[0].mensaje in said and "002-bad" in said
        assert report_file.with_suffix("").exists()
    else:
        assert reception.archived(sender.home, refused.reception.digest) in lying


def test_a_refusal_repeated_is_no_second_delivery_and_tells_what_is_wrong_today(sender: Sender) -> None:
    refused = sender.send("bad")
    again = sender.send("bad")
    assert (again.repeated, again.key, again.restated) == (True, refused.key, False)
    judge = sender.feed.judge

    def stricter(*arguments: Any) -> Any:
        return [replace(j, findings=j.findings[:1] + j.findings[:1]) for j in judge(*arguments)]

    sender.leave("bad")
    [today] = sender.receive(replace(sender.feed, judge=stricter))
    assert (today.repeated, today.key, today.restated) == (True, refused.key, True)
    with connect(sender.home) as connection:
        stored = decisions.stored(connection, sender.feed.ledger, refused.key)
    assert [f.codigo for f in stored.findings] == [refused.findings[0].codigo] * 2


def test_bytes_that_the_rules_admit_today_are_a_version(sender: Sender) -> None:
    judge = sender.feed.judge

    def refusing(*arguments: Any) -> Any:
        return [replace(j, estado="rechazado") for j in judge(*arguments)]

    sender.leave("a")
    [before] = sender.receive(replace(sender.feed, judge=refusing))
    assert before.refused
    assert sender.send("a").estado == "aceptado"


@pytest.fixture
def taken_back(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> Callable[[Decision], Withdrawn]:
    """Withdraws one of the sender's deliveries, by the number of its reception."""
    monkeypatch.setattr(withdrawals, "FEEDS", (*FEEDS, ENCUESTAS))
    return lambda decision: steps.withdraw(sender.home, decision.reception.id, "DSE (prueba)", "Era otro mes.")


def test_what_is_withdrawn_stays_and_the_version_before_counts_again(
    sender: Sender, taken_back: Callable[[Decision], Withdrawn]
) -> None:
    first, mistake = sender.send("a"), sender.send("b")
    kept = sender.raw("periodos_por_rehacer")
    done = taken_back(mistake)
    assert (done.fresh, done.counting and done.counting.key, sender.counts()) == (True, first.key, (first.key, 1))
    assert done.restated == ("2024-09",) if sender.feed is REPORTS else all(int(year) for year in done.restated)
    assert sender.raw("periodos_por_rehacer") == kept
    assert "Cuenta la versión 1." in done.sentence and "Era otro mes." in done.sentence
    again = taken_back(mistake)
    assert (again.fresh, again.at, again.sentence) == (False, done.at, done.sentence)
    back = sender.send("b")
    assert (back.version, back.repeated, sender.counts()) == (3, False, (back.key, 3))


def test_a_copy_as_of_a_moment_holds_what_had_been_received_by_then(
    sender: Sender, kept_open: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    kept_open.close()  # or it would keep the copies attached
    sender.send("a")
    then = sender.raw()
    sender.send("b")
    sender.send("bad")
    copy = Home(tmp_path / "copia").create()
    feeds = list({feed.name: feed for feed in (*FEEDS, sender.feed)}.values())
    copy_as_of(sender.home, copy, RECEIVED + timedelta(minutes=1), feeds)
    assert replace(sender, home=copy).raw() == then
    before = Home(tmp_path / "antes").create()
    copy_as_of(sender.home, before, RECEIVED, feeds)
    assert not any(replace(sender, home=before).raw().values())


def test_the_only_version_withdrawn_leaves_nothing_that_counts(
    sender: Sender, taken_back: Callable[[Decision], Withdrawn]
) -> None:
    only = sender.send("a")
    assert taken_back(only).counting is None
    with connect(sender.home) as connection:
        assert not decisions.counts(connection, sender.feed.ledger, only)
        assert decisions.in_force(connection, sender.feed.ledger, lambda _: True) == []
    assert sender.send("a").version == 2


def test_what_never_counted_is_not_withdrawn(sender: Sender, taken_back: Callable[[Decision], Withdrawn]) -> None:
    with pytest.raises(Misuse, match="fue rechazada"):
        taken_back(sender.send("bad"))
    with pytest.raises(Misuse, match="no hay ninguna recepción con el número 'x'"):
        steps.withdraw(sender.home, "x", "DSE (prueba)", "Prueba.")


def test_a_withdrawal_killed_before_its_sender_was_told_is_told_by_the_next(
    sender: Sender, taken_back: Callable[[Decision], Withdrawn], monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send("a")
    mistake = sender.send("b")
    with monkeypatch.context() as patch:
        patch.setattr(withdrawals, "FEEDS", (replace(sender.feed, taken_back=die),))
        with pytest.raises(Killed):
            taken_back(mistake)
    done = taken_back(mistake)
    assert not done.fresh and sender.counts()[1] == 1
    notices = [file.read_text(encoding="utf-8") for file in sender.home.outbox.rglob("*_retiro.txt")]
    assert notices == ([f"{done.sentence}\n"] if sender.feed is REPORTS else [])


class Killed(BaseException):
    """The process ends here."""


def die(*_: object, **__: object) -> None:
    raise Killed


def after(step: Callable[..., Any]) -> Callable[..., Any]:
    def done_and_dead(*arguments: Any, **named: Any) -> Any:
        step(*arguments, **named)
        raise Killed

    return done_and_dead


# Module and step of the way that all share, and the steps of the feed's own.
SHARED = [
    (reception, "_move_aside"), (receive, "take"), (decisions, "write"), (receive, "rest"), (reception, "_record"),
    (reception, "_quarantine"), (reception, "lay"), (reception, "_forget"),
]  # fmt: skip
OWN = ["read", "judge", "load", "keep", "answer"]
POINTS = [f"before {name}" for name in (*(name for _, name in SHARED), *OWN)]
POINTS += ["after lay", "after _forget", "after answer"]
# Steps that are not on a feed's way: the archive keeps the reports, and only the SIAF's files are kept by year.
ABSENT = {("reportes", "_quarantine"), ("reportes", "lay")} | {(name, "keep") for name in DROPS if name != "siaf"}
# The way that all share is the same code: in the usual suite the reports die on it, and the SIAF, whose files are kept
# by year, where the reports do not go. The others die there before their own load, and at each
# step in the slow suite.
REPEATED = {(name, step) for name in DROPS if name != "reportes" for _, step in SHARED}
REPEATED -= {("siaf", step) for name, step in ABSENT if name == "reportes"}
REPEATED |= {(name, step) for name in ("encuestas", "data_peru") for step in OWN if step != "load"}
KILLS = [
    pytest.param(name, point, marks=[pytest.mark.lento] if (name, point.split()[1]) in REPEATED else [])
    for name in DROPS
    for point in POINTS
    if (name, point.split()[1]) not in ABSENT
]
Left = tuple[dict[str, list[tuple[Any, ...]]], dict[str, bytes]]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory, still_clock: None) -> Callable[[Sender], Left]:
    """What the same deliveries leave where nothing dies, in raw and in files; once a feed."""
    known: dict[str, Left] = {}

    def of(sender: Sender) -> Left:
        if sender.feed.name not in known:
            calm = Sender(Home(tmp_path_factory.mktemp("calma")).create(), sender.feed, sender.drop)
            for kind in KINDS:
                calm.leave(kind)
            calm.receive()
            known[sender.feed.name] = calm.raw(), lying(calm.home)
        return known[sender.feed.name]

    return of


KINDS = ("a", "bad", "b")


def die_at(point: str, sender: Sender, patch: pytest.MonkeyPatch) -> None:
    """Runs to the point and dies there."""
    when, name = point.split()
    feed = sender.feed
    if name in OWN:
        step = getattr(feed, name)
        feed = replace(feed, **{name: die if when == "before" else after(step)})
    else:
        module = next(module for module, shared in SHARED if shared == name)
        patch.setattr(module, name, die if when == "before" else after(getattr(module, name)))
    with pytest.raises(Killed):
        sender.receive(feed)


@pytest.mark.parametrize(("sender", "point"), KILLS, indirect=["sender"])
def test_a_run_killed_anywhere_and_run_again_gives_the_same(
    sender: Sender, point: str, calm: Callable[[Sender], Left], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, files = calm(sender)
    for kind in KINDS:
        sender.leave(kind)
    with monkeypatch.context() as patch:
        die_at(point, sender, patch)
    sender.receive()
    assert not steps.unfinished(sender.home, sender.feed) and not sender.feed.lying(sender.home).files
    assert sender.raw() == raw
    assert lying(sender.home) == files


def lying(home: Home) -> dict[str, bytes]:
    """What lies where after all, but for the warehouse and Dagster's own; a folder's name is the file's."""
    return {
        str(f.relative_to(home.root)): f.read_bytes()
        for f in home.root.rglob("*")
        if f.is_file() and not {"almacen", "dagster", "dbt"} & set(f.parts)
    }
