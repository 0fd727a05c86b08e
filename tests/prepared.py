"""What many tests start from, made once and kept between runs: the parsed project, the documents' warehouse, the year.
All is made by the real steps, and anew when anything that makes it changes; what is built on it is the tests'."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.core.paths import PROJECT, SUITES, Home
from orchestration.transforming import dbt, graph
from orchestration.warehouse import connection

if TYPE_CHECKING:
    from orchestration.synthetic.year import SentFile

FOLDER = PROJECT / ".pytest_cache" / "preparado"
# The rooms whose code makes the documents, builds them or judges them; and that which writes the year.
_MAKERS = ("core", "warehouse", "gates", "transforming", "closing")
_WRITERS = ("core", "intake", "synthetic")
ALL_ROOMS = ("",)


def share_the_parsed_project() -> None:
    """Every home of the tests, and every process of a run, reads the project that one of them parsed."""
    parsed: Callable[[Home], Any] = dbt._parsed

    def one_at_a_time(home: Home) -> Any:
        with _alone("proyecto"):
            return parsed(home)

    dbt.kept_file = lambda home: FOLDER / "proyecto.msgpack"
    graph.kept_file = lambda home: FOLDER / "grafo.json"
    dbt._parsed = one_at_a_time


def share_the_empty_warehouse() -> None:
    """A new home gets a copy of raw's empty tables: to make them takes as long as many a test."""
    opened: Callable[[Home], Any] = connection.open_warehouse

    def opened_from_a_copy(home: Home) -> Any:
        knows_more = any(home.receptions.glob("*.json")) or (home.published / "actual").is_symlink()
        if not (home.lake or home.warehouse.exists() or knows_more):
            shutil.copy(_empty_warehouse(opened), home.warehouse)
        return opened(home)

    connection.open_warehouse = opened_from_a_copy


@cache
def _empty_warehouse(opened: Callable[[Home], Any]) -> Path:
    home = Home(Path(tempfile.mkdtemp(dir=os.environ["RED_CITE_HOME"]))).create()
    home.warehouse.parent.mkdir(exist_ok=True)
    opened(home).close()
    return home.warehouse


def with_project(home: Home) -> Home:
    """`home` with the parsed project in its own place, for another process that works there."""
    from orchestration.closing.steps import SELECTORS

    graph.graph(home, SELECTORS)
    shutil.copy(dbt.kept_file(home), home.dbt / "proyecto.msgpack")
    shutil.copy(graph.kept_file(home), home.dbt / "grafo.json")
    return home


def with_documents(home: Home) -> Home:
    """`home` with the seeds and published figures built and judged, as the job `carga_documentos` leaves them."""
    home.create()
    shutil.copy(kept("documentos", _MAKERS, _build_documents) / home.warehouse.name, home.warehouse)
    return home


def models() -> dict[str, Any]:
    """dbt's models as they are built from nothing: `orden`, a list of [id, name, statements], and `elige`, ids by
    selector."""
    return json.loads((kept("modelos", _MAKERS, _compile) / "modelos.json").read_text(encoding="utf-8"))


def _compile(draft: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).create()
        with connection.connect(home):
            pass
        manifest, compiled = dbt._parsed(home), dbt.compiled(home)
        selectors = [name for name in manifest.selectors if name != "pruebas_unitarias"]
        chosen = {name: [key for key in dbt.chosen(home, name) if key in compiled] for name in selectors}
    nodes = {key: manifest.nodes[key] for key in compiled}
    order = TopologicalSorter({key: node.depends_on.nodes for key, node in nodes.items()}).static_order()
    told = [(key, nodes[key].name, _statements(nodes[key], compiled[key])) for key in order if key in nodes]
    (draft / "modelos.json").write_text(json.dumps({"orden": told, "elige": chosen}), encoding="utf-8")


def _statements(node: Any, sql: str) -> list[str]:
    """What dbt executes to build a model from nothing: columns in the contract's order, then the comments."""
    place, kind = f"{node.schema}.{node.name}", "view" if node.config.materialized == "view" else "table"
    if node.config.contract.enforced:
        sql = f"select {', '.join(node.columns)} from ({sql})"
    statements = [f"create schema if not exists {node.schema}", f"drop {kind} if exists {place}"]
    statements.append(f"create {kind} {place} as {sql}")
    if node.config.persist_docs.get("relation"):
        described = {f"{kind} {place}": node.description}
        described |= {f"column {place}.{name}": column.description for name, column in node.columns.items()}
        statements += [
            f"comment on {what} is '{text.replace(chr(39), 2 * chr(39))}'" for what, text in described.items()
        ]
    return statements


def year(*, dirt: bool = False) -> list[SentFile]:
    """What `write_year` returns for the reconstructed 2024. Nobody writes to its folder."""
    folder = kept("sucio" if dirt else "limpio", _WRITERS, lambda draft: _write_year(draft, dirt))
    deliveries = pickle.loads((folder / "entregas").read_bytes())
    return [replace(delivery, path=folder / "2024" / delivery.path.name) for delivery in deliveries]


def _write_year(draft: Path, dirt: bool) -> None:
    from orchestration.synthetic.year import write_year

    (draft / "entregas").write_bytes(pickle.dumps(write_year(draft / "2024", dirt=dirt)))


def _build_documents(draft: Path) -> None:
    # Imported here: most tests need no close.
    from orchestration.closing import steps

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).create()
        built = steps.build(home, "documentos")
        assert built.nodes and built.failed == []
        gate = steps.judge(home, "documentos")
        assert gate is not None and gate.passed
        shutil.copy(home.warehouse, draft)


def kept(name: str, rooms: tuple[str, ...], make: Callable[[Path], object]) -> Path:
    """A folder that `make` filled, once and in one process, for the present state of `rooms`."""
    ready = FOLDER / name / _state(rooms)
    with _alone(name):
        if not ready.exists():
            draft = ready.with_name("borrador")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            # Another run may still read what an earlier state of the code made: only what is a day old goes.
            for old in ready.parent.iterdir():
                if old.stat().st_mtime < time.time() - 86_400:
                    shutil.rmtree(old)
            make(draft)
            os.replace(draft, ready)
    return ready


@cache
def _state(rooms: tuple[str, ...]) -> str:
    digest = hashlib.sha256(dbt.fingerprint().encode())
    code = (file for room in rooms for file in (PROJECT / "orchestration" / room).rglob("*") if file.is_file())
    for file in sorted(
        (*code, *SUITES.glob("*.yml"), PROJECT / "requirements.lock", *Path(__file__).parent.glob("*.py"))
    ):
        if "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(PROJECT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone(what: str) -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f".{what}").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
