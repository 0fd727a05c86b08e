"""Programmatic and functional chains that ITP's metas hang from, and the departments where they spend.
Which meta has which belongs to `metas`. Supuesto: every code but 0093 to 0095, 0137, 9001, 9002 and 3000671."""

from __future__ import annotations

from dataclasses import dataclass

# Category's SIAF code -> PROGRAMA_PPTO_NOMBRE.
PROGRAMMES = {
    "0093": "DESARROLLO PRODUCTIVO DE LAS EMPRESAS",
    "0094": "ORDENAMIENTO Y DESARROLLO DE LA ACUICULTURA",
    "0095": "FORTALECIMIENTO DE LA PESCA ARTESANAL",
    "0137": "DESARROLLO DE LA CIENCIA, TECNOLOGÍA E INNOVACIÓN TECNOLÓGICA",
    "9001": "ACCIONES CENTRALES",
    "9002": "ASIGNACIONES PRESUPUESTARIAS QUE NO RESULTAN EN PRODUCTOS",
}


@dataclass(frozen=True)
class Chain:
    """Product or project, activity, and function, division and group with their names; `kind` is TIPO_ACT_PROY."""

    kind: str
    product: str
    product_name: str
    activity: str
    activity_name: str
    function: tuple[str, str, str, str, str, str]


INDUSTRY = ("14", "INDUSTRIA", "034", "INDUSTRIA", "0066", "PROMOCION DE LA INDUSTRIA")
FISHING = ("11", "PESCA", "026", "PESCA", "0054", "FOMENTO DE LA PRODUCCION PESQUERA")
AQUACULTURE = ("11", "PESCA", "026", "PESCA", "0055", "FOMENTO DE LA PRODUCCION ACUICOLA")
SCIENCE = ("14", "INDUSTRIA", "009", "CIENCIA Y TECNOLOGIA", "0016", "INNOVACION TECNOLOGICA")
MANAGEMENT = ("14", "INDUSTRIA", "006", "GESTION", "0008", "ASESORAMIENTO Y APOYO")
NO_PRODUCT = ("3", "3999999", "SIN PRODUCTO")
OFFICES = {
    1: ("5000002", "CONDUCCION Y ORIENTACION SUPERIOR"),
    2: ("5000006", "ACCIONES DE CONTROL Y AUDITORIA"),
    3: ("5000002", "CONDUCCION Y ORIENTACION SUPERIOR"),
    4: ("5000003", "GESTION ADMINISTRATIVA"),
    5: ("5000005", "GESTION DE RECURSOS HUMANOS"),
    6: ("5000003", "GESTION ADMINISTRATIVA"),
    7: ("5000004", "ASESORAMIENTO TECNICO Y JURIDICO"),
    8: ("5000001", "PLANEAMIENTO Y PRESUPUESTO"),
}
CHAINS = {
    "0093": Chain("3", "3000671", "", "", "", INDUSTRY),
    "gestion_programa": Chain("3", "3000001", "ACCIONES COMUNES", "5000276", "GESTION DEL PROGRAMA", INDUSTRY),
    "inversion": Chain("2", "", "", "4000187", "MEJORAMIENTO DE CENTROS DE INNOVACION TECNOLOGICA", INDUSTRY),
    "0094": Chain(
        "3",
        "3000540",
        "UNIDADES DE PRODUCCION ACUICOLA ACCEDEN A SERVICIOS PARA EL FOMENTO DE LAS INVERSIONES",
        "5004168",
        "DESARROLLO E INNOVACION TECNOLOGICA ACUICOLA",
        AQUACULTURE,
    ),
    "0095": Chain(
        "3",
        "3000543",
        "AGENTES DE LA PESCA ARTESANAL ACCEDEN A ASISTENCIA TECNICA Y CAPACITACION",
        "5004170",
        "CAPACITACION Y ASISTENCIA TECNICA A LOS AGENTES DE LA PESCA ARTESANAL",
        FISHING,
    ),
    "0137": Chain(
        "3",
        "3000742",
        "FACILIDADES Y FINANCIAMIENTO PARA LA INVESTIGACION, DESARROLLO E INNOVACION TECNOLOGICA",
        "5005287",
        "PROYECTOS DE INVESTIGACION, DESARROLLO E INNOVACION TECNOLOGICA",
        SCIENCE,
    ),
    "operacion": Chain(*NO_PRODUCT, "5001069", "PROMOCION DE LA INNOVACION PRODUCTIVA", INDUSTRY),
    "convenio": Chain(*NO_PRODUCT, "5001253", "TRANSFERENCIA DE RECURSOS PARA LA EJECUCION DE PROYECTOS", SCIENCE),
    "convenio_desempeno": Chain(*NO_PRODUCT, "5001254", "TRANSFERENCIAS DE RECURSOS PARA CONVENIOS", INDUSTRY),
    **{f"oficina {row}": Chain(*NO_PRODUCT, *activity, MANAGEMENT) for row, activity in OFFICES.items()},
}
# DEPARTAMENTO_META: INEI's codes.
DEPARTMENTS = {
    "Arequipa": "04",
    "Cajamarca": "06",
    "Callao": "07",
    "Cusco": "08",
    "Huancavelica": "09",
    "Huánuco": "10",
    "Ica": "11",
    "Junín": "12",
    "La Libertad": "13",
    "Lima": "15",
    "Loreto": "16",
    "Madre de Dios": "17",
    "Moquegua": "18",
    "Pasco": "19",
    "Piura": "20",
    "Puno": "21",
    "San Martín": "22",
    "Ucayali": "25",
}
MANY_DEPARTMENTS = "98"
DEPARTMENT_NAMES = {
    **{code: name.upper() for name, code in DEPARTMENTS.items()},
    "07": "PROVINCIA CONSTITUCIONAL DEL CALLAO",
    MANY_DEPARTMENTS: "MULTIDEPARTAMENTAL",
}
