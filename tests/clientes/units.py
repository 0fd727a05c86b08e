"""Starts and stops what the units of `servicio/systemd` say, as systemd would, where no systemd runs.
Only the folders of an installation are put elsewhere; the user stays this process's own."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.paths import PROJECT

FOLDER = PROJECT / "servicio" / "systemd"


@dataclass(frozen=True)
class Places:
    """Where the folders that the units name lie: `/etc/red-cite`, `/srv/red-cite`, `/respaldos`."""

    etc: Path
    home: Path
    copies: Path

    def put(self, text: str) -> str:
        moved = {
            "/opt/red-cite/.venv": Path(sys.executable).parents[1],
            "/opt/red-cite": PROJECT,
            "/etc/red-cite": self.etc,
            "/srv/red-cite": self.home,
            "/respaldos": self.copies,
        }
        for folder, place in moved.items():
            text = text.replace(folder, str(place))
        return text


def settings(unit: str) -> dict[str, list[str]]:
    """What a unit's file says, by name, each as often as it stands there; `a@b` is the template's instance."""
    name, _, instance = unit.partition("@")
    file = FOLDER / (f"{name}@.service" if instance else f"{name}.service")
    said = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            said[key].append(value.replace("%i", instance))
    return said


class Service:
    """A unit at work; what it prints goes where the journal would take it from."""

    def __init__(self, unit: str, places: Places, log: Path) -> None:
        said = settings(unit)
        self.seconds = int((said["TimeoutStopSec"] or ["90"])[0])
        environment = _environment([places.put(name) for name in said["EnvironmentFile"]])
        [command] = said["ExecStart"]
        words = [_filled(places.put(word), environment) for word in shlex.split(command)]
        with log.open("ab") as handle:
            self.process = subprocess.Popen(
                words,
                cwd=places.put(said["WorkingDirectory"][0]),
                # Nothing else: what systemd gives a service is not what a terminal has.
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(places.home)} | environment,
                stdout=handle,
                stderr=handle,
                start_new_session=True,
                umask=int(said["UMask"][0], 8),
            )

    def stop(self) -> int:
        """Its exit code, once SIGTERM ended it in its time.

        Raises:
            subprocess.TimeoutExpired: systemd would have killed it.
        """
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(self.seconds)

    def end(self) -> None:
        """Stops it whatever happened before, with all that it started."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


def _environment(files: list[str]) -> dict[str, str]:
    lines = [line for file in files for line in Path(file).read_text(encoding="utf-8").splitlines() if "=" in line]
    return dict(line.split("=", 1) for line in lines)  # type: ignore[misc]  # a line with a sign is two words


def _filled(word: str, environment: Mapping[str, str]) -> str:
    for name, value in environment.items():
        word = word.replace(f"${{{name}}}", value)
    return word
