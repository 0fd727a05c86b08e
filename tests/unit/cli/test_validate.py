"""`red-cite validar` keeps the contract of its output and of its exit codes, and starts soon."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result
from workbooks import cover, csv_report, good_row, good_rows, report, table

from orchestration.cli.main import app
from orchestration.core.paths import PROJECT, Home
from orchestration.gates.findings import Expectation, Suite
from orchestration.intake.reports.judging import verdict as judging

KEYS = ["archivo", "estado", "cite_codigo", "periodo", "filas", "filas_aceptadas", "filas_observadas"]
KEYS += ["servicios", "clientes", "importe", "advertencias", "motivos"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["validar", *map(str, arguments)])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "bueno.xlsx": report(good_rows(3)),
        "observado.xlsx": report([*good_rows(2), good_row(3, Cantidad=1.5)]),
        "malo.xlsx": b"\x00",
        "2024-09_citemadera-lima.csv": csv_report({"tabla": table(good_rows(2))}),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def test_one_json_object_a_file_in_order_and_nothing_else(files: dict[str, Path], home: Home) -> None:
    result = run(*files.values(), "--json")
    records = lines(result)
    assert [record["archivo"] for record in records] == [str(file) for file in files.values()]
    assert all(list(record) == KEYS for record in records)
    assert [record["estado"] for record in records] == ["aceptado", "observado", "rechazado", "aceptado"]
    assert result.exit_code == 1


def test_the_figures_are_those_of_the_accepted_rows(files: dict[str, Path]) -> None:
    record = lines(run(files["observado.xlsx"], "--json"))[0]
    known = {
        "cite_codigo": "citemadera-lima",
        "periodo": "2024-09",
        "filas": 3,
        "filas_aceptadas": 2,
        "filas_observadas": 1,
    }
    assert record.items() >= (known | {"servicios": 2, "clientes": 2, "importe": 21.0}).items()
    reason = record["motivos"][0]
    assert list(reason) == ["codigo", "hoja", "fila", "columna", "valor", "mensaje"]
    assert [reason[key] for key in list(reason)[:5]] == ["cantidad_invalida", "Atenciones", 4, "Cantidad", "1.5"]


def test_what_cannot_be_known_of_a_rejected_file_is_null(files: dict[str, Path]) -> None:
    record = lines(run(files["malo.xlsx"], "--json"))[0]
    assert [record[key] for key in KEYS[2:10]] == [None] * 8


@pytest.mark.parametrize(("name", "code"), [("bueno.xlsx", 0), ("observado.xlsx", 0), ("malo.xlsx", 1)])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_exit_codes(files: dict[str, Path], name: str, code: int, options: list[str]) -> None:
    assert run(files[name], *options).exit_code == code


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bueno.xlsx", "nadie.xlsx"],
        ["."],
        ["bueno.xlsx", "--cite", "cite-inventado"],
        ["bueno.xlsx", "--periodo", "2024-13"],
        ["bueno.xlsx", "--nada"],
    ],
)
def test_misuse_is_2_with_nothing_on_stdout(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(files["bueno.xlsx"].parent)
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_the_path_is_printed_as_given(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(files["bueno.xlsx"].parent)
    assert lines(run("./bueno.xlsx", "--json"))[0]["archivo"] == "./bueno.xlsx"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--cite", "citepesquero-ilo"], "cite_distinto"),
        (["--periodo", "2024-08"], "periodo_distinto"),
    ],
)
def test_what_it_was_handed_in_for(files: dict[str, Path], options: list[str], code: str) -> None:
    result = run(files["bueno.xlsx"], *options, "--json")
    assert [reason["codigo"] for reason in lines(result)[0]["motivos"]] == [code]
    assert run(files["bueno.xlsx"], "--cite", "citemadera-lima", "--periodo", "2024-09").exit_code == 0


def test_the_plan_s_target_is_known_to_the_command(tmp_path: Path) -> None:
    rows = [good_row(1, Cantidad=90_000)]  # the network's whole year was 78,711 services
    (tmp_path / "x.xlsx").write_bytes(report(rows, cover(rows)))
    record = lines(run(tmp_path / "x.xlsx", "--json"))[0]
    assert [warning["codigo"] for warning in record["advertencias"]] == ["servicios_sobre_meta"]


def test_people_read_where_what_and_why(files: dict[str, Path]) -> None:
    text = " ".join(run(*files.values()).stdout.split())
    assert "OBSERVADO" in text and "Fila 4, columna «Cantidad»" in text
    assert "2 aceptado(s), 1 observado(s), 1 rechazado(s)." in text


def test_text_from_a_file_never_writes_over_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(csv_report({"t": table([good_row(1, Servicio="[bold]\x7f\u202e")])}))
    text = run(tmp_path / "x.csv").stdout
    assert "[bold]" in text and "\x7f" not in text and "\u202e" not in text


def test_it_writes_nothing(files: dict[str, Path], home: Home) -> None:
    before = {
        path: path.stat().st_mtime_ns for root in (home.root, files["bueno.xlsx"].parent) for path in root.rglob("*")
    }
    run(*files.values())
    after = {
        path: path.stat().st_mtime_ns for root in (home.root, files["bueno.xlsx"].parent) for path in root.rglob("*")
    }
    assert after == before


def test_it_starts_without_the_heavy_libraries(files: dict[str, Path]) -> None:
    heavy = ("great_expectations", "dagster", "dbt", "duckdb", "pyarrow.parquet")
    code = (
        "import sys; from typer.testing import CliRunner; from orchestration.cli.main import app\n"
        f"CliRunner().invoke(app, ['validar', {str(files['bueno.xlsx'])!r}])\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_rule_written_wrong_is_told_without_a_traceback(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Expectation("expect_column_values_to_be_odd", {"column": "cantidad"}, meta={"codigo": "impar"})
    monkeypatch.setattr(judging, "load_suite", lambda name: Suite(name, (wrong,)))
    result = run(files["bueno.xlsx"], "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expect_column_values_to_be_odd" in result.stderr and "Traceback" not in result.stderr
