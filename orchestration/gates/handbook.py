"""The table of rules in `docs/reglas.md`, written from the rule files, so that a rule's words stand in one place.
`python -m orchestration.gates.handbook` rewrites it; a test fails while page and rules differ."""

from __future__ import annotations

import re

from orchestration.core.paths import PROJECT, SUITES
from orchestration.gates.findings import Expectation
from orchestration.gates.suites import LIMITS_FILE, load_suite, read_data, suites_of

PAGE = PROJECT / "docs" / "reglas.md"
_EFFECTS = {"observa": "observa la fila", "rechaza": "rechaza el reporte", "advierte": "advierte"}
_START, _END = "<!-- reglas: desde aquí lo escribe orchestration.gates.handbook -->", "<!-- reglas: hasta aquí -->"


def tables() -> str:
    """Markdown tables of the limits and of the rules of the monthly report."""
    parts = ["## Límites", "| límite | valor | unidad | razón |", "| --- | --- | --- | --- |"]
    stated = read_data(SUITES / LIMITS_FILE)
    parts += [f"| `{name}` | {lim['valor']} | {lim['unidad']} | {lim['razon']} |" for name, lim in stated.items()]
    for suite in map(load_suite, suites_of("reporte")):
        parts += ["", f"## {suite.meta['titulo']} (`{suite.name}`)"]
        parts += ["| regla | código | promesa | si no | mensaje | razón |", "| --- | --- | --- | --- | --- | --- |"]
        parts += [_line(rule) for rule in suite.expectations]
    return "\n".join(parts)


def _line(rule: Expectation) -> str:
    meta = rule.meta
    effect = _EFFECTS[meta["efecto"]]
    cells = (meta["titulo"], f"`{rule.code}`", meta["promesa"], effect, meta["mensaje"], meta["razon"])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page(current: str) -> str:
    """The page with its tables as the suites now have them."""
    block = f"{_START}\n\n{tables()}\n\n{_END}"
    return re.sub(f"{re.escape(_START)}.*{re.escape(_END)}", lambda _: block, current, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
