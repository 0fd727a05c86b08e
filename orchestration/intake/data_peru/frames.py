"""Lays a delivery out as the frames that its suites judge: a line a file, a row, a filled cell, a centre's year.
A column is null where there is nothing to judge; what is promised of it stands in `expectations/data_peru.yml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from orchestration.core.catalogs import data_peru_names
from orchestration.intake.data_peru.cell_frame import cell_lines
from orchestration.intake.data_peru.delivery import ReadDelivery, ReadRow, ReadTable
from orchestration.intake.data_peru.layout import ROOT
from orchestration.intake.data_peru.year_frame import year_lines
from orchestration.intake.reports.judging.reference import nearest_centre

Record = dict[str, Any]
# Where a value is wanted and the table has none by its nature: a network's row has no centre, a budget's no type.
NONE_BY_NATURE = "no corresponde"
COLUMNS = {
    "data_peru_archivos": (
        *("archivo", "linea", "valor", "problema", "ajeno", "lectura"),
        *("columnas", "diferencia", "celdas", "celdas_de_la_tabla"),
    ),
    "data_peru_filas": (
        *("archivo", "linea", "cite", "anio", "tipo", "fecha", "columna_tipo", "sugerencia", "validos", "otra_linea"),
        *("recibido", "centro", "anio_leido", "anio_de_recepcion", "tipo_leido", "fecha_leida", "dia_de_recepcion"),
    ),
    "data_peru_celdas": (
        *("archivo", "linea", "columna", "valor", "anterior", "columna_anterior", "suma", "limite"),
        *("numero", "minimo", "decimales", "decimales_admitidos", "mes", "ultimo_mes", "meses_desde_el_anterior"),
        *("servicios", "servicios_anteriores", "clientes", "clientes_anteriores"),
        *("servicios_de_la_red", "servicios_de_los_centros"),
    ),
    "data_peru_anios": (
        *("archivo", "linea", "de_quien", "anio", "columna", "valor", "anterior", "suma", "mayor", "faltan"),
        *("tipos_con_cifra", "tipos_con_fila", "total", "total_anterior"),
        *("clientes_de_la_red", "suma_de_centros", "clientes_del_mayor"),
    ),
}


def frames(read: ReadDelivery) -> dict[str, pd.DataFrame]:
    """The frame of each suite by its name; `linea` counts the file's lines, the header being 1."""
    lines = {
        "data_peru_archivos": _file_lines(read),
        "data_peru_filas": (line for table in read.tables for line in _row_lines(table, read)),
        "data_peru_celdas": cell_lines(read),
        "data_peru_anios": year_lines(read),
    }
    return {name: pd.DataFrame(list(lines[name]), columns=list(COLUMNS[name]), dtype=object) for name in COLUMNS}


def _file_lines(read: ReadDelivery) -> Iterator[Record]:
    delivered = read.delivered
    yield {"archivo": delivered.archivo, "problema": delivered.problem}
    for extra in delivered.extras:
        yield {"archivo": extra, "ajeno": extra}
    for table in read.tables if delivered.problem is None else ():
        yield from _table_lines(table)


def _table_lines(read: ReadTable) -> Iterator[Record]:
    text, table = read.text, read.table
    file = {"archivo": table.path, "columnas": ",".join(table.columns)}
    if text.header is None:
        yield file | {"linea": text.linea, "valor": f"{ROOT}/{table.path}", "lectura": text.problem}
        return
    yield file | {"linea": 1, "diferencia": _difference(text.header, table.columns)}
    for line in read.ragged:
        written, expected = len(line.cells), len(table.columns)
        yield file | {
            "linea": line.linea,
            "valor": f"{written} de {expected}",
            "celdas": written,
            "celdas_de_la_tabla": expected,
        }


def _difference(written: tuple[str, ...], expected: tuple[str, ...]) -> str | None:
    """What is wrong with a header, in words; None when nothing is."""
    if written == expected:
        return None
    missing = [column for column in expected if column not in written]
    strange = [column for column in written if column not in expected]
    said = [f"faltan {', '.join(missing)}"] if missing else []
    said += [f"sobran {', '.join(strange)}"] if strange else []
    return " y ".join(said) or "las columnas están repetidas o en otro orden"


def _row_lines(read: ReadTable, delivery: ReadDelivery) -> Iterator[Record]:
    first_seen: dict[object, int] = {}
    for row in read.rows:
        kind = row.table.kind
        place = (row.cite_codigo or row.text("cite"), row.anio or row.text("anio"), row.tipo_codigo or row.text(kind))
        other = first_seen.setdefault(place, row.linea)
        yield _row_line(row, delivery) | {"otra_linea": None if other == row.linea else other}


def _row_line(row: ReadRow, delivery: ReadDelivery) -> Record:
    table, kind = row.table, row.table.kind
    known = data_peru_names("tipo_cliente" if kind == "tipo" else "tipo_servicio").values()
    foreign = table.by_centre and row.cite_codigo is None
    return {
        "archivo": table.path,
        "linea": row.linea,
        "cite": row.text("cite"),
        "anio": row.text("anio"),
        "tipo": row.text(kind),
        "fecha": row.text("fecha"),
        "columna_tipo": kind,
        "sugerencia": nearest_centre(row.written["cite"]) if foreign else "",
        "validos": ", ".join(f"«{name}»" for name in known) if kind else None,
        "recibido": f"{delivery.received_on:%d/%m/%Y}",
        "centro": row.cite_codigo if table.by_centre else NONE_BY_NATURE,
        "anio_leido": row.anio,
        "anio_de_recepcion": delivery.received_on.year,
        "tipo_leido": row.tipo_codigo if kind else NONE_BY_NATURE,
        "fecha_leida": row.fecha,
        "dia_de_recepcion": delivery.received_on,
    }
