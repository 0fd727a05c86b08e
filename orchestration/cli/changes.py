"""Shows a comparison of two publications: tables in Spanish, a record for JSON, a CSV for a spreadsheet.
What differs and why is `publication/comparison.py`'s to say."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console

from orchestration.cli.shell import say
from orchestration.publication.comparison import Comparison, Moved
from orchestration.publication.manifest import Manifest

# Figures shown of each table: the rest is for --json and --csv.
_SHOWN = 15
_NAMED = 2


def as_record(comparison: Comparison) -> dict[str, Any]:
    """Everything that the comparison holds, fit for JSON."""
    return {
        "antes": _edition(comparison.antes),
        "despues": _edition(comparison.despues),
        "cambio_el_proyecto": comparison.project_changed,
        "reportes": [asdict(report) for report in comparison.reportes],
        "entregas": [asdict(delivery) for delivery in comparison.entregas],
        "meses_nuevos": list(comparison.meses_nuevos),
        "otras_tablas": list(comparison.otras_tablas),
        "cifras": [asdict(moved) for moved in comparison.cifras],
    }


def _edition(manifest: Manifest) -> dict[str, Any]:
    names = ("version", "huella", "publicado_en", "proyecto", "al")
    return {name: getattr(manifest, name) for name in names}


def show(comparison: Comparison, console: Console) -> None:
    """What moved, by table and figure by figure, and what moved it."""
    say(console, f"De la {_name(comparison.antes)} a la {_name(comparison.despues)}.")
    if comparison.antes.huella == comparison.despues.huella:
        say(console, "Tienen el mismo contenido: ninguna cifra cambió.")
        return
    if comparison.project_changed is not False:
        known = "no son del mismo estado" if comparison.project_changed else "quizá no son del mismo estado"
        say(console, f"Aviso: {known} del proyecto; una cifra sin reporte que la mueva viene de allí.")
    _show_reports(comparison, console)
    show_figures(comparison.cifras, console)
    if comparison.otras_tablas:
        said = f"Con otro contenido, sin cifras que cambien: {', '.join(comparison.otras_tablas)}."
        say(console, said)


def _name(manifest: Manifest) -> str:
    if manifest.al:
        return f"publicación reconstruida al {manifest.al.replace('T', ' ')}"
    return f"versión {manifest.version} (publicada el {manifest.publicado_en[:10]})"


def _show_reports(comparison: Comparison, console: Console) -> None:
    """Those of months that both have, one a line; the others are the new months' own."""
    of_old_months = [report for report in comparison.reportes if report.periodo not in comparison.meses_nuevos]
    if of_old_months:
        say(console)
        say(console, "Reportes agregados, reemplazados o retirados", "bold")
    for report in of_old_months:
        received = f", recibido el {report.recibido_en.replace('T', ' ')[:16]}" if report.recibido_en else ""
        say(console, f"  {report}{received}")
    if comparison.entregas:
        say(console, f"Entregas que cambian: {'; '.join(map(str, comparison.entregas))}.")
    if comparison.meses_nuevos:
        say(
            console,
            f"Meses que solo tiene una de las dos, y no se comparan: {', '.join(comparison.meses_nuevos)} "
            f"({len(comparison.reportes) - len(of_old_months)} reportes).",
        )


def show_frozen(changes: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The figures of frozen months that an edition moved, as its manifest lists them."""
    figures = [Moved(**{**change, "reportes": tuple(change["reportes"])}) for change in changes]
    say(console)
    say(console, f"Esta edición cambia {len(figures):,} cifras de periodos congelados.", "bold yellow")
    show_figures(figures, console)


def show_figures(figures: Sequence[Moved], console: Console) -> None:
    """A paragraph a table, a heading a month and centre, a line a figure."""
    for table, of_table in groupby(figures, key=lambda moved: moved.tabla):
        listed = list(of_table)
        say(console)
        say(console, f"{table}: {len(listed):,} cifras cambiaron", "bold")
        for (month, centre), moved in groupby(listed[:_SHOWN], key=lambda moved: _place(moved)[:2]):
            lines = list(moved)
            say(console, f"  {month} {centre or 'toda la red'} ← {_causes(lines[0].reportes)}")
            for line in lines:
                say(console, f"    {_what(line)}: {_number(line.antes)} → {_number(line.despues)}")
        if len(listed) > _SHOWN:
            say(console, f"  … y {len(listed) - _SHOWN:,} más; véalas todas con --json o --csv.")


def _place(moved: Moved) -> tuple[str, str, str]:
    """Month (or year), centre and the rest of the key, as people read them."""
    rest = {name: value for name, value in moved.clave.items() if name not in ("periodo", "anio", "cite_codigo")}
    month = str(moved.clave.get("periodo") or moved.clave.get("anio") or "")[:7]
    said = ", ".join(f"{name.removesuffix('_codigo')} {value}" for name, value in rest.items() if value is not None)
    return month, moved.clave.get("cite_codigo") or "", said


def _what(moved: Moved) -> str:
    rest = _place(moved)[2]
    return f"{rest}, {moved.columna}" if rest else moved.columna


def _causes(reports: Sequence[str]) -> str:
    named = "; ".join(reports[:_NAMED])
    return named + (f" y {len(reports) - _NAMED} más" if len(reports) > _NAMED else "") or "ningún reporte ni entrega"


def _number(value: Any) -> str:
    if value is None:
        return "sin cifra"
    return f"{value:,.4g}" if isinstance(value, float) and not value.is_integer() else f"{value:,.0f}"


def write_csv(file: Path, figures: Iterable[Moved]) -> None:
    """One line a figure, in UTF-8 that Excel recognises."""
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["tabla", "mes", "centro", "de_que", "cifra", "antes", "despues", "reportes"])
        for moved in figures:
            figure = (moved.columna, moved.antes, moved.despues)
            writer.writerow([moved.tabla, *_place(moved), *figure, "; ".join(moved.reportes)])
