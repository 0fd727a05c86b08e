"""dbt's models as Dagster assets, in the three steps that end at a gate, with their tests and suites as checks.
What the models mean belongs to `dbt_project/`; building and judging a step belongs to `closing/`."""

import contextlib
import json

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, build_dbt_asset_specs

from orchestration.closing import steps
from orchestration.closing.steps import SELECTORS, Built
from orchestration.core.paths import DBT_PROJECT, Home
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import dbt_check, gate_check, gate_failure, in_words, node_failure
from orchestration.transforming.dbt import manifest_file

UNIQUE_ID = "dagster_dbt/unique_id"
MANIFEST = manifest_file(Home.current())

OWNERS = ["team:DSE"]

# The asset that each step ends with, and that carries its checks.
LAST = {
    "documentos": dg.AssetKey(["marts", "discrepancias"]),
    "staging": dg.AssetKey(["intermediate", "int_atenciones_vigentes"]),
    "marts": dg.AssetKey(["marts", "conciliacion"]),
}


class Translator(DagsterDbtTranslator):
    """Assets read as the warehouse does: schema, then table; one group a layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey([_layer(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return _layer(dbt_resource_props)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description", ""))

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        return OWNERS


def _layer(props: Mapping[str, Any]) -> str:
    return str(props.get("source_name") if props["resource_type"] == "source" else props["schema"])


def _step(name: str) -> dg.AssetsDefinition:
    specs = _specs(name)
    tests = _tests(name, specs)
    gate_spec = dg.AssetCheckSpec(
        f"puerta_{name}", asset=LAST[name], blocking=True, description=f"Suites de Great Expectations: {name}."
    )

    # One model can be asked for alone: all that is due is built for it, else it alone anew.
    @dg.multi_asset(name=name, specs=specs, check_specs=[*tests.values(), gate_spec], can_subset=True)
    @in_words
    def step(context: dg.AssetExecutionContext, casa: HomeResource) -> Iterator[Any]:
        asked = context.selected_asset_keys
        alone = [spec.key.path[-1] for spec in specs if spec.key in asked] if len(asked) < len(specs) else []
        built = steps.build(casa.home, name, alone)
        if any(node.kind != "test" for node in built.failed):
            raise node_failure(built.failed)
        yield from _materializations(context, built, steps.row_counts(casa.home, [node.name for node in built.nodes]))
        done = {node.unique_id: node for node in built.nodes}
        wanted = context.selected_asset_check_keys
        for test, spec in tests.items():
            if spec.key in wanted:
                yield dbt_check(done.get(test), spec.key)
        if built.failed:
            raise node_failure(built.failed)
        gate = steps.judge(casa.home, name)
        if gate_spec.key in wanted:
            yield gate_check(gate, f"puerta_{name}", LAST[name])
        if gate is not None and not gate.passed:
            raise gate_failure(gate)

    return step


def _tests(name: str, specs: Sequence[dg.AssetSpec]) -> dict[str, dg.AssetCheckSpec]:
    """dbt's tests of a step by their ids, each on the model that it is about, or else on the step's last one."""
    keys = {spec.metadata[UNIQUE_ID]: spec.key for spec in specs}
    return {
        test: dg.AssetCheckSpec(
            node["name"],
            asset=keys.get(node.get("attached_node") or "") or LAST[name],
            blocking=True,
            description=node["description"] or None,
        )
        for test, node in _dbt_tests().items()
        if _step_of(node) == name
    }


def _step_of(test: Mapping[str, Any]) -> str | None:
    """The last step that builds a model which the test asks; none where only the gates' views are asked."""
    asked = {step for parent in test["depends_on"]["nodes"] for step, ids in _built_in().items() if parent in ids}
    return next((step for step in reversed(SELECTORS) if step in asked), None)


@cache
def _dbt_tests() -> dict[str, dict[str, Any]]:
    nodes = json.loads(MANIFEST.read_text(encoding="utf-8"))["nodes"]
    return {test: node for test, node in nodes.items() if node["resource_type"] == "test"}


@cache
def _built_in() -> dict[str, set[str]]:
    """The ids of the models and seeds that each step builds."""
    return {step: {spec.metadata[UNIQUE_ID] for spec in _specs(step)} for step in SELECTORS}


@cache
def _specs(step: str) -> Sequence[dg.AssetSpec]:
    return build_dbt_asset_specs(manifest=MANIFEST, dagster_dbt_translator=Translator(), selector=SELECTORS[step])


def _materializations(
    context: dg.AssetExecutionContext, built: Built, rows: Mapping[str, int]
) -> Iterator[dg.MaterializeResult]:
    """One a model asked for; a step that had nothing to do confirms what stands, and what else was built is told."""
    done = {node.unique_id: node for node in built.nodes}
    for spec in _in_order(context.assets_def.specs):
        node = done.get(spec.metadata[UNIQUE_ID])
        said: dict[str, Any] = {"segundos": round(node.seconds, 3)} if node else {"sin_cambios": True}
        if node and node.name in rows:
            said["dagster/row_count"] = rows[node.name]
        if spec.key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=spec.key, metadata=said)
        elif node:
            context.log_event(dg.AssetMaterialization(spec.key, metadata=said))


def _in_order(specs: Iterable[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """Each asset after those that it reads: Dagster takes a step's outputs in no other order."""
    by_key = {spec.key: spec for spec in specs}
    graph = {spec.key: {dep.asset_key for dep in spec.deps} & by_key.keys() for spec in by_key.values()}
    return [by_key[key] for key in TopologicalSorter(graph).static_order()]


# dbt's path selectors look from the working folder, which dbt itself sets to its project.
with contextlib.chdir(DBT_PROJECT):
    documentos, staging, marts = (_step(name) for name in SELECTORS)
