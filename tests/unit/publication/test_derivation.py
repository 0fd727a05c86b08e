"""A folder derived from a publication: its link moves only when it is whole, and it is made once."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.publication.derivation import DerivedPage, derive, derive_page
from orchestration.publication.editions import Edition, UnknownEdition
from tests.unit.publication.conftest import Publish


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


def test_what_else_decides_the_content_has_a_folder_of_its_own(home: Home, publish_version: Publish) -> None:
    publish_version(1)
    assert derive(home, "excel", write, variant="antes")

    def corrected(source: Edition, folder: Path) -> None:
        (folder / "hoja.txt").write_text("corregida")

    assert not derive(home, "excel", corrected, variant="antes")
    assert derive(home, "excel", corrected, variant="despues") and read(home) == "corregida"
    assert not derive(home, "excel", write, variant="antes") and read(home) == "de la versión 1"


def test_who_waited_for_another_derives_from_what_was_published_meanwhile(
    home: Home, publish_version: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_version(1)
    derive(home, "excel", write)
    lock = fcntl.flock

    def waits(handle: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        publish_version(2)
        derive(home, "excel", write)

    monkeypatch.setattr(fcntl, "flock", waits)
    assert not derive(home, "excel", write) and read(home) == "de la versión 2"


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


def page_of(home: Home, words: str, *, broken: bool = False) -> DerivedPage:
    """A page with a mark of the words that it was made of, in a folder where something else may lie."""

    def write(_: Edition, folder: Path) -> None:
        (folder / "index.html").write_text(words)
        if broken:
            raise ValueError("no cabe")
        (folder / ".hecho-de").write_text(words)

    return derive_page(home, "tablero", write, lambda folder: (folder / ".hecho-de").read_text() == words)


def test_a_page_is_written_anew_for_a_version_or_for_another_program(home: Home, publish_version: Publish) -> None:
    publish_version(1)
    assert [page_of(home, "uno").fresh for _ in range(2)] == [True, False]
    (home.published / "tablero" / "dbt.html").write_text("de otro")
    again = page_of(home, "dos")
    assert (again.fresh, again.manifest.version, again.page.read_text()) == (True, 1, "dos")
    assert not page_of(home, "dos").fresh
    assert {file.name for file in again.page.parent.iterdir()} == {"index.html", ".hecho-de", "dbt.html"}
    publish_version(2)
    assert (page_of(home, "dos").fresh, page_of(home, "dos").manifest.version) == (True, 2)


def test_a_page_that_fails_leaves_the_one_before_and_is_tried_again(home: Home, publish_version: Publish) -> None:
    publish_version(1)
    page = page_of(home, "uno").page
    with pytest.raises(ValueError, match="no cabe"):
        page_of(home, "dos", broken=True)
    assert page.read_text() == "uno" and page_of(home, "dos").fresh
    assert {file.name for file in page.parent.iterdir()} == {"index.html", ".hecho-de"}
