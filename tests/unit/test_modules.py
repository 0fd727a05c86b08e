"""Every module says what belongs in it. Which room may import which is held by the contracts in `pyproject.toml`."""

from __future__ import annotations

import ast

from orchestration.core.paths import PROJECT


def test_a_module_opens_by_saying_what_belongs_in_it() -> None:
    """Two sentences: what belongs here, and what does not."""
    silent = []
    for file in sorted((PROJECT / "orchestration").rglob("*.py")):
        text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        if file.name != "__init__.py" and text.count(".") < 2:
            silent.append(file.relative_to(PROJECT).as_posix())
    assert not silent
