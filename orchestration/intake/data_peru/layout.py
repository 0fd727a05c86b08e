"""The six tables of a delivery: folder, file, columns and what a cell of each holds.
Writing them belongs to `export.py`, reading them to `delivery.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["tipo", "subcategoria"]

ROOT = "01_Informacion_ITP_red_CITE"
ENCODING = "latin-1"
MONTHS = tuple(f"mes_{month:02d}" for month in range(1, 13))
CLIENTS, SERVICES, BUDGET = "02_CLIENTES_ATENDIDOS", "03_SERVICIOS_BRINDADOS", "05_EJECUCION_PRESUPUESTAL"


@dataclass(frozen=True)
class DataPeruTable:
    """One file: `name` is its stem, `kind` the column with the type of client or service, if it has one.

    `amounts` are soles with céntimos, else whole counts; `since_january` says that a month holds January to it.
    """

    name: str
    folder: str
    by_centre: bool
    kind: Kind | None
    values: tuple[str, ...]
    sourced: bool
    amounts: bool = False
    since_january: bool = True

    @property
    def path(self) -> str:
        """Below `ROOT`, as a POSIX path."""
        return f"{self.folder}/{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """The header, in its order."""
        centre = ("cite",) if self.by_centre else ()
        kind = (self.kind,) if self.kind else ()
        return (*centre, "anio", *kind, *self.values, "fecha", *(("fuente",) if self.sourced else ()))


TABLES = (
    DataPeruTable("TABLA_02_N01", CLIENTS, True, "tipo", MONTHS, True),
    DataPeruTable("TABLA_02_N02", CLIENTS, False, "tipo", MONTHS, True),
    DataPeruTable("TABLA_03_N01", SERVICES, True, "subcategoria", MONTHS, False),
    DataPeruTable("TABLA_03_N02", SERVICES, False, "subcategoria", MONTHS, False),
    DataPeruTable("TABLA_05_N01", BUDGET, True, None, ("pim",), False, amounts=True, since_january=False),
    DataPeruTable("TABLA_05_N02", BUDGET, True, None, MONTHS, True, amounts=True, since_january=False),
)
