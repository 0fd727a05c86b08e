"""What is left out of dbt's work changes nothing that comes of it: each part against dbt's own, on this project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from dbt.context.macros import MacroNamespaceBuilder
from dbt.graph.selector_methods import PathSelectorMethod
from dbt_common.clients import agate_helper
from dbt_common.context import set_invocation_context
from dbt_common.events.base_types import BaseEvent
from dbt_common.events.types import Formatting, Note

from orchestration.core.paths import DBT_PROJECT, Home
from orchestration.transforming import dbt, lean
from orchestration.transforming.lean import FlatNamespace, QuietEvents, path_search


@pytest.fixture
def manifest(home: Home) -> Any:
    return dbt._parsed(home)


def paths_in(definition: Any) -> Iterator[str]:
    if isinstance(definition, list):
        for part in definition:
            yield from paths_in(part)
    elif isinstance(definition, dict):
        if definition.get("method") == "path":
            yield definition["value"]
        yield from (path for part in definition.values() for path in paths_in(part))


def test_every_macro_is_found_where_dbt_finds_it(manifest: Any) -> None:
    builder = MacroNamespaceBuilder("red_cite", "red_cite", None, ["dbt_duckdb", "dbt"])  # type: ignore[arg-type]
    theirs = builder.build_namespace(manifest.get_macros_by_package(), {})
    ours = FlatNamespace(theirs)
    assert len(theirs) > 300 and ours.keys() == set(theirs)
    # The package `dbt` is a dictionary made at each look.
    assert all(ours[name] is theirs[name] or ours[name] == theirs[name] for name in theirs)
    # The project's own word for a column's comment goes before the adapter's.
    assert ours["duckdb__alter_column_comment"].macro.package_name == "red_cite"
    assert ours.get_from_package("dbt", "persist_docs") is theirs.get_from_package("dbt", "persist_docs")


def test_a_path_names_the_same_nodes(manifest: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DBT_PROJECT)
    set_invocation_context({})
    selectors = yaml.safe_load((DBT_PROJECT / "selectors.yml").read_text(encoding="utf-8"))["selectors"]
    # Also a file, a description, and a folder whose name begins as another's.
    asked = {*paths_in(selectors), "models/marts/registros/servicios_por_cite.sql", "models/stag", "models"}
    asked |= {path.relative_to(DBT_PROJECT).as_posix() for path in [*DBT_PROJECT.glob("models/**/*.yml")][:5]}
    method = PathSelectorMethod(manifest, None, [])
    nodes = set(manifest.nodes) | set(manifest.sources) | set(manifest.unit_tests)
    found = {path: set(path_search(method, nodes, path)) for path in asked}
    assert found == {path: set(lean.SEARCH(method, nodes, path)) for path in asked}
    assert not found["models/stag"] and sum(map(len, found.values())) > 200


def test_types_of_an_answer_are_those_that_dbt_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, names = [("1", 2, "2024-01-02", "x"), ("007", None, "null", "")], ("a", "b", "c", "d")
    with monkeypatch.context() as patch:
        patch.setattr(agate_helper, "build_type_tester", lean.TESTER)
        theirs = agate_helper.table_from_rows(rows, names, ["a", "c"])
    monkeypatch.setattr(agate_helper, "build_type_tester", lean.known_tester)
    for _ in range(2):
        ours = agate_helper.table_from_rows(rows, names, ["c", "a"])
        assert [*map(tuple, ours.rows)] == [*map(tuple, theirs.rows)]
        assert [type(kind) for kind in ours.column_types] == [type(kind) for kind in theirs.column_types]


def test_no_message_is_made_that_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    monkeypatch.setattr("dbt_common.events.event_manager.msg_from_base_event", lambda e, level: made.append(e))
    events = QuietEvents()
    events.add_callback(made.append)
    events.fire_event(Note(msg="nadie lo lee"))
    assert made == []
    events.callbacks.append(lambda _: None)
    events.fire_event(Note(msg="alguien lo lee"))
    assert len(made) == 1


def test_an_event_says_the_same_once_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> list[Any]:
        note, line = Note(msg="ñandú"), Formatting("una línea")
        line.msg = "otra"
        return [(event.to_dict(), event.message(), event.msg, event.level_tag()) for event in (note, line)]

    lean.make_lean()
    ours, unread = told(), Note(msg="nadie la lee")
    assert "pb_msg" not in vars(unread)
    for name, theirs in (("__init__", lean.INIT), ("__getattr__", lean.READ), ("__setattr__", lean.SET)):
        monkeypatch.setattr(BaseEvent, name, theirs)
    assert ours == told() and ours[1][2] == "otra"
