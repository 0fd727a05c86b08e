"""dbt's models as Dagster assets, in the three steps that end at a gate, with their tests and suites as checks.
What the models mean belongs to `dbt_project/`; building and judging a step belongs to `closing/`."""

import contextlib

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, build_dbt_asset_specs

from orchestration.closing import steps
from orchestration.closing.steps import SELECTORS, Built
from orchestration.core.paths import DBT_PROJECT, Home
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import dbt_check, gate_check, gate_failure, node_failure
from orchestration.transforming.dbt import manifest_file

UNIQUE_ID = "dagster_dbt/unique_id"
MANIFEST = manifest_file(Home.current())
DBT_TESTS = "pruebas_dbt"

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


def _layer(props: Mapping[str, Any]) -> str:
    return str(props.get("source_name") if props["resource_type"] == "source" else props["schema"])


def _step(name: str) -> dg.AssetsDefinition:
    # A check a test would double what a close costs Dagster: a step's tests are one check that lists them.
    checks = [
        dg.AssetCheckSpec(DBT_TESTS, asset=LAST[name], blocking=True, description="Las pruebas de dbt de este paso."),
        dg.AssetCheckSpec(
            f"puerta_{name}", asset=LAST[name], blocking=True, description=f"Suites de Great Expectations: {name}."
        ),
    ]

    @dg.multi_asset(
        name=name,
        specs=build_dbt_asset_specs(manifest=MANIFEST, dagster_dbt_translator=Translator(), selector=SELECTORS[name]),
        check_specs=checks,
    )
    def step(context: dg.AssetExecutionContext, casa: HomeResource) -> Iterator[Any]:
        built = steps.build(casa.home, name)
        if any(node.kind != "test" for node in built.failed):
            raise node_failure(built.failed)
        yield from _materializations(context, built)
        yield dbt_check(built, DBT_TESTS, LAST[name])
        if built.failed:
            raise node_failure(built.failed)
        gate = steps.judge(casa.home, name)
        yield gate_check(gate, f"puerta_{name}", LAST[name])
        if gate is not None and not gate.passed:
            raise gate_failure(gate)

    return step


def _materializations(context: dg.AssetExecutionContext, built: Built) -> Iterator[dg.MaterializeResult]:
    """One a model; a step that had nothing to do confirms what stands."""
    done = {node.unique_id: node for node in built.nodes}
    for spec in _in_order(context.assets_def.specs):
        node = done.get(spec.metadata[UNIQUE_ID])
        seconds = {"segundos": round(node.seconds, 3)} if node else {"sin_cambios": True}
        yield dg.MaterializeResult(asset_key=spec.key, metadata=seconds)


def _in_order(specs: Iterable[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """Each asset after those that it reads: Dagster takes a step's outputs in no other order."""
    by_key = {spec.key: spec for spec in specs}
    graph = {spec.key: {dep.asset_key for dep in spec.deps} & by_key.keys() for spec in by_key.values()}
    return [by_key[key] for key in TopologicalSorter(graph).static_order()]


# dbt's path selectors look from the working folder, which dbt itself sets to its project.
with contextlib.chdir(DBT_PROJECT):
    documentos, staging, marts = (_step(name) for name in SELECTORS)
