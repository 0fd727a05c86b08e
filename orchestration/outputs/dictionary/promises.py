"""What holds a table, said in Spanish: dbt's tests and unit tests, and the expectations of the gates.
The tests themselves stand beside their models, the rules in `expectations/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.gates.findings import Expectation
from orchestration.gates.loads import GATES
from orchestration.gates.suites import load_suite, suites_of

_REFERENCE = re.compile(r"ref\('([a-z0-9_]+)'\)")


@dataclass
class OfTable:
    """Promises about columns by name, and about the whole table; the columns that name one of its rows."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)
    key: frozenset[str] = frozenset()


def by_table(manifest: Mapping[str, Any]) -> dict[str, OfTable]:
    """What dbt's tests promise, by the id of the table that each is about."""
    found: dict[str, OfTable] = {}
    for test in (node for node in manifest["nodes"].values() if node["resource_type"] == "test"):
        for table, column, said in _said(test):
            of_table = found.setdefault(table, OfTable())
            (of_table.columns.setdefault(column, []) if column else of_table.whole).append(said)
            of_table.key |= _key_of(test)
    for test in manifest["unit_tests"].values():
        for table in test["depends_on"]["nodes"]:
            found.setdefault(table, OfTable()).whole.append(f"Caso de prueba: {_sentence(test)}")
    return found


def of_gates(folder: Path) -> dict[str, list[str]]:
    """What the gates' rules promise of a table, by its full name, from the rule files in `folder`."""
    found: dict[str, list[str]] = {}
    for load in sorted({gate.rules for gate in GATES.values()}):
        for suite in (load_suite(name, folder) for name in suites_of(load, folder)):
            if "tabla" in suite.meta:
                found.setdefault(suite.meta["tabla"], []).extend(_of_gate(load, rule) for rule in suite.expectations)
    return found


def _of_gate(gate: str, rule: Expectation) -> str:
    otherwise = "se cierra" if rule.severity == "critical" else "avisa"
    return f"{rule.meta['titulo']}: {rule.meta['promesa']} Si no, la puerta `{gate}` {otherwise}."


def _said(test: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """Table, column (empty for the whole) and sentence; a test of its own SQL is told of every table that it reads."""
    metadata = test.get("test_metadata")
    if metadata is None:
        return [(table, "", _sentence(test)) for table in test["depends_on"]["nodes"]]
    arguments = metadata["kwargs"]
    wording = _WORDING.get(metadata["name"])
    said = wording(arguments) if wording else _sentence(test)
    return [(test["attached_node"], arguments.get("column_name") or "", said)]


def _sentence(test: Mapping[str, Any]) -> str:
    return " ".join(test["description"].split()) or test["name"].replace("_", " ").capitalize() + "."


def _named(reference: str) -> str:
    found = _REFERENCE.search(reference)
    return found.group(1) if found else reference


def _key_of(test: Mapping[str, Any]) -> frozenset[str]:
    metadata = test.get("test_metadata") or {"name": "", "kwargs": {}}
    if metadata["name"] == "unique":
        return frozenset({metadata["kwargs"]["column_name"]})
    return frozenset(metadata["kwargs"]["columnas"] if metadata["name"] == "clave_unica" else ())


def _key(arguments: Mapping[str, Any]) -> str:
    columns = ", ".join(f"`{column}`" for column in arguments["columnas"])
    return f"Clave: {columns}."


_WORDING: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "not_null": lambda _: "nunca nulo",
    "unique": lambda _: "no se repite",
    "no_negativo": lambda _: "cero o más, o nulo",
    "accepted_values": lambda a: "solo " + ", ".join(f"`{value}`" for value in a["values"]),
    "relationships": lambda a: f"está en `{_named(a['to'])}`",
    "clave_unica": _key,
}
