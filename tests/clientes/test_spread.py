"""Two processes of Dask on loopback read and judge two thousand reports; one is killed in the middle, nothing is lost,
and the hashes are those of a usual reception. `make test-reparto`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dagster as dg
import pytest

from orchestration.closing import spreading, steps
from orchestration.core.paths import PROJECT, Home
from orchestration.defs.run import dagster_home
from orchestration.defs.spread import VARIABLE
from orchestration.intake.feeds import REPORTS
from orchestration.warehouse.connection import connect
from tests.spread_reports import held, leave

DASK = (sys.executable, "-m", "dask")
WORKER = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")  # nobody starts it again
JOB = (sys.executable, "-m", "dagster", "job", "execute", "-m", "orchestration.defs.definitions")
COUNT = 2000
WAIT_SECONDS = 3000


@contextmanager
def started(log: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out, subprocess.Popen(command, cwd=PROJECT, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def workers(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler, whose address stands in the environment from then on, and two workers."""
    told = folder / "planificador.json"
    host = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
    with ExitStack() as stack:
        stack.enter_context(started(folder / "planificador.log", *DASK, *host))
        wait_for(lambda: told.exists() and bool(told.read_text()))
        patch.setenv(VARIABLE, json.loads(told.read_text())["address"])
        worker = (*DASK, "worker", "--scheduler-file", str(told), *WORKER, "--local-directory", str(folder / "dask"))
        yield [stack.enter_context(started(folder / f"obrero_{number}.log", *worker)) for number in range(2)]


def wait_for(seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.lento
def test_a_worker_killed_in_the_middle_loses_nothing(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")  # restored afterwards: what is called next sets it
    dagster_home(home)
    leave(home, COUNT)

    def found() -> int:
        return sum(len(file.name) == 64 for file in home.spread.rglob("*"))

    with (
        workers(tmp_path, monkeypatch) as pair,
        started(tmp_path / "trabajo.log", *JOB, "-j", "recibir_repartido") as job,
    ):
        wait_for(lambda: found() > COUNT // 3 or job.poll() is not None)
        assert found() < COUNT
        pair[0].kill()
        assert job.wait(WAIT_SECONDS) == 0, (tmp_path / "trabajo.log").read_text()[-3000:]
    with dg.DagsterInstance.get() as instance:
        [run] = instance.get_runs()
        began = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_START)
        assert len(began) > spreading.LANES + 2  # what the dead worker had, the other one did
    assert not list(home.spread.iterdir())
    assert held(home) == of_a_usual_reception(home, tmp_path)


def of_a_usual_reception(home: Home, tmp_path: Path) -> dict[str, str]:
    """The same reports at the same times, under the same key, in a home of its own."""
    other = Home(tmp_path / "otra").create()
    shutil.copy(home.key_file, other.key_file)
    leave(other, COUNT)
    with connect(home) as connection:
        came_in = dict(connection.execute("select archivo, recibido_en from raw.recepciones").fetchall())
    assert len(came_in) == COUNT
    steps.receive(other, REPORTS, lambda file: came_in[file.name])
    return held(other)
