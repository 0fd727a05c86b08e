"""The products of a month, an asset a kind, in a job of their own after the monthly close: a close stays fast.
What they are, and that they change hands all at once, belongs to `products/`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import dagster as dg

from orchestration.defs import publication
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import in_words
from orchestration.defs.partitions import MONTHS
from orchestration.outputs.dashboard.route import retell_documents
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


@dg.multi_asset(
    name="productos",
    specs=[
        dg.AssetSpec(name, deps=[publication.KEY], group_name="productos", kinds={"pdf"}, description=text)
        for name, text in _DESCRIPTIONS.items()
    ],
    partitions_def=MONTHS,
)
@in_words
def productos(context: dg.AssetExecutionContext, casa: HomeResource) -> Iterator[Any]:
    """Writes the month from the current publication; the folder that people reach changes when all is written."""
    first = datetime.strptime(context.partition_key, "%Y-%m").date()
    made = produce(casa.home, first)
    retell_documents(casa.home)
    written = Counter(_ASSETS[product.kind] for product in products(first))
    for name in _DESCRIPTIONS:
        yield dg.MaterializeResult(
            asset_key=name,
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
