"""Makes a month's products from the publication that readers see: documents, workbooks, delivery, index, manifest.
They are written aside and swapped in by moving one link; what each says belongs to its own module."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.core.paths import INTERNAL_FOLDER, Home
from orchestration.core.whole_files import move_whole, point
from orchestration.outputs.data_peru.export import export
from orchestration.outputs.documents.editions import Record, made_from, write_record
from orchestration.outputs.documents.institution import Institution
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.documents.typeset import to_pdf
from orchestration.outputs.documents.workbook import to_xlsx
from orchestration.outputs.products.catalog import Product, internal_products, products
from orchestration.outputs.products.index import write_index
from orchestration.outputs.products.month import Month, read_month
from orchestration.outputs.products.state import CELLS, MANIFEST, cells_of, states, write_overview
from orchestration.publication.editions import CURRENT, edition

DELIVERY = "data_peru"
_EDITIONS = "ediciones"
# typst lets go of the interpreter while it sets a page: threads are enough.
_WORKERS = 2


@dataclass(frozen=True)
class MadeProducts:
    """A month's folder as people reach it; `fresh` is False where the very same files were there already."""

    folder: Path
    publication: int
    documents: int
    fresh: bool

    @property
    def index(self) -> Path:
        return self.folder / "index.html"


def produce(
    home: Home, first: date, step: Callable[[int, int], None] = lambda done, due: None, internal: bool = False
) -> MadeProducts:
    """Writes the products of the month that begins at `first` under `productos/AAAA-MM/`; tells `step` how far it is.

    With `internal`, the documents that keep small figures back are written with all of them, under
    `productos/internos/AAAA-MM/`, and no others.

    The same publication gives the same bytes, in a folder named by them: a second run finds it there. A killed one
    leaves nothing but a folder aside, which the next one clears.

    Raises:
        UnknownEdition: nothing is published yet.
        NoFigures: the publication does not hold the month.
        NotWritable: a name cannot be written in the delivery of Data Perú.
        BadInstitution: the home's `institucion.yml` cannot be used.
    """
    published = edition(home, CURRENT)
    month = read_month(published, first, Institution.of(home))
    listed = (internal_products if internal else products)(first)
    root = home.products / INTERNAL_FOLDER if internal else home.products
    link = root / month.key
    with _aside(root / _EDITIONS / f".{month.key}.{os.getpid()}") as aside:
        _write_documents(aside, month, listed, step)
        if not internal:
            export(published, aside / DELIVERY)
        write_index(aside, month, listed)
        _keep_cells(aside, month, listed)
        files = _sums(aside)
        _write_manifest(aside, month, files, listed, Rule.off() if internal else Rule.of_parameters())
        name = f"{month.key}-publicacion-{published.manifest.version}-{_digest(files)}"
        target = aside.with_name(name)
        fresh = not target.exists()
        if fresh:
            move_whole(aside, target, durable=False)
    point(link, target.relative_to(root))
    if not internal:
        write_overview(home, list(states(home)))
    return MadeProducts(link, published.manifest.version, len(listed), fresh)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """An empty folder, gone at the end unless it was renamed; what killed runs left of the month goes too."""
    month = folder.name.rsplit(".", 1)[0]
    for left in folder.parent.glob(f"{month}.*"):
        if not _runs(left.name.rsplit(".", 1)[1]):
            shutil.rmtree(left, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(process) != os.getpid()


def _write_documents(folder: Path, month: Month, listed: Sequence[Product], step: Callable[[int, int], None]) -> None:
    with ThreadPoolExecutor(_WORKERS) as workers:
        for done, _ in enumerate(workers.map(lambda product: _write(folder, month, product), listed), start=1):
            step(done, len(listed))


def _write(folder: Path, month: Month, product: Product) -> None:
    document, file = product.document(month), folder / product.stem(month.key)
    file.parent.mkdir(parents=True, exist_ok=True)
    Path(f"{file}.pdf").write_bytes(to_pdf(document))
    Path(f"{file}.xlsx").write_bytes(to_xlsx(document))


def _keep_cells(folder: Path, month: Month, listed: Sequence[Product]) -> None:
    """What each document's tables say, so that it can be told later what they no longer say."""
    said = {product.stem(month.key): cells_of(product.document(month)) for product in listed}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    (folder / CELLS).write_text(text, encoding="utf-8")


def _sums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by its path in the folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _digest(files: dict[str, str]) -> str:
    return hashlib.sha256("\n".join(f"{name} {sum_}" for name, sum_ in files.items()).encode()).hexdigest()[:8]


def _write_manifest(folder: Path, month: Month, files: dict[str, str], listed: Sequence[Product], rule: Rule) -> None:
    """What the edition was made from, by which rule of small numbers, and every file with its SHA-256."""
    documents = [
        {
            "producto": product.kind,
            "cite_codigo": product.centre,
            "programa": product.programme,
            "archivos": [{"archivo": name, "sha256": files[name]} for name in _files_of(product, month)],
        }
        for product in listed
    ]
    delivery = [{"archivo": name, "sha256": files[name]} for name in files if name.startswith(f"{DELIVERY}/")]
    record: Record = {
        "periodo": month.key,
        **made_from(month.manifest, rule),
        "productos": documents,
        "entrega_data_peru": delivery,
        "indice": {"archivo": "index.html", "sha256": files["index.html"]},
        "cifras": {"archivo": CELLS, "sha256": files[CELLS]},
    }
    write_record(folder / MANIFEST, record)


def _files_of(product: Product, month: Month) -> tuple[str, str]:
    stem = product.stem(month.key)
    return f"{stem}.pdf", f"{stem}.xlsx"
