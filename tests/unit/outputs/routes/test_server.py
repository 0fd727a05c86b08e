"""What a server's troubles say: where, what to do, never the password."""

from __future__ import annotations

import pytest

from orchestration.outputs.routes.address import VARIABLE, ServerTrouble, address
from orchestration.outputs.routes.server import connected

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"postgresql://u:{SECRET} x@h/b", "no es una dirección de PostgreSQL"),
        (f"postgresql://u:a@{SECRET}@h/b", "no es una dirección de PostgreSQL"),
        (SECRET, "no es una dirección de PostgreSQL"),
        (f"postgresql://u:{SECRET}@127.0.0.1:1/b", "no se pudo trabajar con el servidor 127.0.0.1:1"),
    ],
)
def test_a_trouble_is_told_without_the_password(url: str, said: str) -> None:
    with pytest.raises(ServerTrouble) as trouble, connected(url):
        pass
    assert said in str(trouble.value)
    assert SECRET not in str(trouble.value)
    assert trouble.value.__context__ is None or trouble.value.__suppress_context__  # the library's own words stay out


def test_the_route_is_off_unless_its_variable_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert address() is None
    monkeypatch.setenv(VARIABLE, "")
    assert address() is None
