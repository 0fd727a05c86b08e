"""Builds the raw tables that deliveries of the SIAF file leave, from rows in a few words; all amounts are invented.
Reading and judging the file is not tested with it: it starts where raw begins."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.paths import CATALOGS

MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def metas_by_centre(year: int) -> dict[str, list[str]]:
    """The metas that the crosswalk gives to each centre that year."""
    found = defaultdict(list)
    with (CATALOGS / "sec_func_cite.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["anio"] == str(year):
                found[row["cite_codigo"]].append(row["sec_func"])
    return found


@dataclass(frozen=True)
class Spending:
    """One row of the file, amounts in soles; `devengado` from January on, or the year's figure alone in `anual`."""

    sec_func: str
    pia: str = "0"
    pim: str = "0"
    devengado: tuple[str, ...] = ()
    anual: str | None = None
    programa: str = "0093"
    producto: str = "3000671"
    actividad: str = "5005087"
    fuente: str = "1"
    categoria_gasto: str = "5"
    generica: str = "3"
    meta_nombre: str = "SERVICIOS TECNOLOGICOS (SINTETICO)"
    sec_ejec: str = "001426"

    def columns(self) -> dict[str, Any]:
        months = [Decimal(self.devengado[n]) if n < len(self.devengado) else Decimal(0) for n in range(12)]
        year = sum(months, Decimal(0)) if self.anual is None else Decimal(self.anual)
        return {
            **{"sector": "38", "pliego": "241", "sec_ejec": self.sec_ejec, "sec_func": self.sec_func},
            **{"programa_ppto": self.programa, "programa_ppto_nombre": f"CATEGORIA {self.programa}"},
            **{"producto_proyecto": self.producto, "producto_proyecto_nombre": f"PRODUCTO {self.producto}"},
            **{"actividad_accion_obra": self.actividad, "actividad_accion_obra_nombre": f"ACTIVIDAD {self.actividad}"},
            **{"fuente_financiamiento": self.fuente, "fuente_financiamiento_nombre": f"FUENTE {self.fuente}"},
            **{"categoria_gasto": self.categoria_gasto, "categoria_gasto_nombre": f"GASTO {self.categoria_gasto}"},
            **{"tipo_transaccion": "2", "generica": self.generica, "generica_nombre": f"GENERICA {self.generica}"},
            **{"meta_nombre": self.meta_nombre, "monto_pia": Decimal(self.pia), "monto_pim": Decimal(self.pim)},
            **{"monto_certificado_anual": Decimal(self.pim), "monto_comprometido_anual": year},
            **{f"monto_devengado_{name}": amount for name, amount in zip(MONTHS, months, strict=True)},
            **{"monto_devengado_anual": year, "monto_girado_anual": year},
        }


@dataclass(frozen=True)
class Delivery:
    """One version of a year's file; a refused one has no version and loads nothing. `corte` is its last month."""

    anio: int
    version: int
    recibido_en: datetime
    rows: Sequence[Spending] = field(default=())
    corte: int | None = None
    rechazada: bool = False

    @property
    def id(self) -> str:
        return f"{self.anio}-{self.version}-{self.recibido_en:%Y%m%d}"

    @property
    def file(self) -> str:
        return f"{self.anio}-gasto-v{self.version}-sintetico.csv"


def deliver(file: Path, deliveries: Sequence[Delivery]) -> None:
    """Appends the deliveries to the warehouse `file` and notes them as pending."""
    with duckdb.connect(str(file)) as connection:
        for delivery in deliveries:
            _insert_delivery(connection, delivery)
            for order, row in enumerate(delivery.rows if not delivery.rechazada else (), start=1):
                _insert(connection, "siaf_gasto", _provenance(delivery) | {"orden": order} | row.columns())
            _insert(connection, "entregas_por_rehacer", {"entrega_id": delivery.id})


def _insert_delivery(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    amounts = [row.columns() for row in delivery.rows]
    known = {
        "nivel_temporal": "anual" if any(row.anual for row in delivery.rows) else "mensual",
        "corte": delivery.corte and date(delivery.anio, delivery.corte, 1),
        "filas": len(amounts),
        "pia": sum(row["monto_pia"] for row in amounts),
        "pim": sum(row["monto_pim"] for row in amounts),
        "devengado": sum(row["monto_devengado_anual"] for row in amounts),
    }
    provenance = {key: value for key, value in _provenance(delivery).items() if key != "ano_eje"}
    state = {"bytes": 1000, "sector": "38", "pliego": "241", "estado": "aceptado"}
    if delivery.rechazada:
        known, state["estado"] = {}, "rechazado"
        provenance |= {"anio": None, "version": None}
    _insert(connection, "siaf_entregas", provenance | state | known)


def _provenance(delivery: Delivery) -> dict[str, Any]:
    return {
        **{"entrega_id": delivery.id, "anio": delivery.anio, "version": delivery.version, "ano_eje": delivery.anio},
        **{"archivo": delivery.file, "blake3": delivery.id, "recibido_en": delivery.recibido_en},
    }


def _insert(connection: duckdb.DuckDBPyConnection, table: str, values: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(values))
    connection.execute(f"insert into raw.{table} ({', '.join(values)}) values ({marks})", list(values.values()))
