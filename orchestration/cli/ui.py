"""`red-cite ui`: Dagster's web server and daemon over the home's own runs, schedule and sensor.
What they show is defined in `defs/`."""

from __future__ import annotations

import os
import sys

from orchestration.core.paths import PROJECT, Home


def run(host: str, port: int) -> None:
    """Replaces this process with `dagster dev`; does not return."""
    from orchestration.defs.run import dagster_home

    dagster_home(Home.current())
    arguments = ["dev", "--workspace", str(PROJECT / "workspace.yaml"), "--host", host, "--port", str(port)]
    os.execv(sys.executable, [sys.executable, "-m", "dagster", *arguments])
