"""`red-cite buzon`: what waits in each feed's landing, what is left alone and why, and what lies in each outbox.
Taking it in belongs to a close or its feed's load; this command reads folders, and makes the centres' when asked to."""

from __future__ import annotations

from rich.console import Console

from orchestration.cli.shell import say
from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.intake import strays
from orchestration.intake.feed import Feed
from orchestration.intake.feeds import FEEDS, REPORTS
from orchestration.intake.mailbox.naming import printable_name
from orchestration.intake.mailbox.outbox import NO_CENTRE, NOTICE
from orchestration.intake.receipts.receipt import RECEIPT
from orchestration.intake.reception import waiting


def run(prepare: bool, out: Console) -> None:
    home = Home.current().create()
    if prepare:
        for code in centres():
            (home.landing / code).mkdir(exist_ok=True)
            (home.outbox / code).mkdir(exist_ok=True)
        (home.outbox / NO_CENTRE).mkdir(exist_ok=True)
        REPORTS.aside(home).mkdir(mode=0o700, exist_ok=True)
    for line in _lines(home):
        say(out, line)


def _lines(home: Home) -> list[str]:
    return [line for feed in FEEDS for line in _of_a_feed(home, feed)] + _aside(home) + _wide(home) + _receipts(home)


def _of_a_feed(home: Home, feed: Feed) -> list[str]:
    landing, halfway = feed.lying(home), len(waiting(home, feed))
    lines = [f"{feed.title} ({feed.landing(home).relative_to(home.root)})", f"  Por tomar: {len(landing.files)}."]
    lines += [f"    {printable_name(str(file.relative_to(home.root)))}" for file in landing.files]
    if landing.strays:
        lines += [f"  No se toman: {len(landing.strays)}.", *(f"    {stray}" for stray in landing.strays)]
    if landing.ignored:
        lines += [f"  Se ignoran: {len(landing.ignored)}.", *(f"    {left}" for left in landing.ignored)]
    if halfway:
        by = "el siguiente cierre" if feed is REPORTS else "la siguiente carga"
        lines.append(f"  A medio recibir: {halfway}; los retoma {by}.")
    return lines


def _aside(home: Home) -> list[str]:
    found = strays.told(home)
    return [f"Fuera de lugar: {len(found)}.", *(f"  {printable_name(line)}" for line in found)] if found else []


def _wide(home: Home) -> list[str]:
    """What others may read, or anybody of an outbox: its group may be its centre's."""
    found = [path for path in home.private if path.exists() and path.stat().st_mode & 0o077]
    found += [folder for folder in sorted(home.outbox.iterdir()) if folder.is_dir() and folder.stat().st_mode & 0o007]
    if not found:
        return []
    return [
        f"Permisos demasiado amplios: {len(found)}; ciérrelos con `chmod go-rwx` (en salida, `chmod o-rwx`).",
        *(f"  {path} ({path.stat().st_mode & 0o777:o})" for path in found),
    ]


def _receipts(home: Home) -> list[str]:
    receipts = {folder.name: len(list(folder.glob(f"*_{RECEIPT}.xlsx"))) for folder in sorted(home.outbox.iterdir())}
    lines = [f"  salida/{name}: {count}" for name, count in receipts.items() if count]
    notices = sorted(home.outbox.glob(f"*/*_{NOTICE}.txt"))
    if notices:
        lines += [
            f"Versiones retiradas: {len(notices)}.",
            *(f"  {n.read_text(encoding='utf-8').strip()}" for n in notices),
        ]
    return [f"Constancias en salida: {sum(receipts.values())}.", *lines]
