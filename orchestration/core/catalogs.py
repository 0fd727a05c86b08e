"""The fixed code lists (centres, tasks, client types, budget categories), read from dbt's seeds, their only copy.
Looking a written value up by its normal form belongs here; judging what was not found belongs to `judging/`."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from orchestration.core.paths import CATALOGS


def name_key(text: str) -> str:
    """The normal form in which names are compared: no accents, lower case, letters and digits only.

    The dbt macro `clave_nombre` is its twin in SQL.
    """
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in bare if not unicodedata.combining(c)).lower())


@dataclass(frozen=True)
class Centre:
    """One CITE or UT; `reports_since` is `AAAA-MM`, None for a centre that reports nothing yet."""

    code: str
    name: str
    kind: str
    department: str | None
    reports_since: str | None
    programmes: tuple[str, ...]

    def is_due(self, month: date) -> bool:
        """Whether it has to report the month."""
        return self.reports_since is not None and self.reports_since <= f"{month:%Y-%m}"


@dataclass(frozen=True)
class Task:
    code: str
    name: str
    service_code: int
    service: str
    complexity: str


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def centres() -> dict[str, Centre]:
    """Centres by code, in the catalogue's order (source: `catalogo_cite.csv`)."""
    return {
        row["cite_codigo"]: Centre(
            row["cite_codigo"],
            row["cite"],
            row["tipo"],
            row["departamento"] or None,
            row["reporta_desde"] or None,
            tuple(p for p in row["programas"].split("|") if p),
        )
        for row in _rows(CATALOGS / "cites.csv")
    }


@cache
def tasks() -> dict[str, Task]:
    """Tasks by code `n.m` (source: Cuadro 21 of the operating plan 2024, labels from Cuadros 3, 5 and 6)."""
    return {
        row["tarea_codigo"]: Task(
            row["tarea_codigo"],
            row["tarea"],
            int(row["tipo_servicio_codigo"]),
            row["tipo_servicio"],
            row["complejidad"],
        )
        for row in _rows(CATALOGS / "tareas.csv")
    }


@cache
def services() -> dict[int, str]:
    """The 8 service types by code."""
    return {task.service_code: task.service for task in tasks().values()}


@cache
def client_types() -> dict[int, str]:
    """The six client types by code (Tabla 2 of the bulletin 2024)."""
    return {int(row["tipo_cliente_codigo"]): row["tipo_cliente"] for row in _rows(CATALOGS / "tipos_cliente.csv")}


@cache
def budget_categories() -> dict[str, str]:
    """Budget categories (`PP0093`, ..., `APNOP`) with their SIAF code (`0093`, ..., `9002`)."""
    return {
        row["categoria_presupuestal"]: row["codigo_siaf"] for row in _rows(CATALOGS / "categorias_presupuestales.csv")
    }


@cache
def data_peru_names(kind: str) -> dict[str, str]:
    """How the earlier data platform spells a `cite`, `tipo_cliente` or `tipo_servicio`, by its code as text."""
    return {r["codigo"]: r["nombre"] for r in _rows(CATALOGS / "nombres_data_peru.csv") if r["clase"] == kind}


@cache
def parameter(name: str) -> int:
    """A rule that is a number (`parametros.csv`, with its unit and reason).

    Raises:
        KeyError: there is none of that name.
    """
    return {row["parametro"]: int(row["valor"]) for row in _rows(CATALOGS / "parametros.csv")}[name]


@cache
def centre_aliases() -> dict[str, str]:
    """Centre code by the normal form of every spelling known: codes, catalogue names and `alias_cite.csv`.

    Raises:
        ValueError: two centres share one normal form.
    """
    known: dict[str, str] = {}
    spellings = [(c.code, c.code) for c in centres().values()]
    spellings += [(c.name, c.code) for c in centres().values()]
    spellings += [(row["alias"], row["cite_codigo"]) for row in _rows(CATALOGS / "alias_cite.csv")]
    for spelling, code in spellings:
        if code not in centres():
            raise ValueError(
                f"alias_cite.csv: '{spelling}' leads to '{code}', which cites.csv does not hold; correct the code."
            )
        if known.setdefault(name_key(spelling), code) != code:
            raise ValueError(
                f"alias_cite.csv: '{spelling}' would be both '{known[name_key(spelling)]}' and '{code}'; keep one."
            )
    return known
