"""What counts judged again under today's rules: another verdict is another version, and the earlier stays readable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.gates.evaluate import evaluate
from orchestration.intake import decisions, rejudging
from orchestration.intake.feed import Decision, Feed, Judgement, Listener
from orchestration.intake.mailbox import outbox
from orchestration.intake.receive import receive
from orchestration.intake.rejudging import judge_again
from orchestration.intake.reports import feed as reports
from orchestration.intake.reports.feed import REPORTS
from orchestration.warehouse.connection import connect
from tests.workbooks import RECEIVED, good_rows, report

LATER = RECEIVED + timedelta(days=30)
REPORTS_DIRECTLY = replace(REPORTS, judge=partial(reports.judge, evaluate=evaluate))


@pytest.fixture
def warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(home) as connection:
        yield connection


@pytest.fixture
def before(home: Home, warehouse: duckdb.DuckDBPyConnection) -> Decision:
    file = home.landing / "a.xlsx"
    file.write_bytes(report(good_rows(3)))
    [decision] = receive(home, warehouse, REPORTS_DIRECTLY, [file], lambda _: RECEIVED, Listener()).decisions
    return decision


def under(rule: Callable[[Judgement], Judgement]) -> Feed:
    """The feed under other rules than those of its reception."""
    judge = REPORTS_DIRECTLY.judge
    return replace(REPORTS_DIRECTLY, judge=lambda *given: [rule(judgement) for judgement in judge(*given)])


def again(home: Home, warehouse: duckdb.DuckDBPyConnection, feed: Feed, at: datetime = LATER) -> Decision:
    [(_, today)] = judge_again(home, warehouse, feed, lambda _: True, at)
    return today


def lose_a_row(judgement: Judgement) -> Judgement:
    verdict = replace(judgement.detail, atenciones=judgement.detail.atenciones.iloc[1:])
    return replace(judgement, columns={**judgement.columns, "filas_aceptadas": 2}, detail=verdict)


def refuse(judgement: Judgement) -> Judgement:
    return replace(judgement, estado="rechazado", detail=replace(judgement.detail, atenciones=[]))


def count(warehouse: duckdb.DuckDBPyConnection, table: str) -> Any:
    return warehouse.execute(f"select count(*) from raw.{table}").fetchone()


def test_where_the_rules_say_the_same_nothing_is_written(
    home: Home, warehouse: duckdb.DuckDBPyConnection, before: Decision
) -> None:
    today = again(home, warehouse, REPORTS_DIRECTLY)
    assert (today.key, today.version) == (before.key, 1)
    assert [count(warehouse, table) for table in ("reportes", "recepciones", "rejuicios")] == [(1,), (1,), (0,)]


def test_another_verdict_is_a_version_of_its_own_with_its_receipt(
    home: Home, warehouse: duckdb.DuckDBPyConnection, before: Decision
) -> None:
    stricter = under(lose_a_row)
    today = again(home, warehouse, stricter)
    assert (today.version, today.reception.digest, today.reception.recibido_en) == (2, before.reception.digest, LATER)
    assert decisions.counts(warehouse, REPORTS.ledger, today)
    assert decisions.stored(warehouse, REPORTS.ledger, before.key).columns["filas_aceptadas"] == 3
    kept = "select reporte_id, count(*) from raw.atenciones group by all order by 2"
    assert warehouse.execute(kept).fetchall() == [(today.key, 2), (before.key, 3)]
    assert outbox.owed(warehouse) == []
    assert len(list(home.outbox.rglob("*_v2_constancia.xlsx"))) == 1
    assert again(home, warehouse, stricter, LATER + timedelta(days=1)).key == today.key
    assert count(warehouse, "reportes") == (2,)


def test_rows_that_are_read_otherwise_are_another_verdict(
    home: Home, warehouse: duckdb.DuckDBPyConnection, before: Decision
) -> None:
    def elsewhere(judgement: Judgement) -> Judgement:
        return replace(
            judgement,
            detail=replace(judgement.detail, atenciones=judgement.detail.atenciones.assign(ubigeo="040101")),
        )

    assert (before.version, again(home, warehouse, under(elsewhere)).version) == (1, 2)


def test_what_is_refused_today_replaces_nothing_and_is_told_once(
    home: Home, warehouse: duckdb.DuckDBPyConnection, before: Decision
) -> None:
    refusing = under(refuse)
    today = again(home, warehouse, refusing)
    assert today.refused and decisions.counts(warehouse, REPORTS.ledger, before)
    assert again(home, warehouse, refusing, LATER + timedelta(days=1)).key == before.key
    assert [count(warehouse, table) for table in ("reportes", "recepciones", "rejuicios")] == [(2,), (2,), (1,)]


def test_killed_before_it_was_answered_it_owes_the_receipt_alone(
    home: Home, warehouse: duckdb.DuckDBPyConnection, before: Decision
) -> None:
    def die(*_: object) -> list[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(home, warehouse, replace(under(lose_a_row), answer=die))
    assert again(home, warehouse, under(lose_a_row)).version == 2
    [owed] = outbox.owed(warehouse)
    assert (owed.version, owed.judged_again, owed.put_back) == (2, True, None)
    assert rejudging.judge_again(home, warehouse, REPORTS_DIRECTLY, lambda _: False, LATER) == []
