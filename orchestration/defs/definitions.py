"""The code location: wiring only. Each asset, gate and trigger is defined in the module of its name."""

from __future__ import annotations

import dagster as dg

from orchestration.defs.alerts import avisos
from orchestration.defs.decided import rejuicio, retiro
from orchestration.defs.home import NAME, HomeResource
from orchestration.defs.pages import diccionario, tablero
from orchestration.defs.products import productos, productos_mensuales
from orchestration.defs.publication import publicacion
from orchestration.defs.registered import ASSETS, LOADS, MAILBOXES
from orchestration.defs.routes import data_peru, excel, postgres
from orchestration.defs.spread import recibir_repartido
from orchestration.defs.transformations import documentos, marts, staging
from orchestration.defs.triggers import (
    buzon,
    carga_documentos,
    cierre,
    cierre_mensual,
    productos_del_mes,
    proyecto,
    siaf_mensual,
)

defs = dg.Definitions(
    assets=[
        *(step for assets in ASSETS.values() for step in (assets.received, assets.raw)),
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
    resources={NAME: HomeResource()},
    jobs=[cierre, carga_documentos, *LOADS.values(), productos_mensuales, rejuicio, retiro, recibir_repartido],
    schedules=[siaf_mensual],
    sensors=[avisos, cierre_mensual, productos_del_mes, buzon, *MAILBOXES.values(), proyecto],
    # One process a run: eight steps cost half a second in it, twelve in processes of their own.
    executor=dg.in_process_executor,
)
