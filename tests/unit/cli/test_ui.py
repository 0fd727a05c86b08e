"""`red-cite ui`: no door to other machines, and gone within ten seconds, with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.core.paths import PROJECT

# What Dagster is while a run is on: deaf to SIGTERM, with a child of its own that is, too.
DEAF = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork():
    Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(60)
"""
SUPERVISOR = """
import subprocess, sys
from orchestration.cli import ui
ui.GRACE_SECONDS = 1
deaf = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], start_new_session=True)
sys.exit(ui._stopped_in_time(deaf))
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "almacen.institucion.example"])
def test_other_machines_are_kept_out(host: str) -> None:
    result = CliRunner().invoke(app, ["ui", "--anfitrion", host])
    assert result.exit_code == 2 and "dejaría entrar a otras máquinas" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_does_not_listen_is_gone_all_the_same(tmp_path: Path, number: signal.Signals) -> None:
    started = tmp_path / "hijo"
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, DEAF, str(started)], cwd=PROJECT)
    while not (started.exists() and started.read_text()):
        time.sleep(0.05)
    process.send_signal(number)
    assert process.wait(60) == 0
    with pytest.raises(ProcessLookupError):
        for _ in range(200):  # a process that was killed waits to be taken off the list
            os.killpg(int(started.read_text()), 0)
            time.sleep(0.05)
