"""The 73 columns of the file, in its order: 55 descriptive cells, then 18 amounts.
What is written into them belongs to the modules beside this one."""

from __future__ import annotations

MONTHS = (
    *("ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO"),
    *("JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE", "NOVIEMBRE", "DICIEMBRE"),
)
AMOUNTS = (
    *("MONTO_PIA", "MONTO_PIM", "MONTO_CERTIFICADO_ANUAL", "MONTO_COMPROMETIDO_ANUAL"),
    *(f"MONTO_DEVENGADO_{month}" for month in MONTHS),
    *("MONTO_DEVENGADO_ANUAL", "MONTO_GIRADO_ANUAL"),
)


def _named(*codes: str) -> tuple[str, ...]:
    """Each code followed by its name."""
    return tuple(column for code in codes for column in (code, f"{code}_NOMBRE"))


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
