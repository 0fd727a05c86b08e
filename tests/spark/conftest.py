"""A Spark session of this machine. These tests run in `.spark`, the environment with the engine (`make test-spark`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.transforming.spark.session import session


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with session(Path(tmp_path_factory.mktemp("spark")), "local[2]") as started:
        yield started
