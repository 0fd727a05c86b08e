"""dbt's models and tests as Dagster assets and checks, in the three steps that stand between the gates.
What the models mean belongs to `dbt_project/`; running dbt belongs to `transforming/`."""

import contextlib

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration.closing import steps
from orchestration.closing.steps import SELECTORS, Built
from orchestration.defs.metadata import UNCHANGED, gate_check
from orchestration.paths import DBT_PROJECT, Home
from orchestration.transforming.dbt import NodeResult, manifest_file

UNIQUE_ID = "dagster_dbt/unique_id"
MANIFEST = manifest_file(Home.current())


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
    @dbt_assets(
        manifest=MANIFEST,
        selector=SELECTORS[name],
        dagster_dbt_translator=Translator(),
        name=name,
        pool="almacen",
    )
    def step(context: dg.AssetExecutionContext) -> Iterator[Any]:
        built = steps.build(Home.current(), name)
        yield from _events(context, built)
        if built.failed:
            names = ", ".join(node.name for node in built.failed[:5])
            raise dg.Failure(
                f"dbt: {len(built.failed)} modelos sin construir o pruebas sin aprobar ({names}"
                f"{', …' if len(built.failed) > 5 else ''}); lo publicado queda como estaba.",
                metadata={node.name: node.message or node.status for node in built.failed},
            )

    return step


def _events(context: dg.AssetExecutionContext, built: Built) -> Iterator[Any]:
    """One materialisation a model and one evaluation a test; a step with nothing to do confirms what stands."""
    done = {node.unique_id: node for node in built.nodes}
    definition = context.assets_def
    failed = {node.unique_id for node in built.failed}
    for spec in _in_order(definition.specs):
        unique_id = spec.metadata[UNIQUE_ID]
        if unique_id not in failed:
            yield dg.MaterializeResult(asset_key=spec.key, metadata=_node_metadata(done.get(unique_id)))
    for check in definition.check_specs:
        yield _check_result(check, done.get((check.metadata or {}).get(UNIQUE_ID, "")))


def _check_result(check: dg.AssetCheckSpec, node: NodeResult | None) -> dg.AssetCheckResult:
    if node is None:
        return dg.AssetCheckResult(asset_key=check.asset_key, check_name=check.name, passed=True, description=UNCHANGED)
    return dg.AssetCheckResult(
        asset_key=check.asset_key,
        check_name=check.name,
        passed=node.status == "pass",
        severity=dg.AssetCheckSeverity.WARN if node.ok else dg.AssetCheckSeverity.ERROR,
        metadata={"filas_que_fallan": node.failures or 0},
        description=node.message,
    )


def _in_order(specs: Iterable[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """Each asset after those that it reads: Dagster takes a step's outputs in no other order."""
    by_key = {spec.key: spec for spec in specs}
    graph = {spec.key: {dep.asset_key for dep in spec.deps} & by_key.keys() for spec in by_key.values()}
    return [by_key[key] for key in TopologicalSorter(graph).static_order()]


def _node_metadata(node: NodeResult | None) -> dict[str, Any]:
    return {"sin_cambios": True} if node is None else {"segundos": round(node.seconds, 3)}


def _gate(gate: str, asset: tuple[str, str]) -> dg.AssetChecksDefinition:
    key = dg.AssetKey(asset)
    name = f"puerta_{gate}"

    @dg.multi_asset_check(
        name=name,
        specs=[dg.AssetCheckSpec(name, asset=key, blocking=True, description=f"Suites de Great Expectations: {gate}.")],
        pool="almacen",
    )
    def check() -> Iterator[dg.AssetCheckResult]:
        yield gate_check(steps.judge(Home.current(), gate), name, key)

    return check


# dbt's path selectors look from the working folder, which dbt itself sets to its project.
with contextlib.chdir(DBT_PROJECT):
    documentos, staging, marts = (_step(name) for name in SELECTORS)

GATES = [
    _gate("documentos", ("marts", "discrepancias")),
    _gate("staging", ("intermediate", "int_atenciones_vigentes")),
    _gate("marts", ("marts", "conciliacion")),
]
