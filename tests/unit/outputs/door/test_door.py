"""The first page: what it lists, that every link holds in a folder, and that no receipt is on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.core.whole_files import point
from orchestration.outputs.door.page import write_door
from orchestration.outputs.neighbours import ADDRESS, DASHBOARD, DICTIONARY, QUALITY, neighbours
from orchestration.publication.manifest import Manifest

FILES = (
    QUALITY,
    DASHBOARD,
    DICTIONARY,
    "publicado/excel/servicios_por_cite.xlsx",
    "publicado/excel/servicios_por_tarea_2023.xlsx",
    "publicado/excel/servicios_por_tarea_2024.xlsx",
    "boletines/2024/index.html",
    "boletines/internos/2024/index.html",
    "productos/2024-09/index.html",
    "productos/internos/2024-09/index.html",
    "salida/cite-inventado/2024-09_cite-inventado_v1_constancia.xlsx",
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv(ADDRESS, raising=False)
    made = Home(tmp_path / "casa")
    folder = made.published / "versiones" / Manifest(2, "0" * 64, "2024-10-14T07:00:00", {}, [], []).name
    folder.mkdir(parents=True)
    Manifest(2, "0" * 64, "2024-10-14T07:00:00", {}, [], []).write(folder / "manifiesto.json")
    point(made.published / "actual", folder.relative_to(made.published))
    for name in FILES:
        file = made.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return made


def links(page: Path) -> list[str]:
    return re.findall(r'href="([^"]+)"', page.read_text("utf-8"))


def test_every_link_of_the_door_leads_to_something_that_is_there(home: Home) -> None:
    page = write_door(home)
    assert page == home.root / "publicado" / "index.html"
    found = links(page)
    assert all((page.parent / link.partition("#")[0]).exists() for link in found)
    reached = {(page.parent / link.partition("#")[0]).resolve().relative_to(home.root).as_posix() for link in found}
    listed = {name for name in FILES if "intern" not in name and not name.startswith("salida")}
    assert listed <= reached and "salida" in reached


def test_a_table_is_listed_once_with_its_years_the_newest_first(home: Home) -> None:
    text = write_door(home).read_text("utf-8")  # type: ignore[union-attr]
    assert re.findall(r">([^<>]*)</(?:a|b)>", text.partition('id="libros"')[2]) == [
        *("servicios_por_cite", "servicios_por_tarea", "2024", "2023"),
    ]


def test_it_names_no_receipt_and_nothing_internal(home: Home) -> None:
    text = write_door(home).read_text("utf-8")  # type: ignore[union-attr]
    assert "constancia.xlsx" not in text and "internos" not in text and "cite-inventado" not in text


def test_dagster_stands_on_it_where_its_address_is_known(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<b>Dagster</b>" in write_door(home).read_text("utf-8")  # type: ignore[union-attr]
    monkeypatch.setenv(ADDRESS, "https://intranet/dagster")
    assert 'href="https://intranet/dagster"' in write_door(home).read_text("utf-8")  # type: ignore[union-attr]


def test_a_page_of_an_older_publication_says_so(home: Home) -> None:
    older = home.published / "versiones" / "00001-aaaaaaaaaaaa" / "excel-viejo"
    older.mkdir(parents=True)
    (home.published / "data_peru").symlink_to(older)
    (older / "01_Informacion_ITP_red_CITE").mkdir()
    assert "Todavía muestra la publicación 1." in write_door(home).read_text("utf-8")  # type: ignore[union-attr]


def test_before_a_publication_there_is_none(tmp_path: Path) -> None:
    assert write_door(Home(tmp_path)) is None


@pytest.mark.parametrize(
    "here", [QUALITY, DASHBOARD, "productos/2024-09/index.html", "boletines/internos/2024/index.html"]
)
def test_each_page_leads_to_the_door_and_its_neighbours_by_relative_ways(home: Home, here: str) -> None:
    write_door(home)
    found = re.findall(r'href="([^"]+)"', neighbours(here))
    places = {(home.root / here).parent / link.partition("#")[0] for link in found}
    assert all(place.resolve().is_file() for place in places)
    assert {place.resolve().relative_to(home.root).as_posix() for place in places} >= {"publicado/index.html"}
