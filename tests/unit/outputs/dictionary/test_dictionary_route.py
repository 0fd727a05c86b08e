"""The dictionary is written once for each publication and state of the project, and never left half written.
What the page holds is tested beside; here only when it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.core.paths import Home
from orchestration.outputs.dictionary import page, route
from orchestration.publication.editions import Edition, UnknownEdition
from orchestration.publication.manifest import Manifest


@pytest.fixture
def written(home: Home, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each page written was told that the publication is of this project; dbt's own part is stood in for."""
    calls: list[bool] = []
    project = home.root / "manifest.json"
    project.write_text("{}")

    def write(source: Edition, manifest: dict[str, Any], same_project: bool, target: Path) -> None:
        calls.append(same_project)
        target.write_text(source.manifest.huella)

    monkeypatch.setattr(route.dbt, "manifest_file", lambda _: project)
    monkeypatch.setattr(route.dbt, "fingerprint", lambda: "una")
    monkeypatch.setattr(page, "write", write)
    return calls


def publish(home: Home, version: int) -> None:
    folder = home.published / "versiones" / f"{version:05d}-h{version}"
    folder.mkdir(parents=True)
    Manifest(version, f"h{version}", "2024-01-01T00:00:00", {}, [], [], proyecto="una").write(
        folder / "manifiesto.json"
    )
    (home.published / "actual").unlink(missing_ok=True)
    (home.published / "actual").symlink_to(Path("versiones") / folder.name)


def test_it_is_written_once_for_a_publication(home: Home, written: list[bool]) -> None:
    publish(home, 1)
    assert [route.publish_dictionary(home).fresh for _ in range(2)] == [True, False]
    publish(home, 2)
    done = route.publish_dictionary(home)
    assert (done.fresh, done.manifest.version, done.page.read_text()) == (True, 2, "h2")


def test_it_is_written_anew_when_the_project_changed_and_says_so(
    home: Home, written: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(home, 1)
    route.publish_dictionary(home)
    monkeypatch.setattr(route.dbt, "fingerprint", lambda: "otra")
    assert [route.publish_dictionary(home).fresh for _ in range(2)] == [True, False]
    assert written == [True, False]


def test_before_the_first_publication_there_is_none(home: Home, written: list[bool]) -> None:
    with pytest.raises(UnknownEdition):
        route.publish_dictionary(home)
