"""Fixtures that every room's tests share: a home of their own, never the user's `data/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.paths import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("RED_CITE_HOME", str(tmp_path / "casa"))
    monkeypatch.delenv("RED_CITE_CLAVE", raising=False)
    return Home.current().create()
