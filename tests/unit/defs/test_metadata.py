"""How what a step made is told on its asset's page."""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.core.paths import Home
from orchestration.defs.metadata import page


def test_a_page_is_a_link_where_the_front_door_has_an_address(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home.quality / "index.html"
    assert page(home, file) == dg.MetadataValue.path(str(file))
    monkeypatch.setenv("RED_CITE_DAGSTER", "https://almacen.example/")
    assert page(home, file) == dg.MetadataValue.url("https://almacen.example/calidad/index.html")
