"""Runs dbt inside this process and hands back what each node did, with the warehouse's file released.
What the models mean belongs to `dbt_project/`; when they run belongs to `defs/`."""

from __future__ import annotations

import hashlib
import json
import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.errors import Failure
from orchestration.core.paths import DBT_PROJECT, Home
from orchestration.core.whole_files import move_whole, write_whole
from orchestration.warehouse.connection import transaction

SOURCES = ("*.sql", "*.yml", "*.csv", "*.md")


class TransformFailed(Failure):
    """dbt could not start at all: a model does not parse, or the warehouse does not open."""


@dataclass(frozen=True)
class NodeResult:
    """What dbt did with one node; `failures` counts the rows that a test found."""

    unique_id: str
    name: str
    kind: str
    status: str
    seconds: float
    failures: int | None
    message: str | None

    @property
    def ok(self) -> bool:
        return self.status in ("success", "pass", "warn", "no-op")


def fingerprint() -> str:
    """One hash over everything that decides what the models build: SQL, YAML, seeds, macros."""
    files = sorted(f for pattern in SOURCES for f in DBT_PROJECT.rglob(pattern) if "target" not in f.parts)
    return _digest(tuple((file, (found := file.stat()).st_size, found.st_mtime_ns) for file in files))


@lru_cache(maxsize=1)  # every step of a close asks
def _digest(files: tuple[tuple[Path, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for file, *_ in files:
        digest.update(f"{file.relative_to(DBT_PROJECT)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def built_with(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The fingerprint that this warehouse's seeds and marts were last built whole with."""
    row = connection.execute("select huella from raw.construccion").fetchone()
    return row[0] if row else None


def mark_built(connection: duckdb.DuckDBPyConnection, huella: str) -> None:
    with transaction(connection):
        connection.execute("delete from raw.construccion")
        connection.execute("insert into raw.construccion values (?)", [huella])


def build(home: Home, selector: str, alone: Sequence[str] = (), *, full_refresh: bool = False) -> list[NodeResult]:
    """Runs `dbt build` over a selector, or over the models named `alone`; one result a node, in the order of running.

    Raises:
        TransformFailed: dbt stopped before any node ran; its own words are in the message.
    """
    # Buildable: a test that also asks a later layer's model waits for that layer's own step.
    # Without dbt's own JSON files, a second of each build: what they say comes back in the result.
    chosen = ["--select", *alone] if alone else ["--selector", selector]
    arguments = ["--no-write-json", "build", *chosen, "--indirect-selection", "buildable"]
    if full_refresh:
        arguments.append("--full-refresh")
    outcome = _invoke(home, arguments, _parsed(home))
    if outcome.result is None:
        raise TransformFailed(f"dbt no pudo empezar ({selector}): {outcome.exception}")
    return [node_result(result) for result in outcome.result.results]


def manifest_file(home: Home) -> Path:
    """The parsed project as dbt's manifest on disk, written anew when the project has changed since."""
    target = home.dbt / "target" / "manifest.json"
    mark = home.dbt / "target" / ".huella"
    huella = fingerprint()
    if not (target.exists() and mark.exists() and mark.read_text() == huella):
        draft = target.with_name(".manifest.json")
        _parsed(home).write(str(draft))
        move_whole(draft, target, durable=False)
        write_whole(mark, huella, durable=False)
    return target


def chosen(home: Home, selector: str) -> list[str]:
    """The ids of what a selector of `selectors.yml` names."""
    arguments = ["--no-write-json", "ls", "--selector", selector, "--output", "json", "--output-keys", "unique_id"]
    outcome = _invoke(home, arguments, _parsed(home))
    if not outcome.success:
        raise TransformFailed(f"dbt no conoce el selector {selector}: {outcome.exception}")
    return [json.loads(line)["unique_id"] for line in outcome.result]


def compiled(home: Home) -> dict[str, str]:
    """The SQL of each model by its id, as over an empty warehouse, which `home` must be.

    Raises:
        TransformFailed: a model does not compile.
    """
    models = ["--select", "resource_type:model", "--indirect-selection", "empty"]
    outcome = _invoke(home, ["--no-write-json", "compile", *models], _parsed(home))
    if not outcome.success:
        raise TransformFailed(f"dbt no pudo compilar los modelos: {outcome.exception}")
    return {result.node.unique_id: result.node.compiled_code for result in outcome.result.results}


def marts(home: Home) -> set[str]:
    """The tables that the project's models make in schema `marts`."""
    nodes = _parsed(home).nodes.values()
    return {node.name for node in nodes if node.resource_type == "model" and node.schema == "marts"}


def mart_keys(home: Home) -> dict[str, tuple[str, ...]]:
    """The columns that name a row of each mart, by its test `clave_unica`; a mart without one is left out."""
    nodes = json.loads(manifest_file(home).read_text(encoding="utf-8"))["nodes"]
    keys = {}
    for node in nodes.values():
        tested = nodes.get(node.get("attached_node") or "", {})
        if tested.get("schema") == "marts" and (node.get("test_metadata") or {}).get("name") == "clave_unica":
            keys[tested["name"]] = tuple(node["test_metadata"]["kwargs"]["columnas"])
    return keys


def documentation(home: Home) -> str:
    """dbt's own documentation as the text of one HTML file, which names no folder of this machine.

    Raises:
        TransformFailed: the project does not parse, or the warehouse does not open.
    """
    outcome = _invoke(home, ["docs", "generate", "--static"], _parsed(home))
    if not outcome.success:
        raise TransformFailed(f"dbt no pudo escribir su documentación: {outcome.exception}")
    text = (home.dbt / "target" / "static_index.html").read_text(encoding="utf-8")
    return text.replace(str(DBT_PROJECT), "dbt_project").replace(str(home.root), "data")


# The project as dbt understands it, by its fingerprint: no home is part of it.
_MANIFESTS: dict[str, Any] = {}


def _parsed(home: Home) -> Any:
    """The project as parsed for its present state: by this process, else by an earlier one of this home, else now."""
    huella = fingerprint()
    if huella not in _MANIFESTS:
        home.create()
        state = " ".join([huella, str(DBT_PROJECT), *map(version, _READERS)]).encode()
        _MANIFESTS[huella] = _kept(home, state) or _parse(home, state)
    return _MANIFESTS[huella]


# Whose versions decide what a parsed project looks like.
_READERS = ("dbt-core", "dbt-adapters", "dbt-duckdb")


def kept_file(home: Home) -> Path:
    """Where the parsed project is kept for later processes: its state, a line break, and dbt's msgpack."""
    return home.dbt / "proyecto.msgpack"


def _parse(home: Home, state: bytes) -> Any:
    # Whole: partial parsing misses a change of selectors.yml.
    outcome = _invoke(home, ["--no-write-json", "parse", "--no-partial-parse"], None)
    if not outcome.success:
        raise TransformFailed(f"El proyecto dbt no se puede leer: {outcome.exception}")
    from dbt.parser.manifest import extended_mashumaro_encoder

    # The web server and the daemon parse at once on their first start: each writes a draft of its own.
    kept = state + b"\n" + outcome.result.to_msgpack(extended_mashumaro_encoder)
    write_whole(kept_file(home), kept, durable=False)
    return outcome.result


def _kept(home: Home, state: bytes) -> Any:
    """What an earlier process kept of this very state, read in half a second where parsing takes ten; else None."""
    if not kept_file(home).exists():
        return None
    found, _, packed = kept_file(home).read_bytes().partition(b"\n")
    if found != state:
        return None
    from dbt.contracts.graph.manifest import Manifest
    from dbt.flags import set_from_args
    from dbt.parser.manifest import extended_mashumuro_decoder

    # Before its first invocation dbt has no flags, and asks for this one when it writes a manifest.
    set_from_args(Namespace(send_anonymous_usage_stats=False), None)
    try:
        return Manifest.from_msgpack(packed, decoder=extended_mashumuro_decoder)
    except (ValueError, LookupError, TypeError):  # cut by a power failure: parsed anew, and kept anew
        return None


def _invoke(home: Home, arguments: list[str], manifest: Any) -> Any:
    # Imported here: dbt costs seconds, and only a close needs it.
    from dbt.cli.main import dbtRunner

    from orchestration.transforming.lean import be_quiet, make_lean

    make_lean()
    be_quiet()
    os.environ["RED_CITE_ALMACEN"] = str(home.warehouse)
    if home.lake:
        os.environ |= {"RED_CITE_ALMACEN_CATALOGO": home.lake, "RED_CITE_ALMACEN_DATOS": home.lake_data}
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    try:
        return dbtRunner(manifest=manifest).invoke([*arguments, *_where(home)])
    finally:
        _release()


def _release() -> None:
    """dbt keeps the warehouse's file open after it returns; the next step must be able to write."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    DuckDBConnectionManager.close_all_connections()
    reset_adapters()


def _where(home: Home) -> list[str]:
    return [
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
        "--target",
        "ducklake" if home.lake else "almacen",
        "--target-path",
        str(home.dbt / "target"),
        # A line an event, for a terminal and a file that nobody reads, is a quarter of a build: what dbt has to say
        # of a node comes back in its result.
        "--log-path",
        str(home.dbt / "logs"),
        "--log-level",
        "none",
        "--log-level-file",
        "none",
    ]


def node_result(result: Any) -> NodeResult:
    """What dbt says of a node, in our words."""
    node = result.node
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        kind=str(node.resource_type),
        status=str(result.status),
        seconds=float(result.execution_time),
        failures=result.failures,
        message=result.message,
    )
