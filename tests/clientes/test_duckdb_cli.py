"""DuckDB's command line on the published file: the figures, the dictionary, and publications that go on meanwhile."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pandas as pd
import pytest

from orchestration.core.paths import Home
from orchestration.publication import retention, snapshot
from orchestration.publication.manifest import Manifest
from orchestration.publication.snapshot import Draft
from tests.clientes.conftest import CLIENTS, SERVICES
from tests.clientes.programs import run

SWAPS, READERS, PAUSE = 100, 6, 0.05
# Every row of a version carries its number, and a second table says how many rows there are.
STATE = """
select min(version) as menor, max(version) as mayor, count(*) as filas, any_value(filas_dichas) as dichas
from marts.filas, marts.dicho
"""


def rows(home: Home, query: str) -> list[dict[str, object]]:
    file = home.published / "red_cite.duckdb"
    return json.loads(run("duckdb", "-readonly", "-json", file, query))


def test_the_figures_are_those_of_the_bulletin(year: Home) -> None:
    assert rows(year, "select sum(servicios)::int as n from marts.servicios_por_cite") == [{"n": SERVICES}]
    assert rows(
        year,
        "select sum(clientes_acumulado)::int as n from marts.clientes_por_tipo where periodo = '2024-12-01'",
    ) == [{"n": CLIENTS}]


def test_parquet_reads_the_same(year: Home) -> None:
    files = year.published / "parquet"
    query = f"select sum(servicios)::int as n from '{files}/servicios_por_cite.parquet'"
    assert json.loads(run("duckdb", "-json", "-c", query)) == [{"n": SERVICES}]


def test_the_dictionary_comes_along(year: Home) -> None:
    [row] = rows(
        year, "select comment from duckdb_columns() where table_name = 'servicios_por_cite' and column_name = 'periodo'"
    )
    assert row["comment"] == "Mes del reporte, como su primer día."


def test_a_reader_cannot_change_the_publication(year: Home) -> None:
    with pytest.raises(AssertionError, match="read-only"):
        rows(year, "delete from marts.servicios_por_cite")


def written(home: Home, version: int) -> Draft:
    """A publication aside, with a table of `1000 + version` rows and another that says so."""
    count = 1_000 + version
    folder = home.published / "versiones" / f".borrador-{version}"
    (folder / "parquet").mkdir(parents=True)
    with duckdb.connect(str(folder / "red_cite.duckdb")) as writer:
        writer.execute("create schema marts")
        writer.execute(f"create table marts.filas as select {version} as version from range({count})")
        writer.execute(f"create table marts.dicho as select {count} as filas_dichas")
    manifest = Manifest(version, f"{version:064x}", "2024-02-13T12:00:00", {}, [], [])
    manifest.write(folder / "manifiesto.json")
    return Draft(folder, manifest, pd.DataFrame())


def watch(home: Home, done: threading.Event) -> list[dict[str, int]]:
    """What one reader sees, each time in a process of its own, until the publications are over."""
    seen: list[dict[str, int]] = []
    while not done.wait(0.2):
        seen += rows(home, STATE)  # type: ignore[arg-type]
    return seen


def test_readers_never_meet_a_lock_or_half_a_publication(home: Home) -> None:
    first, *others = [written(home, version) for version in range(1, SWAPS + 2)]
    snapshot.swap_in(home, first)
    done = threading.Event()
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(watch, home, done) for _ in range(READERS)]
        try:
            for made in others:
                assert snapshot.swap_in(home, made)
                retention.prune(home, [])
                time.sleep(PAUSE)
        finally:
            done.set()
    for reader in readers:
        seen = reader.result()  # raises when a reading failed
        assert all(s["menor"] == s["mayor"] and s["filas"] == s["dichas"] == 1_000 + s["menor"] for s in seen)
        versions = [s["menor"] for s in seen]
        assert versions == sorted(versions) and len(set(versions)) > 3, "too few readings to prove anything"
