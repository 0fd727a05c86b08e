"""The dbt project as a scheduler must know it: tables by step, tests, columns, and where each column is from.
What the models mean belongs to `dbt_project/`, running them to `dbt.py`; once it is kept, reading it needs no dbt."""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.core.paths import Home
from orchestration.core.whole_files import write_whole
from orchestration.transforming import dbt
from orchestration.transforming.queries import spelt_out
from orchestration.warehouse.connection import connect


@dataclass(frozen=True)
class Column:
    """`sources` are the columns of other tables that its values are read from, as (id of the table, column)."""

    name: str
    type: str
    description: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A model, a seed or a raw table by dbt's id; `step` is the selector that builds it, None where dbt does not.

    `reads` are the ids of the tables that it is made from, `code` the fingerprint of its own file, `topic` its folder.
    """

    id: str
    schema: str
    name: str
    step: str | None
    description: str
    code: str
    topic: str
    reads: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Test:
    """One of dbt's tests: the step that runs it, and the table that it is about where it is about one."""

    id: str
    name: str
    step: str
    description: str
    about: str | None


@dataclass(frozen=True)
class Graph:
    """All tables by their ids, and all tests that a step runs."""

    tables: Mapping[str, Table]
    tests: Sequence[Test]


def graph(home: Home, steps: Mapping[str, str]) -> Graph:
    """The project as it stands; `steps` are dbt's selectors by the step that builds them, in their order.

    Kept in the home for as long as neither the project nor this code changes: to find it out takes seconds.
    """
    file, state = kept_file(home), _state(steps)
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if kept.get("estado") != state:
        kept = {"estado": state, **_found(home, steps)}
        write_whole(file, json.dumps(kept, ensure_ascii=False), durable=False)
    tables = [Table(**{**table, "columns": tuple(Column(**c) for c in table["columns"])}) for table in kept["tables"]]
    return Graph({table.id: table for table in tables}, [Test(**test) for test in kept["tests"]])


def kept_file(home: Home) -> Path:
    """Where the graph is kept for later processes."""
    return home.dbt / "grafo.json"


def _state(steps: Mapping[str, str]) -> str:
    made_by = Path(__file__).read_bytes() + json.dumps(dict(steps)).encode()
    return " ".join([dbt.fingerprint(), hashlib.sha256(made_by).hexdigest(), version("dbt-core"), version("sqlglot")])


def _found(home: Home, steps: Mapping[str, str]) -> dict[str, Any]:
    manifest = json.loads(dbt.manifest_file(home).read_text(encoding="utf-8"))
    chosen = {step: dbt.chosen(home, selector) for step, selector in steps.items()}
    step_of = {key: step for step, keys in chosen.items() for key in keys if not key.startswith("source.")}
    nodes = {**manifest["nodes"], **manifest["sources"]}
    nodes = {key: node for key, node in nodes.items() if node["resource_type"] in ("model", "seed", "source")}
    asked = {key: node for key, node in nodes.items() if key in step_of or key.startswith("source.")}
    sources = _sources(asked)
    tables = [asdict(_table(node, step_of.get(key), sources.get(key, {}))) for key, node in nodes.items()]
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    return {"tables": tables, "tests": [asdict(test) for test in _tests(tests, step_of, list(steps))]}


def _table(node: Mapping[str, Any], step: str | None, sources: Mapping[str, list[tuple[str, str]]]) -> Table:
    columns = tuple(
        Column(name, column["data_type"] or "", column["description"], tuple(sources.get(name, ())))
        for name, column in node["columns"].items()
    )
    reads = tuple(node.get("depends_on", {}).get("nodes", ()))
    code = node.get("checksum", {}).get("checksum", "")
    topic = Path(node["original_file_path"]).parent.name
    of_itself = (node["unique_id"], node["schema"], node["name"], step, node["description"], code, topic)
    return Table(*of_itself, reads, columns)


def _tests(tests: Sequence[Mapping[str, Any]], step_of: Mapping[str, str], steps: Sequence[str]) -> Iterator[Test]:
    """Each with the last step that builds a table which it asks; none that asks only what no step builds."""
    for test in tests:
        asked = {step_of.get(parent) for parent in test["depends_on"]["nodes"]}
        last = next((step for step in reversed(steps) if step in asked), None)
        if last is not None:
            yield Test(test["unique_id"], test["name"], last, test["description"], test.get("attached_node"))


def _sources(nodes: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """By model and column, the columns that it is read from, as its compiled SQL says."""
    # Imported here: only a change of the project needs it.
    from sqlglot import MappingSchema, exp

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of what it leaves out
    by_name = {(node["schema"], node["name"]): key for key, node in nodes.items()}
    known = MappingSchema(dialect="duckdb")
    found = {}
    with tempfile.TemporaryDirectory(prefix="red-cite-linaje-") as folder:
        aside = Home(Path(folder)).create()  # whoever works on the warehouse is not waited for
        for (schema, name), columns in {**_raw_columns(aside), **_seed_columns(nodes)}.items():
            known.add_table(exp.table_(name, db=schema), columns)
        compiled = {key: sql for key, sql in dbt.compiled(aside).items() if key in nodes}
    for key in TopologicalSorter({key: nodes[key]["depends_on"]["nodes"] for key in compiled}).static_order():
        if key not in compiled:
            continue
        found[key] = _read_from(compiled[key], known, by_name)
        known.add_table(exp.table_(nodes[key]["name"], db=nodes[key]["schema"]), dict.fromkeys(found[key], "varchar"))
    return found


def _read_from(sql: str, known: Any, by_name: Mapping[tuple[str, str], str]) -> dict[str, list[tuple[str, str]]]:
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.scope import build_scope

    query = spelt_out(sql, known, identify=False)
    try:
        ends = lineage(None, query, known, scope=build_scope(query), dialect="duckdb", copy=False, trim_selects=False)
    except (SqlglotError, ValueError):  # beyond what can be followed: the table goes without
        return {name: [] for name in query.named_selects}
    return {name: sorted(_leaves(end, by_name)) for name, end in ends.items()}


def _leaves(end: Any, by_name: Mapping[tuple[str, str], str]) -> set[tuple[str, str]]:
    from sqlglot import exp

    read = [(node.name, node.expression.find(exp.Table)) for node in end.walk() if not node.downstream]
    found = [(by_name.get((table.db, table.name)), exp.to_column(name).name) for name, table in read if table]
    return {(key, column) for key, column in found if key is not None}


def _raw_columns(aside: Home) -> dict[tuple[str, str], dict[str, str]]:
    columns: dict[tuple[str, str], dict[str, str]] = {}
    with connect(aside) as connection:
        listed = "select schema_name, table_name, column_name, data_type from duckdb_columns() where not internal"
        for schema, table, column, kind in connection.execute(listed).fetchall():
            columns.setdefault((schema, table), {})[column] = kind
    return columns


def _seed_columns(nodes: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, str]]:
    seeds = [node for node in nodes.values() if node["resource_type"] == "seed"]
    return {(seed["schema"], seed["name"]): dict.fromkeys(seed["columns"], "varchar") for seed in seeds}
