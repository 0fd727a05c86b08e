"""The products of a month, an asset a kind, in a job of their own after the monthly close: a close stays fast.
What they are, and that they change hands all at once, belongs to `products/`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import dagster as dg

from orchestration.core.paths import Home
from orchestration.defs import publication
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import OWNERS, in_words
from orchestration.defs.partitions import MONTHS
from orchestration.defs.private import BACKFILL, NO_MATERIALISATION
from orchestration.outputs.dashboard.route import retell_documents
from orchestration.outputs.figure_reader import NotPublished
from orchestration.outputs.products.catalog import FOLLOW_UPS, products
from orchestration.outputs.products.produce import DELIVERY, produce

_DESCRIPTIONS = {
    "validaciones": "Las 36 actas de validación del mes, por centro y programa, en PDF y Excel.",
    "seguimiento": "Los 116 informes de seguimiento del mes: servicios, clientes, metas y ejecución de 29 centros.",
    "alcance": "Los 3 informes de alcance del mes, uno por programa presupuestal.",
    "entrega_data_peru": "La entrega del mes a la plataforma Data Perú: seis tablas.",
}
_ASSETS = {"validacion": "validaciones", "alcance": "alcance"} | dict.fromkeys(FOLLOW_UPS, "seguimiento")
_FOLDERS = {"entrega_data_peru": DELIVERY}
# A year of them takes minutes; a run is ended after an hour (`run.DAGSTER_YAML`).
MONTHS_A_RUN = 12


@dg.multi_asset(
    name="productos",
    specs=[
        dg.AssetSpec(
            name,
            deps=[publication.KEY],
            group_name="productos",
            kinds={"pdf"},
            owners=OWNERS,
            description=text,
            skippable=True,
        )
        for name, text in _DESCRIPTIONS.items()
    ],
    partitions_def=MONTHS,
    backfill_policy=dg.BackfillPolicy.multi_run(MONTHS_A_RUN),
)
@in_words
def productos(context: dg.AssetExecutionContext, casa: HomeResource) -> Iterator[Any]:
    """Writes months from the current publication; the folder that people reach changes when all of one is written.

    A month that is not published is refused where it was asked for by itself, and passed over among many.
    """
    months, alone = context.partition_keys, BACKFILL not in context.run.tags and len(context.partition_keys) == 1
    for month in months:
        try:
            yield from _written(casa.home, month)
        except NotPublished as error:
            if alone:
                raise
            for name in _DESCRIPTIONS:
                yield dg.AssetObservation(name, partition=month, description=f"No se escribe: {error}")
    retell_documents(casa.home)
    for name in _DESCRIPTIONS:  # the months were told one by one
        yield dg.Output(None, output_name=name, metadata={NO_MATERIALISATION: True})


def _written(home: Home, month: str) -> Iterator[dg.AssetMaterialization]:
    first = datetime.strptime(month, "%Y-%m").date()
    made = produce(home, first)
    written = Counter(_ASSETS[product.kind] for product in products(first))
    for name in _DESCRIPTIONS:
        yield dg.AssetMaterialization(
            name,
            partition=month,
            metadata={
                "publicacion": made.publication,
                "documentos": written[name],
                "nuevos": made.fresh,
                "carpeta": dg.MetadataValue.path(str(made.folder / _FOLDERS.get(name, name))),
            },
        )


PRODUCTS = dg.AssetSelection.assets(*(spec.key for spec in productos.specs))
productos_mensuales = dg.define_asset_job(
    "productos_mensuales",
    selection=PRODUCTS,
    partitions_def=MONTHS,
    description="Escribe los productos de un mes con lo publicado: actas, informes y la entrega de Data Perú.",
)
