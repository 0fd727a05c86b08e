"""What the UI shows of a gate and of dbt's tests: red closes, warnings are told apart, each test is its model's."""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.defs.definitions import defs
from orchestration.defs.metadata import UNCHANGED, dbt_check, findings_table, gate_check
from orchestration.gates.findings import Expectation, ExpectationResult, Finding, SuiteResult
from orchestration.gates.loads import GateOutcome
from orchestration.gates.suites import rules_of, title_of
from orchestration.transforming.dbt import NodeResult

MART = dg.AssetKey(["marts", "servicios_por_cite"])


def outcome(*broken: str) -> GateOutcome:
    """A gate with a kept promise, and a broken one of each severity."""
    results = [ExpectationResult(Expectation("kept", {}, meta={"codigo": "cumple"}), True)]
    results += [
        ExpectationResult(Expectation("broken", {}, severity, {"codigo": severity}), False, (1, 2))
        for severity in broken
    ]
    return GateOutcome("marts", (SuiteResult("marts_x", tuple(results)),))


@pytest.mark.parametrize(
    ("broken", "passed", "warnings", "said"),
    [
        ((), True, 0, "1 expectativas, todas cumplidas."),
        (("warning",), True, 1, "2 expectativas, 1 advertencias por mirar: warning (2 filas)."),
        (("critical", "warning"), False, 0, "3 expectativas, 2 sin cumplir: critical (2 filas), warning (2 filas)."),
    ],
)
def test_a_gate_is_red_where_it_closes_and_a_warning_is_told_apart(
    broken: tuple[str, ...], passed: bool, warnings: int, said: str
) -> None:
    check = gate_check(outcome(*broken), "puerta_marts", MART)
    assert (check.passed, check.description) == (passed, said)
    assert check.metadata["advertencias"].value == warnings
    table = check.metadata["expectativas"]
    assert isinstance(table, dg.TableMetadataValue)
    assert [record.data["codigo"] for record in table.records] == ["cumple", *broken]


@pytest.mark.parametrize(
    ("status", "passed", "severity"),
    [("pass", True, "WARN"), ("warn", False, "WARN"), ("fail", False, "ERROR"), ("error", False, "ERROR")],
)
def test_a_test_of_dbts_keeps_its_severity(status: str, passed: bool, severity: str) -> None:
    node = NodeResult("test.x", "x", "test", status, 0.1, 3, None)
    check = dbt_check(node, dg.AssetCheckKey(MART, "x"))
    assert check.passed is passed and check.metadata["filas_que_fallan"].value == 3
    assert passed or check.severity.value == severity


def test_a_test_that_did_not_run_stands() -> None:
    check = dbt_check(None, dg.AssetCheckKey(MART, "x"))
    assert check.passed and check.description == UNCHANGED


SECRET = "QUISPE MAMANI, 45678912"


@pytest.mark.parametrize("code", ["sin_regla", *rules_of("reporte")])
def test_a_verdicts_table_says_where_and_what_to_do_and_quotes_nobody(code: str) -> None:
    said = f"Fila 7, columna «Cliente»: «{SECRET}» no vale."
    finding = Finding("fila", code, said, hoja="Atenciones", fila=7, columna="Cliente", valor=SECRET)
    (row,) = findings_table([finding], "reporte", personal=True).records
    assert not [part for part in ("QUISPE", "45678912", "{", "}") if part in " ".join(map(str, row.data.values()))]
    assert row.data["regla"] == title_of("reporte", code)
    assert (row.data["efecto"], row.data["hoja"], row.data["fila"]) == ("aparta la fila", "Atenciones", 7)
    assert row.data["que_hacer"] or code == "sin_regla"


def test_the_mefs_file_names_nobody_and_its_findings_are_told_in_full() -> None:
    finding = Finding("entrega", "corte_retrocede", "El corte retrocede.", archivo="2024.csv", linea=3, columna="MES")
    (row,) = findings_table([finding], "siaf", personal=False).records
    said = {"efecto": "rechaza", "hoja": "2024.csv", "fila": 3, "columna": "MES", "que_hacer": "El corte retrocede."}
    assert {name: row.data[name] for name in said} == said


def test_every_test_of_dbts_is_a_check_of_the_model_that_it_is_about() -> None:
    graph = defs.get_repository_def().asset_graph
    checks = {key.name: key.asset_key for key in graph.asset_check_keys}
    assert checks["clave_unica_servicios_por_cite_periodo__cite_codigo__tipo_servicio_codigo"] == MART
    # A test of its own file asks several models: it stands on the last one of its step.
    assert checks["reportes_vigentes_en_la_grilla"] == dg.AssetKey(["intermediate", "int_atenciones_vigentes"])


def test_a_mart_names_its_owner_its_columns_and_where_each_is_from() -> None:
    mart = defs.get_repository_def().asset_graph.get(MART)
    assert mart.owners == ["team:DSE"] and mart.kinds == {"dbt", "duckdb"} and mart.code_version
    columns = {column.name: column for column in mart.metadata["dagster/column_schema"].columns}
    assert columns["periodo"].type == "date"
    # The page of an asset shows the lineage of columns nowhere else.
    assert columns["cite"].description.endswith("Viene de dim_cite.cite.")
    lineage = mart.metadata["dagster/column_lineage"].deps_by_column
    assert lineage["cite"] == [dg.TableColumnDep(dg.AssetKey(["marts", "dim_cite"]), "cite")]
