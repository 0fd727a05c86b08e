"""`red-cite buzon`: what waits in landing, what is left alone and why, and what lies in each outbox.
Taking files in belongs to a close; this command reads folders, and makes those of the centres when asked to."""

from __future__ import annotations

from rich.console import Console

from orchestration.catalogs import centres
from orchestration.mailbox.landing import look
from orchestration.mailbox.outbox import NO_CENTRE
from orchestration.paths import Home
from orchestration.warehouse.reception import printable_name, set_aside


def run(prepare: bool, out: Console) -> None:
    home = Home.current().create()
    if prepare:
        for code in centres():
            (home.landing / code).mkdir(exist_ok=True)
            (home.outbox / code).mkdir(exist_ok=True)
        (home.outbox / NO_CENTRE).mkdir(exist_ok=True)
        set_aside(home).mkdir(mode=0o700, exist_ok=True)
    for line in _lines(home):
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def _lines(home: Home) -> list[str]:
    landing = look(home)
    lines = [f"Por tomar: {len(landing.files)} archivos."]
    lines += [f"  {printable_name(str(file.relative_to(home.root)))}" for file in landing.files]
    if landing.strays:
        lines += [f"No se toman: {len(landing.strays)}.", *(f"  {stray}" for stray in landing.strays)]
    if set_aside(home).is_dir() and (halfway := len(list(set_aside(home).iterdir()))):
        lines.append(f"A medio recibir: {halfway}; los retoma el siguiente cierre.")
    receipts = {folder.name: len(list(folder.glob("*.xlsx"))) for folder in sorted(home.outbox.iterdir())}
    lines.append(f"Constancias en salida: {sum(receipts.values())}.")
    return [*lines, *(f"  salida/{name}: {count}" for name, count in receipts.items() if count)]
