"""`red-cite observaciones`, `rastrear` and `revisar`: what the reports hold, in Spanish and without the cells.
What is open, where a figure comes from and what resembles what belongs to `publication/history/`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import duckdb
from rich.console import Console

from orchestration.cli import arguments
from orchestration.cli.shell import say
from orchestration.core.catalogs import client_types, services
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake.reception import erased_on
from orchestration.intake.reports.judging.normalize import to_client_type, to_service
from orchestration.publication.editions import CURRENT, edition
from orchestration.publication.history.look_alikes import FoundRow, pairs
from orchestration.publication.history.open_items import Item, OpenReport, open_reports
from orchestration.publication.history.trace import FIGURES, Trace, TracedFigure, trace
from orchestration.warehouse.connection import connect, exclusive
from orchestration.warehouse.rows import NOT_BUILT
from orchestration.warehouse.upgrading import stands

_WAIT_SECONDS = 10
_REASONS = {
    "dni_en_ruc": "Un DNI y el RUC 10 que lo contiene, contados como dos clientes",
    "nombre_parecido": "Clientes sin documento con el nombre de uno documentado de su centro",
    "fila_repetida_entre_meses": "Atenciones iguales, también en el día, en dos meses de un centro",
    "fila_repetida_entre_centros": "Atenciones iguales, también en la fecha, en dos centros",
}


def list_open(cite: str | None, period: str | None, settled_too: bool, as_json: bool) -> None:
    """Prints what is open, a paragraph a report; with `settled_too` also what was settled, and by which version.

    Raises:
        Misuse: an option names no centre or month, or nothing was ever closed.
    """
    centre, month = arguments.centre(cite), arguments.month(period) if period else None
    with _warehouse() as connection:
        reports = open_reports(connection, centre, month, settled_too)
    if as_json:
        print(json.dumps([asdict(report) for report in reports], default=str))
        return
    console = Console()
    for report in reports:
        say(console, _heading(report), "bold" if report.abierto else "dim")
        for item in report.observaciones:
            say(console, _finding(item))
    waiting = sum(report.abierto for report in reports)
    say(console, f"{waiting} reportes con algo por corregir; el contenido de cada celda está en su constancia.")


def trace_figure(mart: str, period: str, cite: str | None, kind: str | None, to_date: bool, as_json: bool) -> None:
    """Prints a published figure and what adds up to it.

    Raises:
        Misuse: no such mart, month, centre or type, nothing is published, or the figure was imported.
        Failure: the warehouse holds something unpublished.
    """
    if mart not in FIGURES:
        raise Misuse(f"'{mart}' no se puede rastrear; las tablas son: {', '.join(FIGURES)}.")
    published = edition(Home.current(), CURRENT).database
    asked = TracedFigure(mart, arguments.month(period), arguments.centre(cite), _type(mart, kind), to_date)
    with _warehouse() as connection:
        found = trace(connection, published, asked)
    if as_json:
        print(json.dumps(asdict(found), default=str))
    else:
        _show_trace(found, Console())


def list_look_alikes(as_json: bool) -> None:
    """Prints the pairs of rows to look at together, by reason; neither documents nor names.

    Raises:
        Misuse: nothing was ever closed.
    """
    with _warehouse() as connection:
        found = pairs(connection)
    if as_json:
        print(json.dumps([asdict(pair) for pair in found], default=str))
        return
    console = Console()
    for reason, said in _REASONS.items():
        of_reason = [pair for pair in found if pair.motivo == reason]
        say(console, f"{said}: {len(of_reason)}", "bold")
        for pair in of_reason:
            likeness = "" if pair.parecido is None else f" (parecido {pair.parecido:.0f} de 100)"
            say(console, f"  {_place(pair.uno)}  ↔  {_place(pair.otro)}{likeness}")
    say(console, "Son sugerencias para una persona: el almacén no une clientes ni quita filas por parecido.")


def _place(place: FoundRow) -> str:
    sheet = f", hoja {place.hoja}" if place.hoja else ""
    return f"{place.cite_codigo} {place.periodo:%Y-%m}, {place.archivo}{sheet}, fila {place.fila}"


def _type(mart: str, text: str | None) -> int | None:
    if text is None:
        return None
    names = services() if mart == "servicios_por_cite" else client_types()
    by_name = to_service(text) if mart == "servicios_por_cite" else to_client_type(text)
    code = int(text) if text.isascii() and text.isdigit() else by_name
    if code not in names:
        known = ", ".join(f"{number} {name}" for number, name in names.items())
        raise Misuse(f"'{text}' no es un tipo de esa tabla; son: {known}.")
    return code


def _show_trace(found: Trace, console: Console) -> None:
    asked = found.asked
    whose = f"{asked.cite_codigo or 'toda la red'}, {'todos los tipos' if asked.tipo_codigo is None else 'tipo'}"
    whose += "" if asked.tipo_codigo is None else f" {asked.tipo_codigo}"
    figure = "sin cifra: nadie lo reportó" if found.cifra is None else f"{found.cifra:,}"
    say(console, f"{asked.mart}.{asked.column}, {asked.periodo:%Y-%m}, {whose}: {figure}", "bold")
    for part in found.aportes:
        received = f"versión {part.version}, recibida el {part.recibido_en:%d/%m/%Y %H:%M}"
        erased = erased_on(Home.current(), part.sha256)
        received += f"; su libro se borró el {erased}" if erased else ""
        where = f"{part.archivo} ({received}), hoja {part.hoja or 'única'}, filas {part.filas}"
        say(console, f"  {part.aporte:>8,}  {where}")
    if found.aportes:
        say(console, f"  {sum(part.aporte for part in found.aportes):>8,}  suman los {len(found.aportes)} aportes")


@contextmanager
def _warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    home = Home.current()
    if not stands(home):
        raise Misuse("todavía no se ha recibido ningún reporte; reciba y cierre un mes con `red-cite cerrar`.")
    try:
        with exclusive(home, _WAIT_SECONDS), connect(home) as connection:
            yield connection
    except NOT_BUILT as error:
        raise Misuse("el almacén no está al día con el proyecto; ejecute antes `red-cite cerrar` del mes.") from error


def _heading(report: OpenReport) -> str:
    month = f"{report.periodo:%Y-%m}" if report.periodo else "mes desconocido"
    version = f", versión {report.version}" if report.version else ""
    head = f"{month} {report.cite_codigo or 'centro desconocido'}{version}, {report.estado}"
    received = f"{report.archivo}, recibido el {report.recibido_en:%d/%m/%Y %H:%M}"
    return f"{head} ({received}){'' if report.abierto else f': {_settled(report)}'}"


def _settled(report: OpenReport) -> str:
    if report.situacion == "retirado":
        return "retirado: no cuenta"
    if report.resuelto_en is None:
        return "reemplazado por otro rechazado"
    return f"resuelto por la versión {report.resuelto_por}, recibida el {report.resuelto_en:%d/%m/%Y}"


def _finding(item: Item) -> str:
    sheet = f"{item.hoja}: " if item.hoja else ""
    return f"  × {sheet}{item.mensaje} [{item.codigo}]"
