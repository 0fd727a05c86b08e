"""The dictionary of the real project: whole, with every link leading somewhere and nothing asked from outside.
The publication that it describes is empty here: only its shape is read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from orchestration.core.paths import Home
from tests.dictionary_home import marts, parsed, write_page

# What gives readers every published table.
WHOLE = ("instantanea", "excel", "postgresql", "diccionario")


class Links(HTMLParser):
    """The ids of a page, and all that it links to or loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src") and value and not value.startswith("../"):  # not its neighbours
                self.targets.append(value)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return parsed(Home(tmp_path_factory.mktemp("casa")).create())


@pytest.fixture(scope="module")
def text(manifest: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(manifest, tmp_path_factory.mktemp("publicacion")).read_text(encoding="utf-8")


def test_every_published_table_and_column_is_there_with_its_description(text: str, manifest: dict[str, Any]) -> None:
    for name, mart in marts(manifest).items():
        article = re.search(rf'<article id="[^"]*-{name}" .*?</article>', text, re.DOTALL)
        assert article is not None, name
        for column in mart["columns"].values():
            assert f'<td class="name">{column["name"]}' in article.group(0), (name, column["name"])
        assert "1,234 filas" in article.group(0) and '<p class="grain">Una fila por' in article.group(0), name


def test_links_lead_somewhere_and_nothing_is_asked_from_outside(text: str) -> None:
    links = Links(text)
    assert len(links.ids) == len(set(links.ids))
    assert {target for target in links.targets if target.removeprefix("#") not in links.ids} == set()
    assert "http://" not in text and "https://" not in text


def test_what_gives_every_table_names_every_table(manifest: dict[str, Any]) -> None:
    ids = {mart["unique_id"] for mart in marts(manifest).values()}
    for name in WHOLE:
        assert ids - set(manifest["exposures"][f"exposure.red_cite.{name}"]["depends_on"]["nodes"]) == set(), name


def test_every_exposure_says_whose_it_is_what_it_is_and_where(manifest: dict[str, Any]) -> None:
    for exposure in manifest["exposures"].values():
        stated = (
            exposure["label"],
            exposure["description"],
            exposure["owner"]["name"],
            exposure["config"]["meta"]["ruta"],
        )
        assert all(stated), exposure["name"]


# Numbers that name, order or date something, and measure nothing.
_NAMES = re.compile(r"(_codigo|^anio|^mes|^trimestre|^orden|^puesto|^version|^publicacion|^fila)$")


def test_every_number_that_measures_something_says_its_unit(manifest: dict[str, Any]) -> None:
    silent = [
        (name, column["name"])
        for name, mart in marts(manifest).items()
        for column in mart["columns"].values()
        if re.match("bigint|integer|decimal|double", column["data_type"] or "")
        and not _NAMES.search(column["name"])
        and not column["config"]["meta"].get("unidad")
    ]
    assert silent == []
