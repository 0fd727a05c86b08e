"""`red-cite buzon`: what waits in each feed's landing, what is left alone and why, and what lies in each outbox.
Taking it in belongs to a close or its feed's load; this command reads folders, and makes the centres' when asked to."""

from __future__ import annotations

from rich.console import Console

from orchestration.cli.shell import say
from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.intake.mailbox.landing import Landing, look, look_at_data_peru, look_at_siaf
from orchestration.intake.mailbox.outbox import NO_CENTRE
from orchestration.intake.receipts.receipt import RECEIPT
from orchestration.intake.reception import printable_name, set_aside
from orchestration.intake.siaf.reception import waiting as siaf_halfway


def run(prepare: bool, out: Console) -> None:
    home = Home.current().create()
    if prepare:
        for code in centres():
            (home.landing / code).mkdir(exist_ok=True)
            (home.outbox / code).mkdir(exist_ok=True)
        (home.outbox / NO_CENTRE).mkdir(exist_ok=True)
        set_aside(home).mkdir(mode=0o700, exist_ok=True)
    for line in _lines(home):
        say(out, line)


def _lines(home: Home) -> list[str]:
    return [
        "Reportes de los centros (landing)",
        *_waiting(home, look(home)),
        *_halfway(_slots(home), "el siguiente cierre"),
        "SIAF (landing/siaf)",
        *_waiting(home, look_at_siaf(home)),
        *_halfway(len(siaf_halfway(home)), "la siguiente carga del SIAF"),
        "Data Perú (landing/data_peru)",
        *_waiting(home, look_at_data_peru(home)),  # a delivery lies there until it is stored: none is half-way
        *_receipts(home),
    ]


def _waiting(home: Home, landing: Landing) -> list[str]:
    lines = [f"  Por tomar: {len(landing.files)}."]
    lines += [f"    {printable_name(str(file.relative_to(home.root)))}" for file in landing.files]
    if landing.strays:
        lines += [f"  No se toman: {len(landing.strays)}.", *(f"    {stray}" for stray in landing.strays)]
    if landing.ignored:
        lines += [f"  Se ignoran: {len(landing.ignored)}.", *(f"    {left}" for left in landing.ignored)]
    return lines


def _slots(home: Home) -> int:
    return len(list(set_aside(home).iterdir())) if set_aside(home).is_dir() else 0


def _halfway(count: int, taken_up_by: str) -> list[str]:
    return [f"  A medio recibir: {count}; los retoma {taken_up_by}."] if count else []


def _receipts(home: Home) -> list[str]:
    receipts = {folder.name: len(list(folder.glob(f"*_{RECEIPT}.xlsx"))) for folder in sorted(home.outbox.iterdir())}
    lines = [f"  salida/{name}: {count}" for name, count in receipts.items() if count]
    return [f"Constancias en salida: {sum(receipts.values())}.", *lines]
