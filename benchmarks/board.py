"""What twenty years on Dagster's own board cost beside one: a close, the board's page in Chromium, the code location.
The months of the past are the events of one real close, told again of each; `make clientes` brings the browser."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.growth import CLOSE, MONTHS, december, deliver, run_code
from orchestration.core.paths import Home
from tests.clientes.browser import browser
from tests.clientes.dagster_ui import answers, ask, until
from tests.demo_year import publish_year
from tests.postgres_server import free_port

YEARS = (1, 20)
LAST = 2024
LOCATION = "benchmarks.board_location"
LOADED = f"from {LOCATION} import defs; defs.get_repository_def().load_all_definitions()"
Change = tuple[tuple[str, str], ...]
# Where the events of a run stand beside the run's own file.
TOLD = ("event_logs", "asset_event_tags", "asset_check_executions")


def main() -> None:
    print(f"{'':<34}{'años':>6}{'casillas':>10}{'segundos':>10}", flush=True)
    with tempfile.TemporaryDirectory(prefix="red-cite-bench-") as folder:
        closed = Home(Path(folder) / "casa")
        publish_year(closed)
        records = december()
        run_code(closed, f"import {LOCATION}\n{CLOSE}", MONTHS[0], deliver(closed, MONTHS[0], records))
        for years in YEARS:
            home = Home(Path(folder) / f"de-{years}")
            shutil.copytree(closed.root, home.root, symlinks=True)
            cells = _tell_the_past(home, years)
            moment = deliver(home, MONTHS[1], records)
            for what, seconds in (
                ("ubicación de código", min(run_code(home, LOADED).seconds for _ in range(3))),
                ("cierre, proceso nuevo", run_code(home, f"import {LOCATION}\n{CLOSE}", MONTHS[1], moment).seconds),
                ("página del tablero", _page(home)),
            ):
                print(f"{what:<34}{years:>6}{cells:>10,}{seconds:>10.2f}", flush=True)


def _tell_the_past(home: Home, years: int) -> int:
    """Writes the run of the one close again for each month of these years. Returns the cells with an event."""
    runs = home.dagster / "history" / "runs"
    with sqlite3.connect(home.dagster / "history" / "runs.db") as known, sqlite3.connect(runs / "index.db") as index:
        [(closed,)] = known.execute("select run_id from runs where pipeline_name = 'cierre'").fetchall()
        for year in range(LAST - years + 1, LAST + 1):
            for month in range(1, 13):
                told = str(uuid.uuid4())
                change = ((closed, told), (MONTHS[0], f"{year}-{month:02d}"))
                os.link(runs / f"{closed}.db", runs / f"{told}.db")
                for table in ("runs", "run_tags"):
                    _again(known, table, closed, change, 0)
                [(on,)] = index.execute(
                    f"select (select max(id) from event_logs) + 1 - min(id) from event_logs where run_id = '{closed}'"
                ).fetchall()
                for table in TOLD:
                    _again(index, table, closed, change, on)
        [(cells,)] = index.execute(
            "select count(distinct partition) from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION'"
        ).fetchall()
    return int(cells)


def _again(connection: sqlite3.Connection, table: str, run_id: str, change: Change, by: int) -> None:
    """The rows of a run once more, as another run's of another month; ids of events are moved on by `by`."""
    columns = [name for _, name, *_ in connection.execute(f"pragma table_info({table})")]
    # The close told of earlier months, too, which nobody had told the board of.
    own = f"run_id = '{run_id}'" + (f" and coalesce(partition, '{MONTHS[0]}') like '{MONTHS[0]}%'" if by else "")
    if "event_id" in columns:
        own = f"event_id in (select id from event_logs where {own})"
    taken = []
    for column in columns:
        text = column
        for old, new in change:
            text = f"replace({text}, '{old}', '{new}')"
        if column == "id":
            text = f"id + {by}" if table == "event_logs" else "null"
        elif column in ("event_id", "evaluation_event_storage_id", "materialization_event_storage_id"):
            text = f"{column} + {by}"
        elif "timestamp" in column or column in ("start_time", "end_time", "mode", "snapshot_id"):
            text = column
        taken.append(text)
    connection.execute(f"insert into {table} select {', '.join(taken)} from {table} where {own}")


def _page(home: Home) -> float:
    """Seconds from opening the board's partitions until the months stand there, the best of three openings."""
    with _serving(home) as address, browser() as page:
        seconds = []
        for _ in range(3):
            page.open("about:blank", 1500)
            start = time.perf_counter()
            page.open(f"{address}/assets/reporte_mensual?view=partitions", 1500)
            page.wait(f"((document.body || {{}}).innerText || '').includes('{LAST}-12')")
            seconds.append(time.perf_counter() - start)
    return min(seconds)


@contextmanager
def _serving(home: Home) -> Iterator[str]:
    """The address of Dagster's pages, once they have the location's assets."""
    port = free_port()
    command = [sys.executable, "-m", "dagster_webserver", "-m", LOCATION, "-p", str(port)]
    environment = os.environ | {"RED_CITE_HOME": str(home.root), "DAGSTER_HOME": str(home.dagster)}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        until(
            lambda: answers(address) and ask(address, "{ assetNodes { id } }")["assetNodes"], "la ubicación de código"
        )
        yield address
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
