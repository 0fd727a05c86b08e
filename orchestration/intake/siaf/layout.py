"""The 73 columns of the MEF's yearly file of spending, and whose rows of it are kept.
Reading a file belongs to `reader`; what the raw table adds to the columns stands in `warehouse/schema.sql`."""

from __future__ import annotations

import os
from dataclasses import dataclass

MONTHS = (
    *("ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO"),
    *("JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE", "NOVIEMBRE", "DICIEMBRE"),
)
MONTH_AMOUNTS = tuple(f"MONTO_DEVENGADO_{month}" for month in MONTHS)
AMOUNTS = (
    *("MONTO_PIA", "MONTO_PIM", "MONTO_CERTIFICADO_ANUAL", "MONTO_COMPROMETIDO_ANUAL"),
    *MONTH_AMOUNTS,
    *("MONTO_DEVENGADO_ANUAL", "MONTO_GIRADO_ANUAL"),
)


def _named(*codes: str) -> tuple[str, ...]:
    """Each code followed by its name."""
    return tuple(column for code in codes for column in (code, f"{code}_NOMBRE"))


# "Comparación de presupuesto ejecutado del gasto (devengado)" of the MEF's open data, in the order of the files of 2017
# on; its dictionary prints SEC_FUNC elsewhere. A file is told by these names, in whatever order and case it has them.
COLUMNS = (
    "ANO_EJE",
    *_named("NIVEL_GOBIERNO", "SECTOR", "PLIEGO"),
    "SEC_EJEC",
    *_named("EJECUTORA", "DEPARTAMENTO_EJECUTORA", "PROVINCIA_EJECUTORA", "DISTRITO_EJECUTORA", "PROGRAMA_PPTO"),
    "TIPO_ACT_PROY",
    *_named("PRODUCTO_PROYECTO", "ACTIVIDAD_ACCION_OBRA", "FUNCION", "DIVISION_FUNCIONAL", "GRUPO_FUNCIONAL"),
    *("SEC_FUNC", "META", "FINALIDAD", "META_NOMBRE"),
    *_named("DEPARTAMENTO_META", "FUENTE_FINANCIAMIENTO", "RUBRO", "TIPO_RECURSO", "CATEGORIA_GASTO"),
    *_named("TIPO_TRANSACCION", "GENERICA", "SUBGENERICA", "SUBGENERICA_DET", "ESPECIFICA", "ESPECIFICA_DET"),
    *AMOUNTS,
)

# Soles are written with two decimals. Four more are read, so that a finer amount is seen and refused, not rounded;
# twelve digits before the mark hold four times the whole country's budget.
AMOUNT_TYPE = "DECIMAL(18, 6)"
DECIMALS = 2


@dataclass(frozen=True)
class Pliego:
    """Whose rows are kept; a code is the same with and without zeros before it (`039` and `39`)."""

    sector: str
    pliego: str

    @classmethod
    def current(cls) -> Pliego:
        """The one that `RED_CITE_PLIEGO` names as sector/pliego, else the ITP's.

        Raises:
            ValueError: the variable names none.
        """
        named = os.environ.get("RED_CITE_PLIEGO") or "38/241"
        sector, _, pliego = named.partition("/")
        if not (named.isascii() and sector.isdigit() and pliego.isdigit()):
            raise ValueError(f"RED_CITE_PLIEGO dice «{named}»; escríbalo como sector/pliego, por ejemplo 38/241.")
        return cls(sector, pliego)

    @property
    def condition(self) -> str:
        """The SQL that is true of its rows."""
        return f"sector in {_spellings(self.sector)} and pliego in {_spellings(self.pliego)}"

    def owns(self, sector: str, pliego: str) -> bool:
        """Whether a row with these codes is its own."""
        return sector in _spellings(self.sector) and pliego in _spellings(self.pliego)


def _spellings(code: str) -> tuple[str, ...]:
    """A code in every width up to the four digits that the SIAF's widest one has."""
    bare = code.lstrip("0") or "0"
    return tuple(bare.zfill(width) for width in range(len(bare), max(len(bare), 4) + 1))
