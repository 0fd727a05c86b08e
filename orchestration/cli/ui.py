"""`red-cite ui`: Dagster's web server and daemon over the home's own runs, schedule and sensor, stopped in seconds.
What they show is defined in `defs/`; who may come in from another machine is the front door's to say (`servicio/`)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from ipaddress import ip_address
from types import FrameType
from typing import NoReturn

from orchestration.core.errors import Misuse
from orchestration.core.paths import PROJECT, Home

# What runs, by what it is asked to be: both, or one of them as a service of its own; `lectura` changes nothing.
PARTS = {
    "todo": ("dagster", "dev"),
    "web": ("dagster_webserver",),
    "lectura": ("dagster_webserver", "--read-only"),
    "demonio": ("", "run"),  # its module is one of Dagster's private ones
}
# systemd, and whoever gave Ctrl-C, waits ten. A run that is cut goes on where it was: every load is safe to kill.
GRACE_SECONDS = 5


def run(host: str, port: int, part: str = "todo") -> NoReturn:
    """Starts the part and waits for it; at SIGTERM or SIGINT all of it is gone within ten seconds.

    Raises:
        Misuse: other machines would reach it, who could start or delete anything.
    """
    from orchestration.defs.private import DAEMON
    from orchestration.defs.run import dagster_home

    if not _loopback(host):
        raise Misuse(
            f"'{host}' dejaría entrar a otras máquinas sin contraseña: Dagster no pide ninguna. Use 127.0.0.1 y, "
            "para la red, la puerta de entrada de `servicio/` (vea docs/servicio.md)."
        )
    dagster_home(Home.current())
    module, *words = PARTS[part]
    address = [] if part == "demonio" else ["--host", host, "--port", str(port)]
    command = [sys.executable, "-m", module or DAEMON, *words, "--workspace", str(PROJECT / "workspace.yaml"), *address]
    # In a group of its own, so that what it starts goes with it.
    code = _stopped_in_time(subprocess.Popen(command, start_new_session=True))
    os._exit(code)  # on a busy machine it takes Python seconds to put Dagster's modules away


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _stopped_in_time(process: subprocess.Popen[bytes]) -> int:
    asked = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal asked
        if not asked:
            asked = True
            signal.alarm(GRACE_SECONDS)
            _tell(process, signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    signal.signal(signal.SIGALRM, lambda *_: _tell(process, signal.SIGKILL))
    code = process.wait()
    signal.alarm(0)
    _tell(process, signal.SIGKILL)  # what outlives its parent
    return 0 if asked else code


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
