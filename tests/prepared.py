"""What no record decides, made once and kept between runs: dbt's parsed project, and a warehouse with its documents.
Both are made by the real steps, and anew when anything that makes them changes; what is built on them is the tests'."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.core.paths import PROJECT, SUITES, Home
from orchestration.transforming import dbt

FOLDER = PROJECT / ".pytest_cache" / "preparado"
# The rooms whose code makes the documents, builds them or judges them.
_MAKERS = ("core", "warehouse", "gates", "transforming", "closing")


def share_the_parsed_project() -> None:
    """Every home of the tests, and every process of a run, reads the project that one of them parsed."""
    parsed: Callable[[Home], Any] = dbt._parsed

    def one_at_a_time(home: Home) -> Any:
        with _alone("proyecto"):
            return parsed(home)

    dbt.kept_file = lambda home: FOLDER / "proyecto.msgpack"
    dbt._parsed = one_at_a_time


def with_project(home: Home) -> Home:
    """`home` with the parsed project in its own place, for another process that works there."""
    dbt._parsed(home)
    shutil.copy(dbt.kept_file(home), home.dbt / "proyecto.msgpack")
    return home


def with_documents(home: Home) -> Home:
    """`home` with the seeds and published figures built and judged, as the job `carga_documentos` leaves them."""
    home.create()
    kept = FOLDER / f"documentos-{_state()}.duckdb"
    with _alone("documentos"):
        if not kept.exists():
            for old in FOLDER.glob("documentos-*.duckdb"):
                old.unlink()
            _make(kept)
    shutil.copy(kept, home.warehouse)
    return home


def _make(kept: Path) -> None:
    # Imported here: most tests need no close.
    from orchestration.closing import steps

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).create()
        built = steps.build(home, "documentos")
        assert built.nodes and built.failed == []
        gate = steps.judge(home, "documentos")
        assert gate is not None and gate.passed
        draft = kept.with_suffix(".nuevo")
        shutil.copy(home.warehouse, draft)
        os.replace(draft, kept)


@cache
def _state() -> str:
    digest = hashlib.sha256(dbt.fingerprint().encode())
    code = (file for room in _MAKERS for file in (PROJECT / "orchestration" / room).rglob("*") if file.is_file())
    for file in sorted((*code, *SUITES.glob("*.json"), PROJECT / "requirements.lock", Path(__file__))):
        if "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(PROJECT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone(what: str) -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f".{what}").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
