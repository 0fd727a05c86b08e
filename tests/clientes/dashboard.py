"""The dashboard as a hand and an eye find it in a browser: open it, move a filter, read a figure, a title, a chart.
What stands there belongs to the tests."""

from __future__ import annotations

from pathlib import Path

from tests.clientes.browser import Page

DESKTOP = 1280


def show(page: Page, published: Path, width: int = DESKTOP, chosen: str = "") -> None:
    page.open((published / "tablero" / "index.html").resolve().as_uri() + chosen, width)
    page.wait("document.body && document.body.dataset.listo")


def choose(page: Page, filter_id: str, text: str) -> None:
    """Picks an option by the text that people read, as their hand would."""
    page.evaluate(
        f"""(() => {{
            const select = document.getElementById("{filter_id}");
            const option = [...select.options].find((one) => one.textContent === "{text}");
            delete document.body.dataset.listo;
            select.value = option.value;
            select.dispatchEvent(new Event("change", {{bubbles: true}}));
        }})()"""
    )
    page.wait("document.body.dataset.listo")


def figure(page: Page, name: str) -> str:
    return page.evaluate(f"""document.querySelector('[data-cifra="{name}"]').textContent""")


def title(page: Page, view: str) -> str:
    return page.evaluate(f'document.getElementById("titulo-{view}").textContent')


def drawn_texts(page: Page, chart: str) -> list[str]:
    return page.evaluate(f'[...document.querySelectorAll("#{chart} svg text")].map((text) => text.textContent)')
