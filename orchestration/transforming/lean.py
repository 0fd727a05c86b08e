"""Leaves out what dbt does anew at every node though it comes out the same, or nobody reads it: a third of a build.
Only dbt's own insides belong here, each held by a test against the original; how dbt is called belongs to `dbt`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dbt.compilation import Linker
from dbt.context.macros import MacroNamespace
from dbt.context.manifest import ManifestContext
from dbt.graph.selector_methods import PathSelectorMethod, get_project_root
from dbt_common.clients import agate_helper
from dbt_common.events.base_types import BaseEvent
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

# dbt's own, before `make_lean`.
NAMESPACE, SEARCH, TESTER = ManifestContext._build_namespace, PathSelectorMethod.search, agate_helper.build_type_tester
INIT, READ, SET = BaseEvent.__init__, BaseEvent.__getattr__, BaseEvent.__setattr__


class QuietEvents(EventManager):
    """Makes no message of an event that nobody reads."""

    def add_callback(self, callback: Callable[..., None]) -> None:
        """The one that dbt adds by itself counts for its usage statistics, which are off."""

    def fire_event(
        self, e: Any, level: Any = None, node: Any = None, force_warn_or_error_handling: bool = False
    ) -> None:
        """As dbt's, where somebody reads it or a warning may be an error."""
        if self.loggers or self.callbacks or force_warn_or_error_handling or self.require_warn_or_error_handling:
            super().fire_event(e, level, node, force_warn_or_error_handling)


class FlatNamespace(dict[str, Any]):
    """A node's macros by name as one dictionary: the original looks each of hundreds up through five others."""

    def __init__(self, namespace: MacroNamespace) -> None:
        super().__init__()
        for macros in reversed([*namespace._search_order()]):
            self.update(macros)
        self.get_from_package = namespace.get_from_package


def path_search(self: PathSelectorMethod, included_nodes: set[Any], selector: str) -> Iterator[str]:
    """As the original, on texts: it makes a path, and all the folders above, of each node at each question."""
    root = Path(get_project_root() or Path.cwd())
    found = {found.relative_to(root).as_posix() for found in root.glob(selector)}
    within = tuple(f"{path}/" for path in found)
    for unique_id, node in self.all_nodes(included_nodes):
        described = (getattr(node, "patch_path", None) or "").partition("://")[2]
        file = node.original_file_path
        if file in found or file.startswith(within) or described in found:
            yield unique_id


@cache
def make_lean() -> None:
    """Once a process, before dbt is first called."""
    contexts: Any = ManifestContext
    selection: Any = PathSelectorMethod
    answers: Any = agate_helper
    events: Any = BaseEvent
    linker: Any = Linker
    contexts._build_namespace = lambda self: FlatNamespace(NAMESPACE(self))
    selection.search = path_search
    answers.build_type_tester = known_tester
    events.__init__, events.__getattr__, events.__setattr__ = _noted, _read, _set
    linker.get_graph_summary = lambda self, manifest: {}  # a file for dbt's own makers, half of what a call costs


def _noted(self: Any, *args: Any, **kwargs: Any) -> None:
    """An event that keeps what it was given: the message of it is made once somebody looks, which is seldom."""
    object.__setattr__(self, "_given", (args, kwargs))


def _read(self: Any, key: str) -> Any:
    _make(self)
    return READ(self, key)


def _set(self: Any, key: str, value: Any) -> None:
    _make(self)
    SET(self, key, value)


def _make(event: Any) -> None:
    args, kwargs = event.__dict__.pop("_given", (None, None))
    if kwargs is not None:
        INIT(event, *args, **kwargs)


def known_tester(text_columns: Iterable[str], string_null_values: Iterable[str] = ("null", "")) -> Any:
    """As the original, which makes seven types anew for each answer of a query, one with a calendar of its own."""
    return _tester(tuple(sorted(text_columns)), tuple(string_null_values))


@lru_cache
def _tester(text_columns: tuple[str, ...], string_null_values: tuple[str, ...]) -> Any:
    return TESTER(text_columns, string_null_values)


def be_quiet() -> None:
    """For this thread's next call of dbt."""
    ctx_set_event_manager(QuietEvents())
