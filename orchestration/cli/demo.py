"""`red-cite demo`: writes the reconstructed 2024, closes its twelve months as they came in, and shows the conciliation.
The year belongs to `synthetic/`; this module only delivers it, month by month, as the mail and the MEF would have."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from orchestration.cli.shell import say
from orchestration.core.clock import close_moment
from orchestration.core.paths import Home
from orchestration.synthetic.siaf import SiafDelivery, write_siaf_year
from orchestration.synthetic.year import SentFile, write_year

if TYPE_CHECKING:
    from orchestration.defs.run import CloseResult

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


def run(seed: int, dirt: bool, console: Console, out: Console) -> bool:
    """True when every close ran to its publication; progress on `console` (stderr), the tables on `out`."""
    home = Home.current().create()
    folder = home.root / "demo" / ("2024-con-suciedad" if dirt else "2024")
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    ) as progress:
        writing = progress.add_task("Escribiendo los reportes de 2024 (sintéticos)", total=None)
        deliveries = write_year(
            folder, seed=seed, dirt=dirt, progress=lambda n, total: progress.update(writing, completed=n, total=total)
        )
        spending = progress.add_task("Escribiendo los archivos del SIAF de 2024 (sintéticos)", total=None)
        budget = write_siaf_year(
            home.root / "demo" / "siaf-2024",
            progress=lambda n, total: progress.update(spending, completed=n, total=total),
        )
        success = _close_year(home, deliveries, budget, progress, console)
    _conciliation(home, out)
    _where_next(home, out)
    return success


def _close_year(
    home: Home, deliveries: list[SentFile], budget: list[SiafDelivery], progress: Progress, console: Console
) -> bool:
    from orchestration.defs.run import close

    closing = progress.add_task("Cerrando los meses con Dagster", total=len(MONTHS))
    success, waiting = True, sorted(deliveries, key=lambda d: d.received_at)
    for month, spending in zip(MONTHS, budget, strict=True):
        last = month == MONTHS[-1]  # what came in after the last close is taken in by it
        arrived = [d for d in waiting if last or d.received_at <= close_moment(month)]
        waiting = waiting[len(arrived) :]
        for delivery in arrived:
            shutil.copy2(delivery.path, home.landing / delivery.path.name)
        progress.update(closing, description=f"Cerrando {month} con Dagster ({len(arrived)} reportes)")
        received = {d.path.name: d.received_at.isoformat() for d in arrived}
        for result in (_load_budget(home, spending), close(home, month, received)):
            for step, message in result.failed_steps.items():
                say(console, f"✗ {month}, {step}: {message}")
            success = success and result.success
        progress.advance(closing)
    return success


def _load_budget(home: Home, delivery: SiafDelivery) -> CloseResult:
    """The MEF's file of the month, which is out before the close that publishes its figures."""
    from orchestration.defs.run import load
    from orchestration.intake.feeds import SIAF

    landed = Path(shutil.copy2(delivery.path, home.siaf_landing / delivery.path.name))
    received = {landed.name: delivery.received_at.isoformat()}
    return load(home, SIAF, [landed], received_at=received, to_publication=False)


def _conciliation(home: Home, out: Console) -> None:
    """Published against computed, one line a document, table and state."""
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        rows = reader.execute(
            "select documento, cuadro, estado, count(*) from marts.conciliacion group by all order by all"
        ).fetchall()
    table = Table(title="Conciliación de 2024: publicado contra calculado (registros sintéticos, calibrados)")
    for heading in ("Documento", "Cuadro", "Estado"):
        table.add_column(heading)
    table.add_column("Cifras", justify="right")
    for *labels, count in rows:
        table.add_row(*map(str, labels), f"{count:,}")
    out.print(table)


def _where_next(home: Home, out: Console) -> None:
    out.print(
        f"Lo publicado: {home.published}\n"
        f"La página de calidad: {home.quality / 'index.html'}\n"
        "El tablero de reportes y las ejecuciones: make ui, y abra http://localhost:3000",
        highlight=False,
        soft_wrap=True,
    )
