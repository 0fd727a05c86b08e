"""The parsed project that a home keeps is used for the very state that it was parsed in, and for no other."""

from __future__ import annotations

import pytest

from orchestration.core.paths import Home
from orchestration.transforming import dbt
from tests import prepared


@pytest.fixture
def kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home that keeps the project, in a process that has not read it yet and cannot parse it."""
    prepared.with_project(home)
    monkeypatch.setattr(dbt, "kept_file", lambda home: home.dbt / "proyecto.msgpack")
    monkeypatch.setattr(dbt, "_MANIFESTS", {})
    monkeypatch.setattr(dbt, "_parse", lambda *_: "parsed anew")
    return home


def test_what_an_earlier_process_parsed_is_read_whole(kept: Home) -> None:
    read = dbt._parsed(kept)
    assert len(read.nodes) > 100 and len(read.flat_graph["metrics"]) == len(read.metrics) > 0


@pytest.mark.parametrize("changed", ["fingerprint", "version"])
def test_a_changed_project_or_dbt_is_parsed_anew(kept: Home, monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    monkeypatch.setattr(dbt, changed, lambda *_: "otra")
    assert dbt._parsed(kept) == "parsed anew"


def test_a_kept_project_that_was_cut_is_parsed_anew(kept: Home) -> None:
    whole = dbt.kept_file(kept).read_bytes()
    for length in (0, 10, 200, len(whole) // 2, len(whole) - 1):
        dbt.kept_file(kept).write_bytes(whole[:length])
        dbt._MANIFESTS.clear()
        assert dbt._parsed(kept) == "parsed anew", length
