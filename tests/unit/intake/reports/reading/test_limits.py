"""The page of limits says what the constants say, and no constant stands without a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from orchestration.core.paths import PROJECT
from orchestration.intake.reports.reading import limits

PAGE = PROJECT / "docs" / "limites.md"


def stated() -> dict[str, int]:
    """The page's value of each limit; MB are 2^20 bytes."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([\d,]+)( MB)? \| \S", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: int(value.replace(",", "")) * (2**20 if unit else 1) for name, value, unit in rows}


def test_page_and_constants_are_equal() -> None:
    assert stated() == {name: value for name, value in vars(limits).items() if name.isupper()}


def test_every_constant_is_followed_by_its_reason() -> None:
    body = ast.parse(Path(limits.__file__).read_text(encoding="utf-8")).body[1:]
    for constant, reason in zip(body[::2], body[1::2], strict=True):
        assert isinstance(constant, ast.Assign)
        assert isinstance(reason, ast.Expr) and isinstance(reason.value, ast.Constant), ast.unparse(constant)
