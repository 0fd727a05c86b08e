"""Lays a delivery out as the frames that its suites judge: a line a file, a row, a filled cell, a centre's year.
A column is true, false, or null where there is nothing to judge; what is promised of it stands in `expectations/`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from orchestration.core.catalogs import data_peru_names
from orchestration.intake.data_peru.cell_frame import cell_lines
from orchestration.intake.data_peru.delivery import ReadDelivery, ReadTable, Row
from orchestration.intake.data_peru.layout import ROOT
from orchestration.intake.data_peru.year_frame import year_lines
from orchestration.intake.reports.judging.reference import nearest_centre

Record = dict[str, Any]
_FLAGS = {
    "ausente": "presente",
    "vacio": "con_contenido",
    "pesado": "peso_admitido",
    "utf8": "en_latin_1",
    "caracteres": "sin_caracteres_extranos",
    "csv": "csv_entero",
}
COLUMNS = {
    "data_peru_archivos": (
        *("archivo", "linea", "valor", "problema", "columnas", "entrega_legible", "es_de_la_entrega"),
        *(*_FLAGS.values(), "encabezado_esperado", "fila_completa"),
    ),
    "data_peru_filas": (
        *("archivo", "linea", "cite", "anio", "tipo", "fecha", "columna_tipo", "sugerencia", "validos", "otra_linea"),
        *("recibido", "centro_conocido", "anio_legible", "anio_numero", "anio_transcurrido", "tipo_conocido"),
        *("fecha_legible", "fecha_transcurrida", "unica"),
    ),
    "data_peru_celdas": (
        *("archivo", "linea", "columna", "valor", "anterior", "columna_anterior", "suma", "limite", "legible"),
        *("decimales_admitidos", "no_negativo", "mes_transcurrido", "servicios_no_bajan", "clientes_no_bajan"),
        *("anterior_lleno", "suma_de_sus_centros"),
    ),
    "data_peru_anios": (
        *("archivo", "linea", "de_quien", "anio", "columna", "valor", "anterior", "suma", "mayor", "faltan"),
        *("mes_entero", "total_no_baja", "red_entre_sus_centros", "tipos_completos"),
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
    yield {"archivo": delivered.archivo, "entrega_legible": delivered.problem is None, "problema": delivered.problem}
    for extra in delivered.extras:
        yield {"archivo": extra, "es_de_la_entrega": False}
    for table in read.tables if delivered.problem is None else ():
        yield from _table_lines(table)


def _table_lines(read: ReadTable) -> Iterator[Record]:
    text, table = read.text, read.table
    file = {"archivo": table.path, "columnas": ",".join(table.columns)}
    flags = {flag: problem != text.problem for problem, flag in _FLAGS.items()}
    if text.header is None:
        yield file | {"linea": text.linea, "valor": f"{ROOT}/{table.path}"} | flags
        return
    problem = _difference(text.header, table.columns)
    yield file | {"linea": 1, "problema": problem, "encabezado_esperado": problem is None} | flags
    for line in read.ragged:
        yield file | {
            "linea": line.linea,
            "valor": f"{len(line.cells)} de {len(table.columns)}",
            "fila_completa": False,
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
        yield _row_line(row, delivery) | {"unica": other == row.linea, "otra_linea": other}


def _row_line(row: Row, delivery: ReadDelivery) -> Record:
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
        "centro_conocido": row.cite_codigo is not None if table.by_centre else None,
        "anio_legible": row.anio is not None,
        "anio_numero": row.anio,
        "anio_transcurrido": None if row.anio is None else row.anio <= delivery.received_on.year,
        "tipo_conocido": row.tipo_codigo is not None if kind else None,
        "fecha_legible": row.fecha is not None,
        "fecha_transcurrida": None if row.fecha is None else row.fecha <= delivery.received_on,
    }
