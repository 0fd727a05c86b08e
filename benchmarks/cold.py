"""How long a command takes in a process of its own, imports and all: what somebody waits who types it.
What is run, and what it is compared with, belongs to each benchmark."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from orchestration.core.paths import Home

TIMES = 3


def best(command: Sequence[str], home: Home, made: Path | None = None) -> float:
    """Seconds of the fastest of `TIMES` runs of `command` in `home`; what it left in `made` is removed before each."""
    return min(_run(command, home, made) for _ in range(TIMES))


def _run(command: Sequence[str], home: Home, made: Path | None) -> float:
    if made is not None:
        shutil.rmtree(made, ignore_errors=True)
    environment = os.environ | {"RED_CITE_HOME": str(home.root)}
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    taken = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[1:4])}: {done.stderr}")
    return taken
