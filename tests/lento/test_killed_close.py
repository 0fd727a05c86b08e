"""A close killed by the system at moments of no one's choosing, and run again, gives what an undisturbed one gives."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.core.paths import PROJECT, Home
from orchestration.publication import snapshot
from orchestration.synthetic.year import write_year

pytestmark = pytest.mark.lento
MONTH, KILLS, SEED = "2024-01", 12, 20240113
LONGEST = 25.0  # seconds: a whole cold close takes about as long, so that kills fall on every step of it


def command(receptions: Path) -> list[str]:
    return [
        sys.executable, "-W", "ignore", "-m", "orchestration.cli.main",
        "cerrar", MONTH, "--recepciones", str(receptions),
    ]  # fmt: skip


def environment(root: Path) -> dict[str, str]:
    return os.environ | {
        "RED_CITE_HOME": str(root),
        "PYTHONPATH": str(PROJECT),
        "RED_CITE_CLAVE": "clave de prueba lenta",
    }


def fill(root: Path, year: Path) -> Home:
    home = Home(root).create()
    for file in year.glob(f"{MONTH}_*.xlsx"):
        (home.landing / file.name).write_bytes(file.read_bytes())
    return home


@pytest.mark.timeout(1800)
def test_sigkill_anywhere_then_rerun_gives_the_same_content(tmp_path: Path) -> None:
    write_year(tmp_path / "2024")
    receptions = tmp_path / "2024" / "recepciones.csv"
    calm = fill(tmp_path / "sin-cortes", tmp_path / "2024")
    subprocess.run(command(receptions), check=True, env=environment(calm.root), cwd=PROJECT)
    torn = fill(tmp_path / "con-cortes", tmp_path / "2024")
    chance = random.Random(SEED)
    for _ in range(KILLS):
        process = subprocess.Popen(
            command(receptions),
            env=environment(torn.root),
            cwd=PROJECT,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.5, LONGEST))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run(command(receptions), check=True, env=environment(torn.root), cwd=PROJECT)
    ours, theirs = snapshot.current(torn), snapshot.current(calm)
    assert ours is not None and theirs is not None
    assert ours.huella == theirs.huella, json.dumps([SEED, KILLS])
    assert [f for f in torn.landing.iterdir() if f.is_file()] == []
