"""Takes in deliveries of the earlier platform: archived, judged at their gate, stored with a verdict or refused whole.
What a delivery holds belongs to `data_peru/`; the marts that it makes due are built by the steps of any close."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.closing.steps import load_of, writing
from orchestration.core.paths import Home
from orchestration.gates import loads
from orchestration.intake.data_peru.delivery import ReadDelivery, read_delivery
from orchestration.intake.data_peru.frames import frames
from orchestration.intake.data_peru.landing import mark_of
from orchestration.intake.data_peru.opening import Delivered, open_delivery
from orchestration.intake.data_peru.storing import Stored, known, store
from orchestration.intake.data_peru.verdict import Observation, observations, refuses
from orchestration.intake.reception import archived, delivery_id, lima_now
from orchestration.outputs.data_peru.export import export, spellings_digest
from orchestration.publication.derivation import derive
from orchestration.publication.editions import CURRENT, edition
from orchestration.publication.manifest import Manifest

GATE = "data_peru"
ROUTE = "data_peru"


def receive_deliveries(
    home: Home, found: Sequence[Path], received_at: Callable[[Path], datetime] = lima_now
) -> list[Stored]:
    """Takes in each delivery, one transaction each; what lay in landing leaves it, what lay elsewhere stays.

    Killed anywhere and run again it gives the same: bytes that raw holds already are no new version. A refused delivery
    of landing goes to `data_peru/rechazados/`, beside a text that says why.
    """
    home.create()
    done = []
    with writing(home) as connection:
        for path in found:
            mark, delivered = mark_of(path), open_delivery(path)
            _archive(home, delivered)
            stored = _take_in(connection, delivered, received_at(path))
            if mark_of(path) == mark:  # what changed while it was read is looked at again by the next run
                _dispose(home, path, stored)
            done.append(stored)
        _pass_raw_gate(connection)
    return done


def publish_delivery(home: Home) -> tuple[Manifest, bool]:
    """Leaves the current publication as a delivery in `publicado/data_peru`; False when it was there already.

    Written anew too where a name's spelling there was corrected, which no mart knows of.

    Raises:
        UnknownEdition: nothing was published yet.
        NotWritable: a name cannot be written; what was there stays.
    """
    fresh = derive(home, ROUTE, export, variant=spellings_digest())
    return edition(home, CURRENT).manifest, fresh


def _take_in(connection: duckdb.DuckDBPyConnection, delivered: Delivered, received_at: datetime) -> Stored:
    """Bytes refused before are judged again, for a name may have entered the catalogues since."""
    before = known(connection, delivered.sha256)
    if before is not None and before.estado == "aceptado":
        return before
    read = read_delivery(delivered, received_at.date())
    connection.execute("begin")
    try:
        found = _judge(connection, read, delivery_id(delivered.sha256, delivered.archivo, received_at))
        if before is not None and refuses(found):
            connection.execute("rollback")
            return before
        stored = store(connection, read, found, received_at)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return stored


def _judge(connection: duckdb.DuckDBPyConnection, read: ReadDelivery, key: str) -> tuple[Observation, ...]:
    """Great Expectations' verdict on the delivery's frames, kept like that of any gate."""
    laid_out = frames(read)
    outcome = loads.judge_frames(connection, GATE, key, laid_out)
    return observations(outcome.suites, laid_out)


def _archive(home: Home, delivered: Delivered) -> None:
    """Every table's bytes by their hash, as the reports' are."""
    for content in delivered.contents.values():
        target = archived(home, hashlib.sha256(content).hexdigest())
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.{os.getpid()}")
            draft.write_bytes(content)
            os.replace(draft, target)


def _dispose(home: Home, path: Path, stored: Stored) -> None:
    if path.parent != home.data_peru_landing:
        return
    if stored.estado == "aceptado":
        _remove(path)
        return
    folder = home.data_peru_refused / stored.entrega_id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "motivos.txt").write_text("\n".join(o.mensaje for o in stored.observaciones) + "\n", encoding="utf-8")
    _remove(folder / path.name)
    os.replace(path, folder / path.name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _pass_raw_gate(connection: duckdb.DuckDBPyConnection) -> None:
    """A home that never received a report has no verdict on them, and the marts ask for one."""
    load = load_of(connection, "raw")
    if loads.verdict_of(connection, "raw", load) is None:
        loads.judge_load(connection, "raw", load)
