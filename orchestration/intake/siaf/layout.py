"""The 73 columns of the MEF's yearly file of spending, in its order, and the type that each is read with.
Reading a file belongs to `reader`; what the raw table adds to them stands in `warehouse/schema.sql`."""

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


# "Comparación de presupuesto ejecutado del gasto (devengado)" of the MEF's open data, 2021 on.
COLUMNS = (
    "ANO_EJE",
    *_named("NIVEL_GOBIERNO", "SECTOR", "PLIEGO"),
    "SEC_EJEC",
    *_named("EJECUTORA", "DEPARTAMENTO_EJECUTORA", "PROVINCIA_EJECUTORA", "DISTRITO_EJECUTORA"),
    "SEC_FUNC",
    *_named("PROGRAMA_PPTO"),
    "TIPO_ACT_PROY",
    *_named("PRODUCTO_PROYECTO", "ACTIVIDAD_ACCION_OBRA", "FUNCION", "DIVISION_FUNCIONAL", "GRUPO_FUNCIONAL"),
    *("META", "FINALIDAD", "META_NOMBRE"),
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
    """Whose rows are kept; codes as the file writes them."""

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
        if not (sector.isdigit() and pliego.isdigit()):
            raise ValueError(f"RED_CITE_PLIEGO dice «{named}»; escríbalo como sector/pliego, por ejemplo 38/241.")
        return cls(sector, pliego)


def column_type(column: str) -> str:
    """The DuckDB type that a column is read with: codes are text, the year too (a number would be rounded to one)."""
    return AMOUNT_TYPE if column in AMOUNTS else "VARCHAR"
