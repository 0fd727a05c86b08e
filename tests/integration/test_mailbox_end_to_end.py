"""A full mailbox whose process is killed again and again: nothing is lost, nothing is doubled, the order holds.
Real processes and SIGKILL; synthetic people. A dozen files, and five hundred."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from orchestration.core.paths import PROJECT, Home
from orchestration.intake.reception import archived
from orchestration.warehouse.connection import connect
from tests.workbooks import cover, good_row, report

CENTRES = {
    "citemadera-lima": "CITEmadera y del mueble Lima",
    "citepesquero-ilo": "CITEpesquero Ilo",
    "utagroindustrial-ambo": "UTagroindustrial Ambo",
}
LOAD = (
    "from orchestration.closing.steps import receive; from orchestration.core.paths import Home; "
    "from orchestration.intake.feeds import REPORTS; receive(Home.current(), REPORTS)"
)


@dataclass(frozen=True)
class Dropped:
    """One file as it was dropped; `centre` is None for bytes that are no report."""

    folder: str
    name: str
    content: bytes
    centre: str | None
    month: int


def deliveries(count: int) -> list[Dropped]:
    """Reports of three centres and several months, many of them corrections; in tens, bytes sent twice and rubbish."""
    made: list[Dropped] = []
    for number in range(count):
        code, month = list(CENTRES)[number % 3], 1 + number % 4
        folder, name = (code if number % 2 else "", f"{random.Random(number).randrange(10**6):06d}__{number}.xlsx")
        if number % 10 == 9:
            made.append(Dropped("", name, b"PK\x03\x04 roto %d" % number, None, 0))
        elif number % 10 == 8:
            before = made[-1]
            made.append(Dropped(before.folder, name, before.content, before.centre, before.month))
        else:
            rows = [good_row(number + 1, Fecha=date(2024, month, 1 + number % 28))]
            said = cover(rows, **{"CITE/UT": CENTRES[code], "Periodo": f"2024-{month:02d}"})
            made.append(Dropped(folder, name, report(rows, said), code, month))
    return made


def drop(home: Home, files: list[Dropped]) -> None:
    """All at once, with the times of modification of the order in which they were finished."""
    for second, file in enumerate(files):
        path = home.landing / file.folder / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.content)
        os.utime(path, (second, second))


def start(home: Home) -> subprocess.Popen[bytes]:
    environment = os.environ | {"RED_CITE_HOME": str(home.root)}
    return subprocess.Popen([sys.executable, "-c", LOAD], cwd=PROJECT, env=environment)


def killed_when(home: Home, ready: Callable[[], bool], pause: float = 0) -> bool:
    """Starts a load and kills it once it has come that far, and `pause` seconds further; False if it ended before."""
    process = start(home)
    deadline = time.monotonic() + 240
    while not ready() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def finish(home: Home) -> None:
    assert start(home).wait(timeout=280) == 0


def archived_files(home: Home) -> int:
    return sum(1 for f in home.archive.glob("*/*"))


def recorded(home: Home) -> int:
    return sum(1 for _ in home.receptions.glob("*.json"))


def left(home: Home) -> int:
    return sum(1 for _ in home.outbox.glob("*/*.json"))


def assert_nothing_lost(home: Home, files: list[Dropped]) -> None:
    assert [f for f in home.landing.rglob("*") if f.is_file()] == []
    seen = [json.loads(record.read_text(encoding="utf-8")) for record in sorted(home.receptions.glob("*.json"))]
    assert [(r["entregado_cite"] or "", r["archivo"]) for r in seen] == [(f.folder, f.name) for f in files]
    assert [r["recibido_en"] for r in seen] == sorted({r["recibido_en"] for r in seen})
    assert [archived(home, r["sha256"]).read_bytes() for r in seen] == [f.content for f in files]
    in_archive = {f.name for f in home.archive.rglob("*") if f.is_file()}
    assert in_archive == {hashlib.sha256(f.content).hexdigest() for f in files}
    with connect(home) as connection:
        outcomes = connection.execute(
            "select archivo, p.cite_codigo, month(p.periodo), resultado, p.version from raw.recepciones r "
            "left join raw.reportes p using (archivo, sha256, recibido_en) order by r.recibido_en"
        ).fetchall()
        left_in = connection.execute("select salida, nombre from raw.constancias").fetchall()
        rows = connection.execute("select count(*), count(distinct reporte_id) from raw.atenciones").fetchone()
    assert outcomes == expected_outcomes(files)
    versions = sum(outcome[3] == "version" and outcome[1] is not None for outcome in outcomes)
    assert rows == (versions, versions)
    assert Counter(f"{folder}/{name}" for folder, name in left_in) == Counter(in_outboxes(home, "xlsx"))
    assert sorted(in_outboxes(home, "json")) == sorted(in_outboxes(home, "xlsx")) and len(left_in) == len(files)
    assert not list(home.outbox.glob("*/.*"))


def expected_outcomes(files: list[Dropped]) -> list[tuple[object, ...]]:
    """One a file, in their order: versions count up within centre and month, bytes sent twice are no version."""
    latest: Counter[tuple[str | None, int]] = Counter()
    known: set[bytes] = set()
    outcomes: list[tuple[object, ...]] = []
    for file in files:
        if file.content in known:
            outcomes.append((file.name, None, None, "repetido", None))
            continue
        known.add(file.content)
        latest[file.centre, file.month] += 1
        version = latest[file.centre, file.month] if file.centre else None
        outcomes.append((file.name, file.centre, file.month or None, "version", version))
    return outcomes


def in_outboxes(home: Home, kind: str) -> list[str]:
    return [f"{f.parent.name}/{f.stem}" for f in home.outbox.glob(f"*/*.{kind}")]


@pytest.mark.lento  # in the usual suite `test_every_feed` dies at each step, within its process
def test_a_mailbox_killed_half_way_loses_nothing(home: Home) -> None:
    files = deliveries(14)
    drop(home, files)
    goal = random.randint(3, 9)
    assert killed_when(home, lambda: left(home) >= goal), goal
    finish(home)
    assert_nothing_lost(home, files)


@pytest.mark.lento
@pytest.mark.timeout(1800)
def test_five_hundred_files_and_ten_kills_lose_nothing(home: Home) -> None:
    files = deliveries(500)
    drop(home, files)
    chance = random.Random()
    kills = []
    for goal in (50, 150):
        kills.append(killed_when(home, lambda goal=goal: archived_files(home) >= goal))  # type: ignore[misc]
    for goal in (100, 200, 300, 400):  # while it judges, stores and commits, batch after batch
        kills.append(
            killed_when(home, lambda goal=goal: recorded(home) >= goal, pause=chance.uniform(0, 4))  # type: ignore[misc]
        )
    for goal in (410, 440, 480):
        kills.append(killed_when(home, lambda goal=goal: left(home) >= goal, pause=chance.uniform(0, 0.2)))  # type: ignore[misc]
    assert sum(kills) >= 8, kills
    finish(home)
    assert_nothing_lost(home, files)
