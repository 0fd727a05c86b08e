"""`red-cite excel` and `red-cite postgres` on a terminal: what a person is told, and with what they end."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.core.paths import Home
from orchestration.outputs.routes.address import VARIABLE


@pytest.fixture(autouse=True)
def switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.mark.parametrize(
    ("command", "url", "code", "said"),
    [
        ("postgres", "", 2, "la ruta está apagada; defina RED_CITE_POSTGRES="),
        ("postgres", "postgresql://u:secreta@127.0.0.1:1/b", 2, "no hay nada publicado"),
        ("excel", "", 2, "no hay nada publicado; cierre antes un mes"),
    ],
)
def test_what_a_person_can_correct_ends_with_two(
    home: Home, monkeypatch: pytest.MonkeyPatch, command: str, url: str, code: int, said: str
) -> None:
    monkeypatch.setenv(VARIABLE, url)
    result = CliRunner().invoke(app, [command])
    assert (result.exit_code, said in result.output) == (code, True)
    assert "secreta" not in result.output
