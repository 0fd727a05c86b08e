"""axe-core in the page that the browser shows: what of WCAG 2.2 AA a program can check.
It comes with a wheel that the clients' tests alone install; which page is asked belongs to the tests."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from tests.clientes.browser import Page

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_SERIOUS = ("serious", "critical")


def serious_faults(page: Page) -> list[str]:
    """Each fault that hinders somebody: the rule, and the first place that breaks it."""
    page.evaluate(_library())
    found = page.evaluate(f"axe.run(document, {{runOnly: {_RULES}}}).then((result) => result.violations)")
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found if fault["impact"] in _SERIOUS]


@cache
def _library() -> str:
    return files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
