"""The SIAF as a feed: the MEF's yearly files of the whole country, of which only the pliego's rows enter the warehouse.
Reading belongs to `reader`, the promises to `expectations/siaf.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole
from orchestration.gates import loads
from orchestration.gates.findings import Finding
from orchestration.intake.decisions import mark_due
from orchestration.intake.feed import REFUSED, Decision, Delivery, Feed, Judgement, OnShare, Read, Taken
from orchestration.intake.findings import findings_of
from orchestration.intake.reception import lay
from orchestration.intake.siaf.exceptions import read_exceptions
from orchestration.intake.siaf.layout import Pliego
from orchestration.intake.siaf.opening import Opened, open_file
from orchestration.intake.siaf.reader import digest_of, read
from orchestration.intake.siaf.refusal import Refused
from orchestration.intake.siaf.storing import LEDGER, store_rows, sum_up

GATE = "siaf"
# A broken file breaks the same promise thousands of times; these are enough to see how.
MOST_OF_A_RULE = 20
# Under a year's folder: the file that the one in force replaced, so that a withdrawal can put it back.
BEFORE = "anterior"
_SUFFIX = {"csv": ".csv", "gzip": ".csv.gz", "zip": ".zip"}


def read_file(_: Home, connection: duckdb.DuckDBPyConnection, taken: Taken, on_share: OnShare) -> Read:
    """Leaves the pliego's rows in `siaf_leido`; the content is what was opened, or why it is refused."""
    try:
        content = read(connection, taken.path, Pliego.current(), on_share)
    except Refused as refused:
        return _read(taken, refused, digest_of(taken.path), year_of(taken.path))
    return _read(taken, content, content.digest, content.year)


def _read(taken: Taken, content: Opened | Refused, digest: str, year: int | None) -> Read:
    return Read(content, digest, taken.path.stat().st_size, (year,))


def year_of(file: Path) -> int | None:
    """The year that a file says it is of; None where its beginning is not as it must be."""
    try:
        return open_file(file).year
    except (Refused, OSError):
        return None


def judge(connection: duckdb.DuckDBPyConnection, batch: Sequence[Delivery]) -> list[Judgement]:
    """The gate over what the reader left, beside the delivery in force.

    Raises:
        ValueError: the list of exceptions cannot be read.
    """
    read_exceptions(connection)
    return [_judge(connection, delivery) for delivery in batch]


def _judge(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> Judgement:
    opened, place = delivery.read.content, delivery.read.place
    whose = vars(Pliego.current())
    if isinstance(opened, Refused):
        why = Finding("entrega", opened.code, str(opened), linea=opened.line, columna=opened.column, valor=opened.value)
        return Judgement(REFUSED, place, (why,), whose)
    sums = sum_up(connection, delivery.reception, opened.format)
    frames = loads.frames_of(connection, GATE)
    gate = loads.outcome_of(GATE, frames)
    found = findings_of(gate.suites, frames, most_of_a_rule=MOST_OF_A_RULE)
    known = whose | {"formato": opened.format, "codificacion": opened.encoding}
    if any(finding.refuses for finding in found):
        return Judgement(REFUSED, place, found, known, gate)
    return Judgement("aceptado", place, found, known | sums, gate)


def load(_: Home, connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """The rows of an accepted delivery; the year is restated by each."""
    for decision in decisions:
        if not (decision.repeated or decision.refused):
            store_rows(connection, decision)
    mark_due(connection, decisions)


def keep(home: Home, file: Path, decision: Decision) -> None:
    """Lays an accepted file into its year's folder; the one before it lies beside it, until the next one comes."""
    year = decision.place[0]
    suffix = _SUFFIX[decision.columns["formato"]]
    target = home.siaf / str(year) / f"{year}_{decision.reception.digest[:12]}{suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    # First, while the new one still lies aside: a run killed from here on comes back to it, and no two files stay.
    _set_aside(target.parent, target.name)
    lay(file, target)


def _set_aside(folder: Path, but: str) -> None:
    """Moves the folder's file away, in the place of the one that had been moved away before."""
    before = folder / BEFORE
    files = f"{folder.name}_*"  # what a program or a person left there is not ours to move
    for former in [file for file in folder.glob(files) if file.is_file() and file.name != but]:
        move_whole(former, before / former.name)
        for older in [file for file in before.glob(files) if file.name not in (former.name, but)]:
            older.unlink()


def put_back(home: Home, _: duckdb.DuckDBPyConnection, decision: Decision, counting: Decision | None, __: str) -> None:
    """After a withdrawal: the file that counts now lies in its year's folder again, where it is still kept."""
    folder = home.siaf / str(decision.place[0])
    wanted = f"{decision.place[0]}_{counting.reception.digest[:12]}" if counting else ""
    former = next((file for file in (folder / BEFORE).glob(f"{wanted}.*")), None) if wanted else None
    if folder.is_dir() and not (wanted and any(folder.glob(f"{wanted}.*"))):
        _set_aside(folder, former.name if former else "")
        if former is not None:
            move_whole(former, folder / former.name, durable=False)


SIAF = Feed(
    name="siaf",
    title="SIAF",
    board="siaf",
    step="entregas_siaf",
    check="puerta_siaf",
    description="El gasto del pliego en los datos abiertos del MEF: una celda por año, que cada entrega reemplaza "
    "entera. Una celda vacía no ha llegado o fue rechazada; su comprobación dice por qué.",
    ledger=LEDGER,
    tables={
        "siaf_entregas": "Una fila por entrega del SIAF recibida, también las rechazadas.",
        "siaf_gasto": "Una fila por fila del pliego en cada entrega aceptada: las 73 columnas tal como vienen.",
        "siaf_observaciones": "Una fila por hallazgo: por qué se rechazó una entrega, y advertencias.",
    },
    shown={
        "anio": "Año",
        "nivel_temporal": "Nivel",
        "corte": "Corte",
        "filas": "Filas",
        "pia": "PIA",
        "pim": "PIM",
        "devengado": "Devengado",
    },
    kinds=frozenset({"csv"}),
    read=read_file,
    judge=judge,
    load=load,
    keep=keep,
    taken_back=put_back,
    glance=lambda file: (year_of(file),),
    ready=Pliego.current,
)
