"""A dbt manifest in small becomes tables with their columns, promises and lineage, and nothing is lost on the way.
The real project is read in `tests/integration/test_dictionary.py`."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.core.paths import SUITES
from orchestration.outputs.dictionary import project, promises

_PARENTS = {
    "source.ventas": [],
    "seed.tipos": [],
    "model.stg": ["source.ventas", "seed.tipos"],
    "model.mart": ["model.stg"],
    "semantic.mart": ["model.mart"],
    "metric.total": ["semantic.mart"],
    "exposure.libro": ["metric.total"],
    "test.key": ["model.mart"],
}


def _node(kind: str, name: str, schema: str, description: str, *above: str, **stated: Any) -> dict[str, Any]:
    return {
        "resource_type": kind,
        "name": name,
        "schema": schema,
        "description": description,
        "columns": {},
        "depends_on": {"nodes": list(above)},
        "original_file_path": f"models/{name}.sql",
        "config": {"meta": {}},
        **stated,
    }


def _column(name: str, description: str, **stated: Any) -> dict[str, Any]:
    return {"name": name, "description": description, "data_type": None, "config": {"meta": {}}, **stated}


def _test(name: str, table: str, **arguments: Any) -> dict[str, Any]:
    metadata = {"name": name, "kwargs": {"model": "x", **arguments}}
    return _node("test", f"{name}_x", "pruebas", "", table, attached_node=table, test_metadata=metadata)


def _nodes() -> dict[str, Any]:
    columns = {
        "mes": _column("mes", "Mes."),
        "total": _column(
            "total", "Cuánto.", data_type="bigint", config={"meta": {"unidad": "soles", "aditividad": "por_mes_y_tipo"}}
        ),
        "tipo": _column("tipo", "De qué tipo."),
    }
    stg, mart = "model.stg", "model.mart"
    return {
        "seed.tipos": _node("seed", "tipos", "catalogos", "Los tipos. Una fila por tipo."),
        stg: _node("model", "stg", "staging", "Una fila por venta; con su tipo.", "source.ventas", "seed.tipos"),
        mart: _node("model", "mart", "marts", "Qué se vendió. Una fila por mes y tipo.", stg, columns=columns),
        "test.key": _test("clave_unica", mart, columnas=["mes", "tipo"]),
        "test.null": _test("not_null", mart, column_name="mes"),
        "test.values": _test("accepted_values", mart, column_name="tipo", values=["a", "b"]),
        "test.there": _test("relationships", mart, column_name="tipo", to="ref('tipos')", field="tipo"),
        "test.own": _node("test", "ventas_suman", "pruebas", "Las ventas suman su total.", mart, stg),
        "test.new": _test("de_otra_casa", mart, column_name="total"),
    }


@pytest.fixture
def manifest() -> dict[str, Any]:
    book = _node("exposure", "libro", "", "Un libro.", "metric.total", label="El libro")
    unit = {"name": "cero", "description": "Cero no es nulo.", "depends_on": {"nodes": ["model.mart"]}}
    return {
        "nodes": _nodes(),
        "sources": {"source.ventas": _node("source", "ventas", "raw", "Lo recibido. Una fila por venta.")},
        "exposures": {"exposure.libro": book | {"config": {"meta": {"ruta": "excel"}}}},
        "unit_tests": {"unit.mart": unit},
        "parent_map": _PARENTS,
        "child_map": {id: [child for child, above in _PARENTS.items() if id in above] for id in _PARENTS},
    }


def test_a_table_comes_with_its_columns_types_units_and_promises(manifest: dict[str, Any]) -> None:
    gates = {"marts.mart": ["La puerta `marts` cierra si: Falta un mes."]}
    mart = project.entries(manifest, {("mart", "mes"): "DATE"}, gates)["model.mart"]
    assert (mart.description, mart.grain) == ("Qué se vendió.", "Una fila por mes y tipo")
    assert [(c.name, c.type, c.unit, c.sums, c.is_key) for c in mart.columns] == [
        ("mes", "date", "", "", True),
        ("total", "bigint", "soles", "se suma en cada `mes` y `tipo`", False),
        ("tipo", "", "", "", True),
    ]
    assert [c.promises for c in mart.columns] == [
        ("nunca nulo",),
        ("De otra casa x.",),
        ("solo `a`, `b`", "está en `tipos`"),
    ]
    assert mart.promises == (
        "Clave: `mes`, `tipo`.",
        "Las ventas suman su total.",
        "Caso de prueba: Cero no es nulo.",
        "La puerta `marts` cierra si: Falta un mes.",
    )


def test_the_lineage_goes_from_what_was_received_to_what_leaves(manifest: dict[str, Any]) -> None:
    entries = project.entries(manifest, {}, {})
    assert [entry.layer for entry in entries.values()] == ["raw", "catalogos", "staging", "marts", "salidas"]
    mart, book = entries["model.mart"], entries["exposure.libro"]
    assert (mart.upstream, mart.downstream) == (("model.stg",), ("exposure.libro",))
    assert mart.origins == ("seed.tipos", "source.ventas")
    assert book.upstream == ("model.mart",), "a metric stands for its mart"
    assert (book.label, book.place) == ("El libro", "excel")


@pytest.mark.parametrize(
    ("written", "description", "grain"),
    [
        ("Una fila por venta; con su tipo.", "Con su tipo.", "Una fila por venta"),
        ("Ventas; una fila por mes. Y más.", "Ventas. Y más.", "Una fila por mes"),
        (
            "Ventas del año. Una fila por mes y tipo (de 1.1 a 8.2).",
            "Ventas del año.",
            "Una fila por mes y tipo (de 1.1 a 8.2)",
        ),
        ("Sin decirlo.", "Sin decirlo.", ""),
    ],
)
def test_what_one_row_is_is_told_apart(manifest: dict[str, Any], written: str, description: str, grain: str) -> None:
    manifest["nodes"]["model.stg"]["description"] = written
    stg = project.entries(manifest, {}, {})["model.stg"]
    assert (stg.description, stg.grain) == (description, grain)


def test_what_a_gate_holds_is_said_as_a_promise_and_whether_it_closes_or_warns() -> None:
    held = promises.of_gates(SUITES)
    assert (
        "Suma de sexos: Los clientes de los tres sexos suman los de su tipo. Si no, la puerta `marts` se cierra."
        in held["marts.clientes_por_sexo"]
    )
    assert (
        "Devengado dentro del PIM: Lo devengado no supera al PIM. Si no, la puerta `marts` avisa."
        in held["marts.ejecucion_presupuestal"]
    )
