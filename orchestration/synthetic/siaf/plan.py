"""What the operating plan 2024 and the PP0093 bulletin print about money, read from the project's own seeds.
Looking a table up belongs here; choosing among tables that disagree belongs to `budget`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.core.catalogs import centre_aliases, name_key
from orchestration.core.paths import PUBLISHED_FIGURES
from orchestration.synthetic.siaf.settle import Printed

Row = dict[str, str]
MEASURES = ("pia", "pim")
# The tables that the file is calibrated to, each with its own total of the whole or of the network.
BY_SOURCE, BY_GENERIC, BY_CATEGORY, BY_CENTRE = "Cuadro 22", "Cuadro 23", "Cuadro 24", "Cuadro 25"


@dataclass(frozen=True)
class Item:
    """One row of a budget table: an office, an agreement or an investment; `pia` and `pim` in whole soles.

    `code` is the agreement's or the investment's, else the office's name; `centre` the cite_codigo that answers for it,
    None where the document names none.
    """

    row: int
    code: str
    name: str
    centre: str | None
    pia: int
    pim: int

    def amount(self, measure: str) -> int:
        return self.pia if measure == "pia" else self.pim


class Plan:
    """The plan's budget tables; every look-up says which table lacks what."""

    def __init__(self, folder: Path = PUBLISHED_FIGURES) -> None:
        self._rows = [row for row in _read(folder / "poi_2024.csv") if row["medida"] in (*MEASURES, "monto")]
        self._parents = {
            (row["cuadro"], int(row["fila"])): int(row["fila_padre"])
            for row in _read(folder / "jerarquia_filas.csv")
            if row["documento"] == "poi_2024"
        }

    def printed(self, table: str, measure: str) -> Printed:
        """A table's total with the rows that make it up (jerarquia_filas.csv; all the others where it says nothing)."""
        rows = self._figures(table, measure)
        totals = [
            int(r["fila"]) for r in rows if r["es_total"] == "true" and (table, int(r["fila"])) not in self._parents
        ]
        if len(totals) != 1:
            raise ValueError(f"poi_2024.csv: el {table} no tiene un solo total de {measure}.")
        soles = {int(r["fila"]): int(r["valor"]) for r in rows}
        children: dict[int, list[int]] = {}
        for row in soles:
            if row not in totals:
                children.setdefault(self._parents.get((table, row), totals[0]), []).append(row)

        def build(row: int) -> Printed:
            return Printed(row, soles[row], tuple(build(part) for part in children.get(row, [])))

        return build(totals[0])

    def labels(self, table: str) -> dict[int, str]:
        """What each row is: its `detalle`, or the cite_codigo in a table by centre."""
        return {int(r["fila"]): _centre(r) or r["detalle"] or r["etiqueta"] for r in self._figures(table, "pim")}

    def items(self, table: str) -> list[Item]:
        """The rows of a flat table that are not its total, in its order."""
        pia = {int(r["fila"]): int(r["valor"]) for r in self._figures(table, "pia")}
        rows = [r for r in self._figures(table, "pim") if r["es_total"] == "false"]
        return [
            Item(int(r["fila"]), r["detalle"], r["etiqueta"], _centre(r), pia[int(r["fila"])], int(r["valor"]))
            for r in rows
        ]

    def credit(self, generic: str) -> int:
        """Soles that supplementary credits added to a generic of current spending by 31 August (Anexo 1, row A)."""
        wanted = [r for r in self._rows if r["cuadro"] == "Anexo 1" and r["etiqueta"].startswith("A. Créditos")]
        found = [int(r["valor"]) for r in wanted if r["detalle"] == f"columna: {generic} corriente"]
        if len(found) != 1:
            raise ValueError(f"poi_2024.csv: el Anexo 1 no da los créditos suplementarios de {generic}.")
        return found[0]

    def centres(self) -> set[str]:
        """Those that have a budget in the plan (Cuadro 25)."""
        return {code for row in self._figures("Cuadro 25", "pia") if (code := _centre(row))}

    def _figures(self, table: str, measure: str) -> list[Row]:
        rows = [row for row in self._rows if row["cuadro"] == table and row["medida"] == measure]
        if not rows:
            raise ValueError(f"poi_2024.csv: falta {measure} del {table}; complete la transcripción.")
        return rows


@dataclass(frozen=True)
class Activity:
    """An activity of the PP0093 and what 2020's bulletin says it executed: `rate` is devengado over PIM."""

    product: str
    product_name: str
    code: str
    name: str
    rate: float


@cache
def plan() -> Plan:
    return Plan()


@cache
def executed_2020(folder: Path = PUBLISHED_FIGURES) -> tuple[dict[str, Activity], float]:
    """The PP0093's activities by code, and the rate of its total (boletin_pp0093_2020, Anexo)."""
    figures: dict[int, dict[str, float]] = {}
    labels: dict[int, str] = {}
    for row in _read(folder / "boletin_pp0093_2020.csv"):
        if row["cuadro"] == "Anexo" and row["medida"] in ("pim", "devengado"):
            figures.setdefault(int(row["fila"]), {})[row["medida"]] = float(row["valor"])
            labels[int(row["fila"])] = row["etiqueta"]
    rates = {fila: found["devengado"] / found["pim"] for fila, found in figures.items()}
    activities, product = {}, ("", "")
    for fila, label in labels.items():
        code = re.search(r"\b([35]\d{6}): (.+?)\.?$", label)
        if code and code[1].startswith("3"):
            product = (code[1], code[2])
        elif code:
            activities[code[1]] = Activity(*product, code[1], code[2], rates[fila])
    total = next(fila for fila, label in labels.items() if label == "TOTAL")
    return activities, rates[total]


def _centre(row: Row) -> str | None:
    return centre_aliases()[name_key(row["cite"])][-1].code if row["cite"] else None


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))
