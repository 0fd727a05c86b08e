"""The rules' page says what the suites say."""

from __future__ import annotations

from orchestration.gates.handbook import PAGE, page


def test_the_page_has_the_rules_as_the_suites_state_them() -> None:
    current = PAGE.read_text(encoding="utf-8")
    assert page(current) == current, "ejecute python -m orchestration.gates.handbook"
    assert "`fila_repetida`" in current and "`cantidad_maxima`" in current
