"""The table of rules in `docs/reglas.md`, written from the suites, so that a rule's words stand in one place.
`python -m orchestration.gates.handbook` rewrites it; a test fails while page and suites differ."""

from __future__ import annotations

import json
import re

from orchestration.core.paths import PROJECT, SUITES
from orchestration.gates.findings import Expectation
from orchestration.gates.suites import LIMITS_FILE, load_suite

PAGE = PROJECT / "docs" / "reglas.md"
_SUITES = {"reporte_filas": "Reglas de cada fila", "reporte_caratula": "Reglas y advertencias de cada reporte"}
_EFFECTS = {"observa": "observa la fila", "rechaza": "rechaza el reporte", "advierte": "advierte"}
_START, _END = "<!-- reglas: desde aquí lo escribe orchestration.gates.handbook -->", "<!-- reglas: hasta aquí -->"


def tables() -> str:
    """Markdown tables of the limits and of both suites' rules."""
    parts = ["## Límites", "| límite | valor | unidad | razón |", "| --- | --- | --- | --- |"]
    stated = json.loads((SUITES / LIMITS_FILE).read_text(encoding="utf-8"))
    parts += [f"| `{name}` | {lim['valor']} | {lim['unidad']} | {lim['razon']} |" for name, lim in stated.items()]
    for name, title in _SUITES.items():
        parts += ["", f"## {title} (`expectations/{name}.json`)"]
        parts += ["| código | columna | efecto | gravedad | mensaje | razón |", "| --- | --- | --- | --- | --- | --- |"]
        parts += [_line(expectation) for expectation in load_suite(name).expectations]
    return "\n".join(parts)


def _line(rule: Expectation) -> str:
    meta = rule.meta
    column = "" if "{" in meta["columna"] else meta["columna"]
    cells = (f"`{rule.code}`", column, _EFFECTS[meta["efecto"]], rule.severity, meta["mensaje"], meta["razon"])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page(current: str) -> str:
    """The page with its tables as the suites now have them."""
    block = f"{_START}\n\n{tables()}\n\n{_END}"
    return re.sub(f"{re.escape(_START)}.*{re.escape(_END)}", lambda _: block, current, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
