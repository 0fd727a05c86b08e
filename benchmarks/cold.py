"""How long a command takes in a process of its own, imports and all: what somebody waits who types it.
What is run, and what it is compared with, belongs to each benchmark."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.paths import Home

TIMES = 3


@dataclass(frozen=True)
class Run:
    """What one process took: seconds by the clock and of processor (its children's included), MB at its peak."""

    seconds: float
    processor: float
    peak_mb: float


def best(command: Sequence[str], home: Home, made: Path | None = None) -> float:
    """Seconds of the fastest of `TIMES` runs of `command` in `home`; what it left in `made` is removed before each."""
    seconds = []
    for _ in range(TIMES):
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        seconds.append(run(command, home).seconds)
    return min(seconds)


def run(command: Sequence[str], home: Home, fine: Collection[int] = (0,)) -> Run:
    """A process of its own in `home`; what it prints is not shown. Ends the benchmark where its code is not `fine`."""
    environment = os.environ | {"RED_CITE_HOME": str(home.root)}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds, process.returncode = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        raise SystemExit(f"{' '.join(command[1:4])} ended with {process.returncode}: {said}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
