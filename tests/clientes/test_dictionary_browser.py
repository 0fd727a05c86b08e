"""The dictionary in a real browser: it opens without a word on the console and asks nobody for anything, its search
finds words with or without accents, a table leads to what it is made of, and it fits a phone."""

from __future__ import annotations

import pytest

from orchestration.core.paths import Home
from tests.clientes.browser import Page
from tests.dictionary_home import parsed, write_page

DESKTOP, PHONE = 1280, 375


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    manifest = parsed(Home(tmp_path_factory.mktemp("casa")).create())
    return write_page(manifest, tmp_path_factory.mktemp("publicacion")).as_uri()


def show(page: Page, address: str, width: int = DESKTOP) -> None:
    page.open(address, width)
    page.wait("document.readyState === 'complete' && document.getElementById('buscar')")


def search(page: Page, words: str) -> list[str]:
    """The tables and metrics that stay in sight."""
    page.evaluate(
        f"""(() => {{
            const box = document.getElementById("buscar");
            box.value = "{words}";
            box.dispatchEvent(new Event("input", {{bubbles: true}}));
        }})()"""
    )
    return page.evaluate('[...document.querySelectorAll("article:not(.none)")].map((one) => one.dataset.name)')


def test_it_opens_without_a_word_and_asks_nobody_for_anything(page: Page, address: str) -> None:
    show(page, address)
    assert page.troubles == []
    assert [asked for asked in page.requests if not asked.startswith("file:")] == []


def test_its_search_finds_tables_by_their_columns_with_or_without_accents(page: Page, address: str) -> None:
    show(page, address)
    everything = search(page, "")
    found = search(page, "dias_retraso")
    assert found == ["cobertura_reportes"] and len(everything) > 100
    assert search(page, "programacion clientes") == search(page, "Programación CLIENTES") != []
    assert search(page, "xyzzy") == []
    assert search(page, "") == everything


def test_a_table_leads_to_what_it_is_made_of_and_to_what_uses_it(page: Page, address: str) -> None:
    show(page, address)
    near = page.evaluate(
        """[...document.querySelectorAll("#model-red_cite-avance_metas .flow a")].map((a) => a.getAttribute("href"))"""
    )
    assert {"#model-red_cite-int_avance_metas", "#exposure-red_cite-tablero"} <= set(near)
    assert "#model-red_cite-discrepancias" not in near


def test_a_link_to_what_is_folded_opens_it(page: Page, address: str) -> None:
    show(page, f"{address}#model-red_cite-int_celdas")
    assert page.evaluate('document.getElementById("model-red_cite-int_celdas").closest("details").open')


def test_it_fits_a_phone(page: Page, address: str) -> None:
    show(page, address, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
