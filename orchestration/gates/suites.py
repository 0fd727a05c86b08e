"""The rule files and the limits, read from `expectations/`, where they stand as data.
What a rule may say belongs to `rules`; evaluating a suite to `evaluate` (fast path) and to `validation` (of record)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.core.paths import SUITES
from orchestration.gates.findings import Expectation, Suite
from orchestration.gates.rules import expectation

LIMITS_FILE = "limites.yml"


class _Loader(yaml.CSafeLoader):
    """YAML without its trap: of a name written twice in one place, the first would be lost in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"está dos veces: {twice.pop()}", node.start_mark)
        return super().construct_mapping(node, deep)


@cache
def read_data(file: Path) -> Mapping[str, Any]:
    """A YAML file of `expectations/`.

    Raises:
        FileNotFoundError: no such file.
        ValueError: the file is no YAML; the message says the line.
    """
    try:
        return yaml.load(file.read_text(encoding="utf-8"), _Loader) or {}
    except yaml.YAMLError as error:
        raise ValueError(f"{file}: no se puede leer como YAML ({error}); corríjalo.") from error


@cache
def limits(folder: Path = SUITES) -> Mapping[str, float]:
    """Every limit by name (`limites.yml` holds each with its reason)."""
    return {name: limit["valor"] for name, limit in read_data(folder / LIMITS_FILE).items()}


@cache
def suites_of(load: str, folder: Path = SUITES) -> tuple[str, ...]:
    """The suites of a load's rule file, `expectations/<load>.yml`, in its order."""
    return tuple(read_data(folder / f"{load}.yml"))


@cache
def load_suite(name: str, folder: Path = SUITES) -> Suite:
    """The suite `name` of the rule file whose name it begins with (`marts_avance_metas` stands in `marts.yml`).

    Its `meta` is what the file says beside the rules: `tabla`, `una_fila_por`, and in `marco` the file, from the
    project's root, where the rows that it judges come from.

    Raises:
        FileNotFoundError: no file has such a suite.
        ValueError: the file, or one of the suite's rules, is not as it must be; the message says which and why.
    """
    file = next((f for f in sorted(folder.glob("*.yml")) if f"{name}_".startswith(f"{f.stem}_")), None)
    if file is None or name not in read_data(file):
        raise FileNotFoundError(f"{folder}: ninguna tabla de reglas tiene la suite «{name}».")
    stated = dict(read_data(file)[name])
    rules = stated.pop("reglas")
    expectations = []
    for place, rule in enumerate(rules, start=1):
        try:
            expectations.append(expectation(rule, limits(folder)))
        except ValueError as error:
            called = rule.get("codigo") or f"número {place}"
            raise ValueError(f"{file}: {name}, regla {called}: {error}.") from error
    return Suite(name, tuple(expectations), stated)


@cache
def rules_of(load: str, folder: Path = SUITES) -> Mapping[str, Expectation]:
    """The rules of a load by their code; where several share one, the first speaks for them."""
    rules = [rule for name in suites_of(load, folder) for rule in load_suite(name, folder).expectations]
    return {rule.code: rule for rule in reversed(rules)}


def title_of(load: str, code: str) -> str:
    """What people call the rule; what is found without one (a file that cannot be read, a feed of no rules) goes by
    its code."""
    rule = rules_of(load).get(code) if (SUITES / f"{load}.yml").exists() else None
    return str(rule.meta["titulo"]) if rule else code.replace("_", " ").capitalize()


def columns_of(kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that an expectation's arguments name."""
    single = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    return (*single, *kwargs.get("column_list", ()))
