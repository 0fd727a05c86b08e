"""dbt's models as Dagster assets, in the three steps that end at a gate, with their tests and suites as checks.
What the models mean belongs to `dbt_project/`; building and judging a step belongs to `closing/`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg

from orchestration.closing import steps
from orchestration.closing.steps import SELECTORS, Built
from orchestration.defs.feeds import tell_empty_tables
from orchestration.defs.home import HomeResource
from orchestration.defs.metadata import OWNERS, dbt_check, gate_check, gate_failure, in_words, node_failure
from orchestration.transforming.graph import Column, Table, graph

UNIQUE_ID = "dbt/unique_id"
PROJECT = graph(HomeResource().home, SELECTORS)

# The asset that each step ends with, and that carries its checks.
LAST = {
    "documentos": dg.AssetKey(["marts", "discrepancias"]),
    "staging": dg.AssetKey(["intermediate", "int_atenciones_vigentes"]),
    "marts": dg.AssetKey(["marts", "conciliacion"]),
}


def _key(table: str) -> dg.AssetKey:
    """Assets read as the warehouse does: schema, then table."""
    return dg.AssetKey([PROJECT.tables[table].schema, PROJECT.tables[table].name])


def _spec(table: Table) -> dg.AssetSpec:
    lineage = {
        column.name: [dg.TableColumnDep(_key(t), name) for t, name in column.sources] for column in table.columns
    }
    return dg.AssetSpec(
        _key(table.id),
        deps=[_key(read) for read in table.reads],
        group_name=table.schema,
        description=table.description,
        owners=OWNERS,
        kinds={"dbt", "duckdb"},
        code_version=table.code,
        tags={"tema": table.topic},
        metadata={
            UNIQUE_ID: table.id,
            "dagster/table_name": f"{table.schema}.{table.name}",
            "dagster/column_schema": dg.TableSchema([_column(column) for column in table.columns]),
            "dagster/column_lineage": dg.TableColumnLineage(lineage),
        },
    )


def _column(column: Column) -> dg.TableColumn:
    """The page of an asset shows no lineage of columns but in their descriptions."""
    read = ", ".join(f"{PROJECT.tables[table].name}.{name}" for table, name in column.sources)
    description = " ".join([column.description, *([f"Viene de {read}."] if read else [])])
    return dg.TableColumn(column.name, column.type or "string", description)


def _step(name: str) -> dg.AssetsDefinition:
    specs = [_spec(table) for table in PROJECT.tables.values() if table.step == name]
    tests = _tests(name)
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
        if name == "documentos":  # what a home's first run builds
            tell_empty_tables(context, casa.home)

    return step


def _tests(name: str) -> dict[str, dg.AssetCheckSpec]:
    """dbt's tests of a step by their ids, each on the model that it is about, or else on the step's last one."""
    return {
        test.id: dg.AssetCheckSpec(
            test.name,
            asset=_key(test.about) if test.about and PROJECT.tables[test.about].step == name else LAST[name],
            blocking=True,
            description=test.description or None,
        )
        for test in PROJECT.tests
        if test.step == name
    }


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


documentos, staging, marts = (_step(name) for name in SELECTORS)
