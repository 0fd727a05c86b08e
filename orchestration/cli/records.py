"""`red-cite observaciones`: what the reports hold, on a terminal, in Spanish and without the cells.
What is open, where a figure comes from and what resembles what belongs to `history/`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import duckdb
from rich.console import Console

from orchestration.cli import misuse
from orchestration.cli.misuse import Misuse
from orchestration.history.open_items import Item, OpenReport, open_reports
from orchestration.paths import Home
from orchestration.warehouse.connection import WarehouseBusy, connect, exclusive

_WAIT_SECONDS = 10


def list_open(cite: str | None, period: str | None, settled_too: bool, as_json: bool) -> None:
    """Prints what is open, a paragraph a report; with `settled_too` also what was settled, and by which version.

    Raises:
        Misuse: an option names no centre or month, or nothing was ever closed.
    """
    centre, month = misuse.centre(cite), misuse.month(period)
    with _warehouse() as connection:
        reports = open_reports(connection, centre, month, settled_too)
    if as_json:
        print(json.dumps([asdict(report) for report in reports], ensure_ascii=False, default=str))
        return
    console = Console()
    for report in reports:
        _line(console, _heading(report), "bold" if report.abierto else "dim")
        for item in report.observaciones:
            _line(console, _finding(item))
    waiting = sum(report.abierto for report in reports)
    _line(console, f"{waiting} reportes con algo por corregir; el contenido de cada celda está en su constancia.")


@contextmanager
def _warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    home = Home.current()
    if not home.warehouse.is_file():
        raise Misuse("todavía no se ha recibido ningún reporte; reciba y cierre un mes con `red-cite cerrar`.")
    try:
        with exclusive(home, _WAIT_SECONDS), connect(home) as connection:
            yield connection
    except WarehouseBusy as error:
        raise Misuse(str(error)) from error
    except duckdb.CatalogException as error:
        raise Misuse("el almacén no está al día con el proyecto; ejecute antes `red-cite cerrar` del mes.") from error


def _heading(report: OpenReport) -> str:
    month = f"{report.periodo:%Y-%m}" if report.periodo else "mes desconocido"
    version = f", versión {report.version}" if report.version else ""
    head = f"{month} {report.cite_codigo or 'centro desconocido'}{version}, {report.estado}"
    received = f"{report.archivo}, recibido el {report.recibido_en:%d/%m/%Y %H:%M}"
    return f"{head} ({received}){'' if report.abierto else f': {_settled(report)}'}"


def _settled(report: OpenReport) -> str:
    if report.resuelto_en is None:
        return "reemplazado por otro rechazado"
    return f"resuelto por la versión {report.resuelto_por}, recibida el {report.resuelto_en:%d/%m/%Y}"


def _finding(item: Item) -> str:
    sheet = f"{item.hoja}: " if item.hoja else ""
    return f"  × {sheet}{item.mensaje} [{item.codigo}]"


def _line(console: Console, text: str, style: str | None = None) -> None:
    """Text from a file is never read as markup, nor may it write over the terminal."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    console.print(shown, style=style, highlight=False, markup=False, soft_wrap=True)
