"""A folder derived from a publication: its link moves only when it is whole, and it is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.paths import Home
from orchestration.publishing.editions import Edition, UnknownEdition
from orchestration.publishing.routes import derive
from tests.unit.publishing.conftest import Publish


def write(source: Edition, folder: Path) -> None:
    (folder / "hoja.txt").write_text(f"de la versión {source.manifest.version}")


def read(home: Home) -> str:
    return (home.published / "excel" / "hoja.txt").read_text()


def test_it_is_derived_once_a_version(home: Home, publish_version: Publish) -> None:
    publish_version(1)
    assert [derive(home, "excel", write), derive(home, "excel", write)] == [True, False]
    assert read(home) == "de la versión 1"
    publish_version(2)
    assert read(home) == "de la versión 1"
    assert derive(home, "excel", write) and read(home) == "de la versión 2"


def test_one_that_fails_leaves_the_link_on_the_version_before_and_nothing_behind(
    home: Home, publish_version: Publish
) -> None:
    publish_version(1)
    derive(home, "excel", write)
    second = publish_version(2)

    def fail(source: Edition, folder: Path) -> None:
        write(source, folder)
        raise ValueError("no cabe")

    with pytest.raises(ValueError, match="no cabe"):
        derive(home, "excel", fail)
    assert read(home) == "de la versión 1"
    assert sorted(f.name for f in second.iterdir()) == ["manifiesto.json", "red_cite.duckdb"]


def test_a_kill_before_the_link_moved_is_healed_by_the_next_run(home: Home, publish_version: Publish) -> None:
    publish_version(1)
    derive(home, "excel", write)
    (home.published / "excel").unlink()
    assert not derive(home, "excel", write)
    assert read(home) == "de la versión 1"


def test_nothing_published_is_said(home: Home) -> None:
    with pytest.raises(UnknownEdition):
        derive(home, "excel", write)
