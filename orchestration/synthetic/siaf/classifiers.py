"""The economic classifier and the sources of money, as the SIAF writes them, read from `clasificador.csv` beside this.
Codes and names only; how much goes to each belongs to `rows`. Supuesto: weights, and codes that no document prints."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Generic of spending as the plan labels it (Cuadro 23) -> (CATEGORIA_GASTO, GENERICA) of the SIAF.
SPENDING = {
    "2.1 corriente": ("5", "1"),
    "2.3 corriente": ("5", "3"),
    "2.4 corriente": ("5", "4"),
    "2.5 corriente": ("5", "5"),
    "2.4 capital": ("6", "4"),
    "2.6 capital": ("6", "6"),
}
ORDINARY, DONATIONS = "1", "4"
# Source code -> FUENTE_FINANCIAMIENTO_NOMBRE, RUBRO, RUBRO_NOMBRE, then TIPO_RECURSO with its name, two of each.
SOURCES = {
    ORDINARY: ("RECURSOS ORDINARIOS", "00", "RECURSOS ORDINARIOS"),
    DONATIONS: ("DONACIONES Y TRANSFERENCIAS", "13", "DONACIONES Y TRANSFERENCIAS"),
}
RESOURCE_KINDS = {
    ORDINARY: (("0", "NORMAL"), ("7", "SUB CUENTA - RECURSOS ORDINARIOS")),
    DONATIONS: (("A", "DONACIONES DEL EXTERIOR"), ("G", "TRANSFERENCIAS DEL SECTOR PUBLICO")),
}
SPENDING_NAMES = {"5": "GASTO CORRIENTE", "6": "GASTO DE CAPITAL"}


@dataclass(frozen=True)
class Specific:
    """One leaf of the classifier: `fields` are the cells from GENERICA to ESPECIFICA_DET_NOMBRE."""

    fields: tuple[str, ...]
    weight: float


@cache
def specifics() -> dict[str, tuple[Specific, ...]]:
    """Leaves by generic of spending, labelled as in the plan (`2.3 corriente`)."""
    with (Path(__file__).parent / "clasificador.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    labels = {code: label for label, code in SPENDING.items()}
    found: dict[str, list[Specific]] = {}
    for row in rows:
        fields = tuple(v for k, v in row.items() if k not in ("categoria_gasto", "peso"))
        label = labels[row["categoria_gasto"], row["generica"]]
        found.setdefault(label, []).append(Specific(fields, float(row["peso"])))
    return {label: tuple(leaves) for label, leaves in found.items()}
