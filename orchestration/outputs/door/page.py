"""The first page, `publicado/index.html`: what a home has to read, each with its link, and nothing that is not there.
It reads names of files and the manifest alone; receipts are people's, so it leads to their folder and lists none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.core.paths import Home
from orchestration.core.whole_files import write_whole
from orchestration.outputs.documents.wording import long_date, month_name
from orchestration.outputs.html import template
from orchestration.outputs.neighbours import ADDRESS, DASHBOARD, DICTIONARY, DOOR, QUALITY, neighbours, way
from orchestration.publication.editions import CURRENT, UnknownEdition, edition

# How the name of a long table's workbook ends (`routes.excel`).
_YEAR = re.compile(r"_\d{4}$")


@dataclass(frozen=True)
class Entry:
    """`link` is relative to the page; `older` is the publication that it still shows, where that is not the current."""

    title: str
    about: str
    link: str
    older: str = ""


def write_door(home: Home) -> Path | None:
    """Writes the page, whole; None before the first publication."""
    try:
        source = edition(home, CURRENT)
    except UnknownEdition:
        return None
    day = datetime.fromisoformat(source.manifest.publicado_en).date()
    text = template(Path(__file__).with_name("page.html.j2")).render(
        nav=neighbours(DOOR),
        manifest=source.manifest,
        published=long_date(day, "es"),
        pages=list(_pages(home, source.folder)),
        workbooks=_workbooks(home),
        bulletins=[
            (f.parent.name, _link(home, f)[1]) for f in sorted(home.bulletins.glob("[0-9]*/index.html"), reverse=True)
        ],
        products=[(_month(f.parent.name), _link(home, f)[1]) for f in _months(home)],
        receipts=way(DOOR, "salida/") + "/" if home.outbox.is_dir() else None,
        dagster=os.environ.get(ADDRESS),
    )
    target = home.root / DOOR
    write_whole(target, text, durable=False)
    return target


def _pages(home: Home, current: Path) -> Iterator[Entry]:
    told = (
        ("Tablero", "Las cifras del año, con filtros, gráficos y mapa.", DASHBOARD),
        ("Calidad", "Quién ha reportado, qué falta corregir y qué dijo cada puerta.", QUALITY),
        ("Diccionario", "Qué es cada tabla, columna y métrica, y de dónde sale.", DICTIONARY),
        ("Documentación de dbt", "El linaje y el código de cada modelo.", "publicado/diccionario/dbt.html"),
        (
            "Entrega de Data Perú",
            "Las seis tablas de la plataforma anterior.",
            "publicado/data_peru/01_Informacion_ITP_red_CITE",
        ),
        ("Base de datos", "Lo publicado, para DuckDB.", "publicado/red_cite.duckdb"),
    )
    for title, about, path in told:
        place = home.root / path
        if place.exists():
            slash = "/" if place.is_dir() else ""
            yield Entry(title, about, way(DOOR, path) + slash, _older(home, place, current))


def _older(home: Home, place: Path, current: Path) -> str:
    """The number of the version that a page was made from, where it is not the one published now."""
    version = place.resolve().relative_to(home.root.resolve()).parts
    behind = version[:2] == ("publicado", "versiones") and version[2] != current.resolve().name
    return str(int(version[2].split("-")[0])) if behind else ""


def _link(home: Home, file: Path) -> tuple[str, str]:
    return file.stem, way(DOOR, file.relative_to(home.root).as_posix())


def _workbooks(home: Home) -> dict[str, list[tuple[str, str]]]:
    """By table, the year (empty where one workbook holds the whole table) and the link of each, the newest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted((home.published / "excel").glob("*.xlsx"), reverse=True):
        table = _YEAR.sub("", file.stem)
        found.setdefault(table, []).append((file.stem[len(table) + 1 :], _link(home, file)[1]))
    return dict(sorted(found.items()))


def _months(home: Home) -> list[Path]:
    return sorted(home.products.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]/index.html"), reverse=True)


def _month(name: str) -> str:
    year, month = name.split("-")
    return f"{month_name(int(month), 'es').capitalize()} de {year}"
