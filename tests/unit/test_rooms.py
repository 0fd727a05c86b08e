"""The house's rooms hold: which library may be imported where, and that every module says what belongs in it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from orchestration.paths import PROJECT

HOUSE = PROJECT / "orchestration"
MODULES = sorted(f for f in HOUSE.rglob("*.py") if f.name != "__init__.py")

# Library -> the rooms (folders or files under orchestration/) that may import it, at any depth of a module.
ONLY_IN = {
    "dagster": {"defs"},
    "dagster_dbt": {"defs"},
    "dbt": {"transforming"},
    "great_expectations": {"gates/validation.py"},
    "duckdb": {
        "warehouse",
        "publishing",
        "gates",
        "closing",
        "transforming",
        "quality",
        "cli",
        "history",
        "mailbox",
        "siaf",
        "data_peru",
        "routes",
        "metrics",
        "dashboard",
        "dictionary",
        "bulletins",
        "products",
    },
    "python_calamine": {"reading", "routes"},
    "xlsxwriter": {"synthetic", "receipts", "routes", "documents"},
    "psycopg": {"routes"},
    "altair": {"dashboard"},
    "vl_convert": {"dashboard"},
    "typst": {"documents"},
    "smtplib": {"mailbox"},
    "typer": {"cli"},
    "rich": {"cli"},
}
# Room -> rooms that it may not reach back to: data flow one way.
NEVER_IMPORTS = {
    "reading": {"judging", "gates", "warehouse", "publishing", "closing", "defs", "cli", "synthetic"},
    "judging": {"gates", "warehouse", "publishing", "closing", "defs", "cli", "synthetic"},
    "gates": {"warehouse", "publishing", "closing", "defs", "cli", "synthetic"},
    "warehouse": {"mailbox", "publishing", "closing", "defs", "cli", "synthetic"},
    "publishing": {"reading", "judging", "gates", "closing", "defs", "cli", "synthetic"},
    "transforming": {"reading", "judging", "gates", "closing", "defs", "cli", "synthetic"},
    "receipts": {"gates", "warehouse", "mailbox", "publishing", "closing", "defs", "cli", "synthetic"},
    "mailbox": {"gates", "publishing", "closing", "defs", "cli", "synthetic", "history"},
    "synthetic": {"warehouse", "mailbox", "publishing", "closing", "defs", "cli", "gates"},
    "siaf": {"judging", "gates", "warehouse", "publishing", "closing", "defs", "cli", "synthetic"},
    "data_peru": {"gates", "closing", "defs", "cli", "synthetic"},
    "routes": {"reading", "judging", "warehouse", "closing", "defs", "cli", "synthetic"},
    "metrics": {"reading", "judging", "gates", "warehouse", "closing", "defs", "cli", "synthetic"},
    "dictionary": {"reading", "judging", "gates", "closing", "defs", "cli", "synthetic"},
    "dashboard": {"reading", "judging", "gates", "warehouse", "closing", "defs", "cli", "synthetic"},
    "documents": {
        "reading",
        "judging",
        "gates",
        "warehouse",
        "publishing",
        "closing",
        "defs",
        "cli",
        "synthetic",
        "bulletins",
        "products",
    },
    "bulletins": {"reading", "judging", "gates", "warehouse", "closing", "defs", "cli", "synthetic"},
    "products": {"reading", "gates", "warehouse", "closing", "defs", "cli", "synthetic", "bulletins"},
    "closing": {"defs", "cli", "synthetic", "history"},
    "history": {"defs", "cli", "synthetic"},
    "defs": {"cli", "synthetic"},
}


def imports(file: Path) -> set[str]:
    """Every module that the file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(file: Path) -> str:
    return file.relative_to(HOUSE).parts[0]


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(HOUSE)))
def test_a_library_is_imported_only_in_its_rooms(file: Path) -> None:
    here = file.relative_to(HOUSE).as_posix()
    strays = {
        library
        for library, rooms in ONLY_IN.items()
        if any(name.split(".")[0] == library for name in imports(file))
        and room(file) not in rooms
        and here not in rooms
    }
    assert not strays


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(HOUSE)))
def test_no_room_reaches_back(file: Path) -> None:
    forbidden = NEVER_IMPORTS.get(room(file), set())
    back = {n for n in imports(file) if n.startswith("orchestration.") and n.split(".")[1] in forbidden}
    assert not back


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(HOUSE)))
def test_a_module_opens_by_saying_what_belongs_in_it(file: Path) -> None:
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    assert text is not None and text.count(".") >= 2, "two sentences: what belongs here, and what does not"
