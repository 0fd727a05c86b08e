"""Superset itself: prepared in its own environment over a publication, and the command that serves it on this machine.
What it shows is made by `bundle.py`; that environment is made by `make superset`."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import PROJECT, Home
from orchestration.core.whole_files import write_whole
from orchestration.outputs.superset import bundle
from orchestration.publication.editions import CURRENT, edition

USER = "red-cite"
PASSWORD_FILE = "contrasena"
_ENVIRONMENT = PROJECT / ".superset"
_SETTINGS = Path(__file__).with_name("entorno")


class SupersetTrouble(Failure):
    """Superset could not be prepared; the message carries its own last words."""


def prepare(home: Home, address: str | None) -> Path:
    """Brings Superset's folder up to date with the publication's definitions, and gives that folder.

    `address` is SQLAlchemy's, of the server to read; None reads the published DuckDB file. Dashboards of the project
    are replaced, those that people made stay.

    Raises:
        Misuse: Superset is not installed.
        UnknownEdition: nothing was published yet.
        SupersetTrouble: Superset refused.
    """
    source = edition(home, CURRENT)
    python = _program("python")
    folder = home.superset
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        target = Path(scratch) / "red_cite.zip"
        bundle.write(home, source, address or _snapshot(home), target)
        _run([python, str(_SETTINGS / "preparar.py"), str(target), USER], folder, password(home))
    return folder


def command(home: Home, port: int) -> tuple[list[str], dict[str, str]]:
    """What serves Superset on this machine alone, and its environment; a process that is replaced by it is Superset."""
    bind = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8", "--timeout", "120"]
    # Its control socket would stand in the person's own folder, one for all homes.
    return [_program("gunicorn"), *bind, "--no-control-socket", "superset.app:create_app()"], environment(home.superset)


def password(home: Home) -> str:
    return _secret(home.superset / PASSWORD_FILE)


def environment(folder: Path) -> dict[str, str]:
    """What Superset's processes get: its settings, its folder, its key, and nothing of ours."""
    kept: Mapping[str, str] = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    settings = {
        "SUPERSET_CONFIG_PATH": str(_SETTINGS / "superset_config.py"),
        "SUPERSET_HOME": str(folder),
        "RED_CITE_SUPERSET_CLAVE": _secret(folder / "clave"),
        "FLASK_APP": "superset",
    }
    return {**kept, **settings}


def _snapshot(home: Home) -> str:
    """The link is followed at each question, so that the next publication is seen without a restart."""
    return f"duckdb:///{home.published / 'red_cite.duckdb'}?access_mode=read_only"


def _program(name: str) -> str:
    found = _ENVIRONMENT / "bin" / name
    if not found.exists():
        raise Misuse(
            "Superset no está instalado; ejecute `make superset`, que lo instala en su propio entorno y lo abre."
        )
    return str(found)


def _secret(file: Path) -> str:
    """What the file holds; written at first, for its owner alone."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(file, secrets.token_urlsafe(32))
        file.chmod(0o600)
    return file.read_text(encoding="utf-8")


def _run(arguments: list[str], folder: Path, told: str) -> None:
    done = subprocess.run(arguments, input=told, env=environment(folder), text=True, capture_output=True)
    if done.returncode:
        raise SupersetTrouble(f"Superset no pudo prepararse: {done.stderr.strip()[-2000:]}")
