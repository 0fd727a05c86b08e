"""Fixtures that every room's tests share: a home of their own, never the user's `data/`."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from orchestration.core.paths import Home
from tests import prepared

# Importing the definitions parses dbt's project into the home: each test process has one of its own from the start.
_SCRATCH = tempfile.mkdtemp(prefix="red-cite-pruebas-")
os.environ["RED_CITE_HOME"] = _SCRATCH
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)
prepared.share_the_parsed_project()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("RED_CITE_HOME", str(tmp_path / "casa"))
    monkeypatch.delenv("RED_CITE_CLAVE", raising=False)
    return Home.current().create()
