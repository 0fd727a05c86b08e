"""The dbt project's manifest as the tables of a dictionary: what each is, holds, comes from and is used by.
Sentences of tests and gates belong to `promises.py`; the page itself to `page.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.outputs.dictionary import promises

# In the order in which data move. A seed's layer is its schema, a model's too; what leaves is a layer of its own.
LAYERS = {
    "raw": "Recibido",
    "catalogos": "Catálogos",
    "publicado": "Cifras publicadas",
    "staging": "Staging",
    "intermediate": "Intermedio",
    "marts": "Tablas publicadas",
    "salidas": "Salidas",
}
_GRAIN = re.compile(r"(?:^|(?<=\. )|(?<=; ))(una fila por .+?)(?:\.(?= |$)|; |$)", re.IGNORECASE)


@dataclass(frozen=True)
class NodeColumn:
    """`type`, `unit` and `sums` are empty where they are not stated; `sums` says whether its rows may be added up."""

    name: str
    type: str
    unit: str
    sums: str
    description: str
    promises: tuple[str, ...]
    is_key: bool


@dataclass(frozen=True)
class Node:
    """A table, or an exposure (layer `salidas`), by its dbt id. `path` is where a person changes it.

    `origins` are the sources and seeds that it comes from in the end; `place` is where an exposure is found.
    """

    id: str
    name: str
    label: str
    layer: str
    description: str
    grain: str
    columns: tuple[NodeColumn, ...]
    promises: tuple[str, ...]
    upstream: tuple[str, ...]
    downstream: tuple[str, ...]
    origins: tuple[str, ...]
    path: str
    place: str


def entries(
    manifest: Mapping[str, Any], types: Mapping[tuple[str, str], str], suites: Mapping[str, list[str]]
) -> dict[str, Node]:
    """Every table and exposure by id, in the order of their layers and then of their names.

    `types` gives the type of a mart's column as published, by table and column; `suites` what the gates hold of a
    table, by its full name (`marts.conciliacion`).
    """
    nodes = _nodes(manifest)
    upstream = {id: _tables(manifest["parent_map"], nodes, id) for id in nodes}
    downstream = {id: _tables(manifest["child_map"], nodes, id) for id in nodes}
    held = promises.by_table(manifest)
    found = [
        _entry(id, node, types, upstream, downstream[id], held, suites.get(f"{_layer(node)}.{node['name']}", []))
        for id, node in nodes.items()
    ]
    order = list(LAYERS)
    return {entry.id: entry for entry in sorted(found, key=lambda e: (order.index(e.layer), e.name))}


def _nodes(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Models, seeds, sources and exposures; tests, metrics and what a gate reads are told beside them."""
    tables = {
        id: node
        for id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed") and node["schema"] != "puertas"
    }
    return tables | manifest["sources"] | manifest["exposures"]


def _entry(
    id: str,
    node: Mapping[str, Any],
    types: Mapping[tuple[str, str], str],
    upstream: Mapping[str, tuple[str, ...]],
    downstream: tuple[str, ...],
    held: Mapping[str, promises.OfTable],
    gate: list[str],
) -> Node:
    of_table = held.get(id, promises.OfTable())
    description, grain = _told_apart(" ".join(node["description"].split()))
    return Node(
        id=id,
        name=node["name"],
        label=node.get("label") or node["name"],
        layer=_layer(node),
        description=description,
        grain=grain,
        columns=tuple(_column(node, column, types, of_table) for column in node.get("columns", {}).values()),
        promises=(*of_table.whole, *gate),
        upstream=upstream[id],
        downstream=downstream,
        origins=tuple(sorted(_origins(id, upstream) - {id})),
        path=node["original_file_path"],
        place=node.get("config", {}).get("meta", {}).get("ruta", ""),
    )


def _told_apart(description: str) -> tuple[str, str]:
    """What the table is, and the sentence that says what one row is."""
    found = _GRAIN.search(description)
    if found is None:
        return description, ""
    before, after = description[: found.start()].rstrip(" ;"), description[found.end() :].strip()
    sentences = [before if not before or before.endswith(".") else f"{before}.", _capital(after)]
    return " ".join(filter(None, sentences)), _capital(found.group(1))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _layer(node: Mapping[str, Any]) -> str:
    return "salidas" if node["resource_type"] == "exposure" else str(node["schema"])


def _column(
    node: Mapping[str, Any],
    column: Mapping[str, Any],
    types: Mapping[tuple[str, str], str],
    of_table: promises.OfTable,
) -> NodeColumn:
    stated = column.get("config", {}).get("meta", {})
    published = types.get((node["name"], column["name"])) if _layer(node) == "marts" else None
    return NodeColumn(
        name=column["name"],
        type=(published or column.get("data_type") or "").lower(),
        unit=stated.get("unidad", ""),
        sums=_sums(stated.get("aditividad", "")),
        description=" ".join(column["description"].split()),
        promises=tuple(of_table.columns.get(column["name"], [])),
        is_key=column["name"] in of_table.key,
    )


def _sums(declared: str) -> str:
    """What `aditividad` declares, in words: `suma`, `no_suma`, or `por_` and the columns of which one value is kept."""
    if declared.startswith("por_"):
        kept = declared.removeprefix("por_").split("_y_")
        return f"se suma en cada {' y '.join(f'`{name}`' for name in kept)}"
    return {"suma": "se suma", "no_suma": "no se suma"}.get(declared, declared)


def _tables(joined: Mapping[str, list[str]], nodes: Mapping[str, object], id: str) -> tuple[str, ...]:
    """The tables and exposures that `id` is joined to; through a metric, those that the metric is joined to."""
    found = {
        node for near in joined.get(id, ()) for node in ([near] if near in nodes else _tables(joined, nodes, near))
    }
    return tuple(sorted(found))


def _origins(id: str, upstream: Mapping[str, tuple[str, ...]]) -> set[str]:
    if not upstream[id]:
        return {id}
    return set().union(*(_origins(above, upstream) for above in upstream[id]))
