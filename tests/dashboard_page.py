"""What the dashboard's page carries for its script, read back from the file that people open.
What it should carry belongs to the tests; what the script shows of it belongs to `tests/clientes`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

# (month, of January to the month) by period, scope and type; scope 0 is the network, type 0 all of them.
Cells = dict[tuple[str, int, int], tuple[Any, Any]]


def page_of(root: Path) -> str:
    """The page published under a home's root."""
    return (root / "publicado" / "tablero" / "index.html").read_text(encoding="utf-8")


def content_of(page: str) -> dict[str, Any]:
    """Its figures and lists, as the script finds them."""
    found = re.search(r'<script type="application/json" id="datos">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def scopes_of(content: dict[str, Any]) -> dict[str, int]:
    """Each centre's number, by its code."""
    return {code: number for number, code, *_ in content["listas"]["centros"]["filas"]}


def figures_of(content: dict[str, Any], metric: str) -> Cells:
    return {(p, a, t): (month, to_date) for p, a, t, month, to_date in content["cifras"][metric]["filas"]}
