"""Editions made by hand: a folder, a manifest and a link, without a warehouse behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.core.whole_files import point
from orchestration.publication.manifest import Manifest

Publish = Callable[..., Path]


@pytest.fixture
def publish_version(home: Home) -> Publish:
    """Makes version `number` (published on `day`) what readers see; returns its folder."""

    def make(number: int, day: str = "2024-02-13") -> Path:
        manifest = Manifest(number, f"{number:064x}", f"{day}T12:00:00", {}, [], [])
        folder = home.published / "versiones" / manifest.name
        folder.mkdir(parents=True)
        (folder / "red_cite.duckdb").write_text(str(number))
        manifest.write(folder / "manifiesto.json")
        point(home.published / "actual", folder.relative_to(home.published))
        return folder

    return make
