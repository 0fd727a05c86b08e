"""Holds what lies in the home against what should: publication and manifest, archive and names, receptions and raw.
It only reads: a close publishes anew what is damaged there, and a copy (`backup.py`) brings back the rest."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from orchestration.closing.recovery import known, records_of
from orchestration.core.paths import Home
from orchestration.intake.feeds import FEEDS, REPORTS
from orchestration.intake.journal import journals, whole
from orchestration.intake.reception import ERASED, STAMP, archived, erased_on
from orchestration.intake.reports.stored import holds
from orchestration.intake.strays import to_be_set_aside
from orchestration.publication.editions import CURRENT, numbered
from orchestration.publication.soundness import damage
from orchestration.warehouse.connection import connect, exclusive
from orchestration.warehouse.pseudonym import Key, KeyMismatch


def verify(home: Home) -> Iterator[str]:
    """A sentence for each thing that is not as it should be, with its path.

    Raises:
        LostWarehouse: there is nothing to hold the receptions against.
    """
    yield from _publications(home)
    yield from _archive(home)
    with exclusive(home), connect(home) as connection:
        yield from _receptions(home, connection)
        yield from _key(home, connection)
        yield from _half_erased(connection)


def _publications(home: Home) -> Iterator[str]:
    link = home.published / CURRENT
    folders = {edition.folder.resolve() for edition in numbered(home)}
    for folder in sorted(folders | ({link.resolve()} if link.is_symlink() else set())):
        yield from damage(folder, whole=True)


def _archive(home: Home) -> Iterator[str]:
    for file in sorted(home.archive.glob("[0-9a-f][0-9a-f]/*")):
        if erased_on(home, file.stem):
            if file.suffix != ERASED:
                yield f"{file}: se debía borrar; repita `red-cite depurar`."
        elif not holds(file, file.name):
            yield f"{file}: dañado en el archivo; tráigalo de un respaldo."
    yield from to_be_set_aside(home)


def _receptions(home: Home, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    recorded = set()
    by_name = {feed.name: feed for feed in FEEDS}
    for file, record in records_of(home):
        feed = by_name.get(record.get("via", REPORTS.name), REPORTS)
        recorded.add(key := file.stem.partition("_")[2])
        digest = str(record.get(feed.ledger.digest))
        if not known(connection, feed, key, digest):
            yield f"{file}: el almacén no sabe de esta recepción."
        if feed is REPORTS and not (archived(home, digest).is_file() or erased_on(home, digest)):
            yield f"{archived(home, digest)}: no está en el archivo; lo recibió {file.name}."
    again = {key for (key,) in connection.execute("select recepcion_id from raw.rejuicios").fetchall()}
    for feed in FEEDS:
        ledger = feed.ledger
        key = "recepcion_id" if ledger.receptions else ledger.key
        rows = connection.execute(f"select {key}, recibido_en from raw.{ledger.receptions or ledger.table}").fetchall()
        for missing, at in rows:
            if missing not in recorded | again:
                yield f"{home.receptions / f'{at.strftime(STAMP)}_{missing}.json'}: no está o no se lee."
    for file in journals(home):
        if not whole(file):
            yield f"{file}: no se puede leer; bórrelo y la siguiente carga lo escribe de nuevo."


def _key(home: Home, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    if connection.execute("from raw.clave").fetchone() is not None:
        try:
            Key.of(home).check(connection)
        except KeyMismatch as error:
            yield str(error)


def _half_erased(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute("select borrado_en, cliente_id from raw.borrados where terminado_en is null").fetchall()
    for at, client in rows:
        again = f"`red-cite persona borrar` de la persona {client}" if client else "`red-cite depurar`"
        yield f"El borrado del {at:%d/%m/%Y %H:%M} quedó a medias: repita {again}."
