"""The page that leads a person through a month's products: a row a centre, with the state of its report.
Which products there are belongs to `catalog.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from orchestration.core.paths import INTERNAL_FOLDER
from orchestration.outputs.documents.index_page import IndexRow, IndexTable, pdf_and_workbook
from orchestration.outputs.documents.index_page import write_index as write_index_page
from orchestration.outputs.documents.wording import long_date
from orchestration.outputs.products.catalog import KINDS, PROGRAMMES, Kind, Product, members
from orchestration.outputs.products.month import Month
from orchestration.outputs.products.parts import ASSUMED, INTERNAL, month_of

_STATES = {"aceptado": "aceptado", "observado": "observado", "rechazado": "rechazado, sin dato"}
_WHICH = (
    "El plan operativo pide 116 informes (29 centros por cuatro) sin decir cuáles: aquí son servicios, clientes, metas "
    "físicas y ejecución presupuestal, de los 29 centros del PP0093."
)


def write_index(folder: Path, month: Month, products: Sequence[Product]) -> None:
    """Writes `index.html` of a month's products, or of its edition for internal use, which says that it is one."""
    internal = any(product.internal for product in products)
    by_centre = {centre: [p for p in products if p.centre == centre] for centre in members(PROGRAMMES[0], month.first)}
    kinds = list(dict.fromkeys((p.kind, p.programme) for p in products if p.centre))
    rows = tuple(_row(month, centre, kinds, listed) for centre, listed in by_centre.items())
    columns = ("Centro", "Reporte del mes", *(_head(*kind) for kind in kinds))
    write_index_page(
        folder,
        f"productos/{f'{INTERNAL_FOLDER}/' if internal else ''}{month.key}/index.html",
        f"Productos de la DSE, {month_of(month.first)}{' (uso interno)' if internal else ''}",
        [IndexTable(columns, rows), *([] if internal else [_of_the_network(month, products)])],
        notice=" ".join(filter(None, [INTERNAL if internal else None, month.manifest.notice])),
        about=_about(month, products),
        assumed=() if internal else (_WHICH, *ASSUMED.values()),
    )


def _row(month: Month, centre: str, kinds: Sequence[tuple[Kind, str | None]], listed: Sequence[Product]) -> IndexRow:
    stems = {(p.kind, p.programme): p.stem(month.key) for p in listed}
    links = tuple(pdf_and_workbook(stems[kind]) if kind in stems else () for kind in kinds)
    return IndexRow(month.centres[centre]["cite"], _state(month, centre), links, not month.reported(centre))


def _head(kind: Kind, programme: str | None) -> str:
    if programme:
        return f"Validación {programme}"
    return KINDS[kind].removeprefix("Seguimiento de ").removeprefix("la ").capitalize()


def _of_the_network(month: Month, products: Sequence[Product]) -> IndexTable:
    rows = [
        IndexRow(f"Informe de alcance del {p.programme}", "De la red", (pdf_and_workbook(p.stem(month.key)),))
        for p in products
        if p.kind == "alcance"
    ]
    delivery = (("Carpeta", "data_peru/01_Informacion_ITP_red_CITE/"),)
    files = (("Lista", "manifiesto.json"),)
    rows.append(IndexRow("Entrega a la plataforma Data Perú", "Seis tablas", (delivery,)))
    rows.append(IndexRow("Archivos de esta edición", "Cada uno, con su sha256", (files,)))
    return IndexTable(("Documento", "Qué es", "Archivos"), tuple(rows), "De la red")


def _about(month: Month, products: Sequence[Product]) -> str:
    published = long_date(datetime.fromisoformat(month.manifest.publicado_en).date(), "es")
    return f"{len(products)} documentos, de la publicación {month.manifest.version} del {published}."


def _state(month: Month, centre: str) -> str:
    covered = month.one(month.coverage, centre)
    if month.imported(centre):
        return "importado de Data Perú"
    absent = "sin reporte, sin dato" if month.due(centre) else "no debía reportar"
    return _STATES.get(covered["estado"] if covered else "", absent)
