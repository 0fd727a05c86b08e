"""The fixed code lists (centres, tasks, client types, budget categories), read from dbt's seeds, their only copy.
Looking a written value up by its normal form belongs here; judging what was not found belongs to `judging/`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import combinations

from orchestration.core.paths import CATALOGS
from orchestration.core.seeds import BadSeed, read_seed


def name_key(text: str) -> str:
    """The normal form in which names are compared: no accents, lower case, letters and digits only.

    The dbt macro `clave_nombre` is its twin in SQL.
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "", text.lower())


@dataclass(frozen=True)
class Centre:
    """One CITE or UT.

    `reports_since` and `reports_until` are `AAAA-MM`: None for a centre that reports nothing yet, and for one that
    still does; `successor` is the code of the centre that it was merged into.
    """

    code: str
    name: str
    kind: str
    department: str | None
    reports_since: str | None
    programmes: tuple[str, ...]
    reports_until: str | None = None
    successor: str | None = None

    def is_due(self, month: date) -> bool:
        """Whether it has to report the month."""
        return self.reports_since is not None and self.reports_since <= _text(month) and not self.closed_by(month)

    def closed_by(self, month: date) -> bool:
        """Whether its last month lies before this one."""
        return self.reports_until is not None and self.reports_until < _text(month)


def reported_months(now: datetime) -> list[str]:
    """Every month (`AAAA-MM`) since the first that any centre reports, that is over by `now` (naive, America/Lima)."""
    first = min(centre.reports_since for centre in centres().values() if centre.reports_since)
    year, number = int(first[:4]), int(first[5:])
    count = (now.year - year) * 12 + now.month - number
    return [f"{year + (number - 1 + i) // 12}-{(number - 1 + i) % 12 + 1:02d}" for i in range(count)]


def _text(month: date) -> str:
    return f"{month:%Y-%m}"


@dataclass(frozen=True)
class Task:
    code: str
    name: str
    service_code: int
    service: str
    complexity: str


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
            row["reporta_hasta"] or None,
            row["sucesor"] or None,
        )
        for row in read_seed(CATALOGS / "cites.csv")
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
        for row in read_seed(CATALOGS / "tareas.csv")
    }


@cache
def services() -> dict[int, str]:
    """The 8 service types by code."""
    return {task.service_code: task.service for task in tasks().values()}


@cache
def client_types() -> dict[int, str]:
    """The six client types by code (Tabla 2 of the bulletin 2024)."""
    return {int(row["tipo_cliente_codigo"]): row["tipo_cliente"] for row in read_seed(CATALOGS / "tipos_cliente.csv")}


@cache
def budget_categories() -> dict[str, str]:
    """Budget categories (`PP0093`, ..., `APNOP`) with their SIAF code (`0093`, ..., `9002`)."""
    return {
        row["categoria_presupuestal"]: row["codigo_siaf"]
        for row in read_seed(CATALOGS / "categorias_presupuestales.csv")
    }


@cache
def data_peru_names(kind: str) -> dict[str, str]:
    """How the earlier data platform spells a `cite`, `tipo_cliente` or `tipo_servicio`, by its code as text."""
    return {r["codigo"]: r["nombre"] for r in read_seed(CATALOGS / "nombres_data_peru.csv") if r["clase"] == kind}


@cache
def parameter(name: str) -> int:
    """A rule that is a number (`parametros.csv`, with its unit and reason).

    Raises:
        KeyError: there is none of that name.
    """
    return {row["parametro"]: int(row["valor"]) for row in read_seed(CATALOGS / "parametros.csv")}[name]


@dataclass(frozen=True)
class Alias:
    """Whose a spelling is, and in which months (`AAAA-MM`, both included; None where it has no end)."""

    spelling: str
    code: str
    since: str | None = None
    until: str | None = None

    def holds(self, month: date) -> bool:
        return (self.since or "") <= _text(month) and not (self.until and self.until < _text(month))

    def overlaps(self, other: Alias) -> bool:
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: Alias) -> bool:
        return self.until is not None and other.since is not None and self.until < other.since


@cache
def centre_aliases() -> dict[str, tuple[Alias, ...]]:
    """By the normal form of every spelling known (codes, catalogue names and `alias_cite.csv`), whose it is when.

    Raises:
        BadSeed: a spelling leads to no centre, or to two in one month.
    """
    known: dict[str, tuple[Alias, ...]] = {}
    found = [Alias(spelling, c.code) for c in centres().values() for spelling in (c.code, c.name)]
    found += [
        Alias(row["alias"], row["cite_codigo"], row["vigente_desde"] or None, row["vigente_hasta"] or None)
        for row in read_seed(CATALOGS / "alias_cite.csv")
    ]
    for alias in found:
        if alias.code not in centres():
            raise BadSeed(f"alias_cite.csv: «{alias.spelling}» lleva a «{alias.code}», que no está en cites.csv.")
        known[name_key(alias.spelling)] = (*known.get(name_key(alias.spelling), ()), alias)
    for aliases in known.values():
        _check_whose(aliases)
    return known


def _check_whose(aliases: tuple[Alias, ...]) -> None:
    for one, other in combinations(aliases, 2):
        if one.code != other.code and one.overlaps(other):
            raise BadSeed(
                f"alias_cite.csv: «{one.spelling}» sería a la vez de {one.code} y de {other.code}; deje uno, o diga en "
                "vigente_desde y vigente_hasta qué meses es de cada uno."
            )


def centre_of(spelling: str, month: date | None = None) -> str | None:
    """The code of the centre that goes by this spelling in the month (None: at any time, the last that did).

    A centre that closed before the month is not found: what it did since, another reports.
    """
    found = [alias for alias in centre_aliases().get(name_key(spelling), ()) if month is None or alias.holds(month)]
    open_then = [a.code for a in found if month is None or not centres()[a.code].closed_by(month)]
    return open_then[-1] if open_then else None
