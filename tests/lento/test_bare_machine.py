"""What `make setup` installs is all that the usual and the slow suite ask for, also where the clients are there.
That `tests/clientes` fails without its programs belongs to that folder."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from orchestration.core.paths import PROJECT

pytestmark = pytest.mark.lento

CLIENTS = PROJECT / "tests" / "clientes" / "requirements.in"
COLLECT = """
import sys, pytest
sys.modules.update(dict.fromkeys(sys.argv[1:]))  # a module that is None cannot be imported
sys.exit(pytest.main(["--collect-only", "-p", "no:cacheprovider"]))
"""


def test_nothing_collected_imports_a_client() -> None:
    names = re.findall(r"^([\w-]+)[=>]", CLIENTS.read_text(encoding="utf-8"), re.MULTILINE)
    modules = [name.replace("-", "_") for name in names]
    assert "pyodbc" in modules
    done = subprocess.run([sys.executable, "-c", COLLECT, *modules], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "tests/lento/" in done.stdout and "tests/integration/" in done.stdout
    assert "tests/clientes/" not in done.stdout
