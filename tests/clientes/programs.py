"""Finds and runs the programs that people read the publication with, as they would from a terminal.
A program that is missing is a failure that names its package, never a skip."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PACKAGES = {
    "duckdb": "make test-clientes (lo trae tests/clientes/requirements.txt)",
    "chromium": "apt-get install chromium",
    "curl": "apt-get install curl",
    "systemd-analyze": "apt-get install systemd",
    "soffice": "apt-get install libreoffice-calc",
    "/usr/bin/python3": "apt-get install python3-uno",
    "isql": "apt-get install unixodbc odbc-postgresql",
    "psql": "apt-get install postgresql-client",
    "Rscript": "apt-get install r-base-core r-cran-dbi r-cran-readxl r-cran-rpostgresql",
}
# Where `make test-clientes` leaves DuckDB's command line.
OWN = Path(__file__).parents[2] / ".clientes" / "duckdb_cli"


def program(name: str) -> str:
    found = shutil.which(name, path=f"{OWN}:{os.environ.get('PATH', os.defpath)}")
    if found is None:
        raise AssertionError(f"falta el cliente '{name}': {PACKAGES[name]}")
    return found


def run(name: str, *arguments: object, stdin: str | None = None, env: dict[str, str] | None = None) -> str:
    """What it prints; fails with its own words when it ends badly."""
    done = _start([program(name), *map(str, arguments)], stdin, env)
    assert done.returncode == 0, f"{name}: {done.stderr or done.stdout}"
    return done.stdout


def _start(command: Sequence[str], stdin: str | None, env: dict[str, str] | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, input=stdin, env=os.environ | (env or {}), text=True, capture_output=True, timeout=120
    )
