"""The expectation suites and their limits, read from `expectations/`, where they stand as data.
Evaluating a suite belongs to `evaluate` (fast path) and to `gates.validation` (judge of record)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.core.paths import SUITES
from orchestration.gates.findings import Expectation, Suite

LIMITS_FILE = "limites.json"


@cache
def limits(folder: Path = SUITES) -> Mapping[str, float]:
    """Every limit by name (`limites.json` holds each with its reason)."""
    stated = json.loads((folder / LIMITS_FILE).read_text(encoding="utf-8"))
    return {name: limit["valor"] for name, limit in stated.items()}


@cache
def load_suite(name: str, folder: Path = SUITES) -> Suite:
    """The suite `expectations/<name>.json`, each `{"$PARAMETER": limit}` replaced by the limit's value.

    Raises:
        FileNotFoundError: no such suite.
        ValueError: the file is no suite, or names a limit that `limites.json` lacks.
    """
    file = folder / f"{name}.json"
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
        expectations = tuple(_expectation(e, folder) for e in stated["expectations"])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{file}: no es una suite válida ({error}); compárela con las otras de la carpeta.") from error
    return Suite(stated["name"], expectations, stated.get("meta", {}))


def _expectation(stated: Mapping[str, Any], folder: Path) -> Expectation:
    kwargs = {key: _resolve(value, folder) for key, value in stated["kwargs"].items()}
    return Expectation(stated["type"], kwargs, stated.get("severity", "critical"), stated.get("meta", {}))


def _resolve(value: Any, folder: Path) -> Any:
    if not (isinstance(value, Mapping) and "$PARAMETER" in value):
        return value
    name = value["$PARAMETER"]
    if name not in limits(folder):
        raise ValueError(f"El límite '{name}' no está en {LIMITS_FILE}; agréguelo allí con su razón.")
    return limits(folder)[name]
