"""Holds the incremental marts, close after close, against the same raw tables built whole.
What each figure should be belongs to dbt's unit tests; here only that the way there makes no difference."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.closing.steps import PART_SELECTORS, SELECTORS
from orchestration.core.paths import Home
from orchestration.transforming import dbt
from tests import prepared
from tests.raw_fixture import Attention, RawWarehouse, Report
from tests.shortcuts import build_models, run_models

PUNO, ICA, JUNIN = "citeacuicola-puno", "citeagroindustrial-ica", "utcuero-y-calzado-junin"
NOT_DUE = "citetextil-camelidos-huancavelica"


def _report(cite: str, year: int, month: int, received: tuple[int, int, int], *rows: tuple, **kind: Any) -> Report:
    """`rows` are (day, client, client type, task, quantity)."""
    attentions = (Attention(date(year, month, day), *rest) for day, *rest in rows)
    return Report(cite, date(year, month, 1), datetime(*received, 10), tuple(attentions), **kind)


# What reaches the warehouse before each close, and why that close is hard to do incrementally.
CLOSES: list[tuple[str, list[Report]]] = [
    (
        "the first month of all",
        [
            _report(PUNO, 2024, 1, (2024, 2, 5), (3, "a", 1, "4.1", 12), (9, "b", 2, "5.2", 1), observadas=1),
            _report(ICA, 2024, 1, (2024, 2, 6), (3, "a", 2, "4.1", 3), (31, "c", 1, "1.1", 2)),
        ],
    ),
    (
        "a gap: February has only a refused report",
        [
            _report(PUNO, 2024, 2, (2024, 3, 4), (3, "a", 1, "4.1", 5), rechazado=True),
            _report(PUNO, 2024, 3, (2024, 4, 4), (3, "b", 4, "4.1", 5), (4, "d", 5, "8.2", 1)),
            _report(ICA, 2024, 3, (2024, 4, 5), (8, "b", 2, "3.1", 40)),
        ],
    ),
    (
        "a late report in the gap",
        [_report(ICA, 2024, 2, (2024, 4, 20), (14, "e", 6, "7.1", 2), (14, "a", 3, "7.1", 1))],
    ),
    (
        "a correction of January takes a client and a task away, and a centre reports that is not due",
        [
            _report(PUNO, 2024, 1, (2024, 4, 25), (3, "a", 4, "1.2", 7)),
            _report(NOT_DUE, 2024, 2, (2024, 4, 26), (5, "h", 3, "1.1", 2)),
        ],
    ),
    (
        "corrections leave March without a single row",
        [_report(PUNO, 2024, 3, (2024, 5, 2)), _report(ICA, 2024, 3, (2024, 5, 3))],
    ),
    ("a refused correction replaces nothing", [_report(PUNO, 2024, 1, (2024, 5, 4), (3, "z", 1), rechazado=True)]),
    (
        "a jump into the next year leaves months that nobody reports",
        [
            _report(JUNIN, 2025, 1, (2025, 2, 5), (3, "a", 1, "4.1", 2)),
            _report(PUNO, 2025, 2, (2025, 3, 5), (3, "b", 1, "4.1", 2)),
        ],
    ),
    (
        "last year changes after this one began, and a month before all others appears",
        [
            _report(JUNIN, 2024, 7, (2025, 3, 10), (3, "j", 2, "2.1", 9)),
            _report(ICA, 2023, 12, (2025, 3, 11), (30, "a", 5, "6.1", 4)),
        ],
    ),
]


def _close(home: Home, tested: bool) -> None:
    for selector in (SELECTORS["staging"], PART_SELECTORS["reportes"]):
        nodes = dbt.build(home, selector) if tested else run_models(home, "--selector", selector)
        broken = [node for node in nodes if not node.ok]
        assert not broken, broken


def _build_whole(home: Home) -> None:
    """What is built incrementally and what reads it, anew; the rest is built anew by every close.

    The models alone, by the SQL that dbt compiled (`shortcuts.build_models`, which many tests start from): a test of
    theirs would judge the same tables as in a close.
    """
    for selector in (SELECTORS["staging"], SELECTORS["marts"]):
        build_models(home, selector)


def _tables(file: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where schema_name = 'marts' or table_name = 'int_atenciones_vigentes' order by 1"
        ).fetchall()
        return {name: connection.execute(f"from {name} order by all").fetchall() for (name,) in names}


@pytest.mark.lento
@pytest.mark.timeout(1800)
def test_every_close_equals_a_full_refresh(home: Home) -> None:
    _close_and_compare(home, [*CLOSES, ("nothing new", [])], tested=True)


# One close for each way to be redone, which another change of that year would hide: the months after a corrected one,
# the months that a jump leaves to nobody, a year that is over.
_GROUPS = (CLOSES[:3], CLOSES[3:4], CLOSES[6:7], CLOSES[4:6] + CLOSES[7:])


@pytest.mark.timeout(600)
def test_closes_of_many_changes_each_equal_a_full_refresh(home: Home) -> None:
    _close_and_compare(home, [("; ".join(why for why, _ in one), [r for _, rs in one for r in rs]) for one in _GROUPS])


def _close_and_compare(home: Home, closes: list[tuple[str, list[Report]]], tested: bool = False) -> None:
    """The first close builds everything anew: it is compared with nothing. The last runs dbt's tests, or all."""
    raw = RawWarehouse(prepared.with_documents(home).warehouse)
    incremental = home.root / "incremental.duckdb"
    for number, (why, reports) in enumerate(closes):
        raw.load(reports)
        if number == 0:
            _build_whole(home)
        else:
            _close(home, tested=tested or number == len(closes) - 1)
            shutil.copy(home.warehouse, incremental)
            _build_whole(home)
            ours, whole = _tables(incremental), _tables(home.warehouse)
            shutil.move(incremental, home.warehouse)
            assert ours.keys() == whole.keys()
            for table, rows in whole.items():
                assert ours[table] == rows, f"{why}: {table}"
        raw.marts_are_current()
    _check_the_story_was_told(raw)


def _check_the_story_was_told(raw: RawWarehouse) -> None:
    """The comparison above would pass on empty tables: what the closes meant to do did happen."""
    assert raw.query("select count(*) from intermediate.int_atenciones_vigentes where periodo = '2024-03-01'") == [(0,)]
    assert raw.query(
        "select tarea_codigo, servicios from marts.servicios_por_tarea "
        f"where cite_codigo = '{PUNO}' and periodo = '2024-01-01'"
    ) == [("1.2", 7)]
    assert raw.query(
        "select sum(clientes_mes), sum(clientes_acumulado) from marts.clientes_por_tipo where periodo = '2024-12-01'"
    ) == [(None, 5)]
    assert raw.query("select min(periodo), max(periodo) from marts.dim_mes") == [(date(2023, 12, 1), date(2025, 2, 1))]
