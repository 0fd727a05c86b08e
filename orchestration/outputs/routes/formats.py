"""How a column of the marts looks in a spreadsheet: its number format, its width, its type in Spanish.
The unit comes from the column's own description, so that no figure shows a unit that the dictionary does not say."""

from __future__ import annotations

from orchestration.outputs.routes.tables import MartColumn

SOLES = '"S/" #,##0.00'
PERCENT = "0.0%"
COUNT = "#,##0"
PLAIN = "0"
GENERAL = "General"
# Numbers that name something: a separator of thousands would make 2024 read 2,024.
NAMES = frozenset({"anio", "mes", "trimestre", "version", "fila", "publicacion"})
WIDEST, NARROWEST = 60, 8
_TYPES = {
    "VARCHAR": "texto",
    "BIGINT": "entero",
    "INTEGER": "entero",
    "DOUBLE": "número",
    "BOOLEAN": "sí o no",
    "DATE": "fecha",
    "TIMESTAMP": "fecha y hora",
}
_WIDTHS = {"DATE": 12, "TIMESTAMP": 18, "BOOLEAN": 12, "DOUBLE": 14}


def number_format(column: MartColumn) -> str:
    """The format code in Excel's own (English) notation, which every locale shows its way."""
    if column.type == "DATE":
        return "yyyy-mm" if column.name == "periodo" else "dd/mm/yyyy"
    if column.type == "TIMESTAMP":
        return "dd/mm/yyyy hh:mm"
    if "100 %" in column.description:
        return PERCENT
    if column.scale is not None:
        return SOLES if "soles" in column.description else "#,##0." + "0" * min(column.scale, 2)
    if column.type in ("BIGINT", "INTEGER"):
        return PLAIN if column.name in NAMES or column.name.endswith("_codigo") else COUNT
    return GENERAL


def alignment(column: MartColumn) -> str:
    """Quantities to the right and texts to the left, as people expect; what names a row, in the middle."""
    if column.is_text:
        return "left"
    named = column.type in ("DATE", "TIMESTAMP", "BOOLEAN") or number_format(column) == PLAIN
    return "center" if named else "right"


def spanish_type(column: MartColumn) -> str:
    """As the dictionary sheet says it; a type that no route knows is shown as it stands."""
    if column.scale is not None:
        return f"decimal ({column.scale})"
    return _TYPES.get(column.type, column.type)


def width(column: MartColumn, longest: int) -> float:
    """In characters; `longest` is the longest value as text."""
    value = _WIDTHS.get(column.type, longest + (6 if column.scale is not None else 2))
    header = len(column.name) + 4  # the filter's arrow
    return float(min(max(value, header, NARROWEST), WIDEST))
