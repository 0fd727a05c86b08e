"""The code location: wiring only. Each asset, gate and trigger is defined in the module of its name."""

from __future__ import annotations

import dagster as dg

from orchestration.defs.data_peru import data_peru, entregas_data_peru
from orchestration.defs.data_peru_triggers import buzon_data_peru, carga_data_peru
from orchestration.defs.pages import diccionario, tablero
from orchestration.defs.products import productos, productos_del_mes, productos_mensuales
from orchestration.defs.publication import publicacion
from orchestration.defs.reception import recepcion
from orchestration.defs.routes import excel, postgres
from orchestration.defs.siaf import siaf
from orchestration.defs.siaf_triggers import buzon_siaf, carga_siaf, siaf_mensual
from orchestration.defs.transformations import documentos, marts, staging
from orchestration.defs.triggers import buzon, carga_documentos, cierre, cierre_mensual, proyecto

defs = dg.Definitions(
    assets=[
        recepcion,
        siaf,
        entregas_data_peru,
        documentos,
        staging,
        marts,
        publicacion,
        excel,
        postgres,
        tablero,
        diccionario,
        data_peru,
        productos,
    ],
    jobs=[cierre, carga_documentos, carga_siaf, carga_data_peru, productos_mensuales],
    schedules=[cierre_mensual, siaf_mensual, productos_del_mes],
    sensors=[buzon, buzon_siaf, buzon_data_peru, proyecto],
    # One process a run: eight steps cost half a second in it, twelve in processes of their own.
    executor=dg.in_process_executor,
)
