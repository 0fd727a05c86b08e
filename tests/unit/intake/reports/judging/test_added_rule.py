"""A rule or a limit added to the rule file alone is known to both evaluations and to the command line."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
import tokenize
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner
from workbooks import RECEIVED, good_row, good_rows, report

from orchestration.cli.main import app
from orchestration.core.paths import PROJECT, SUITES
from orchestration.gates.evaluate import evaluate
from orchestration.gates.suites import limits, load_suite, read_data, suites_of
from orchestration.gates.validation import validate
from orchestration.intake.reports.judging import verdict as judging
from orchestration.intake.reports.judging.verdict import Evaluate, SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.report import read_report

# As `docs/reglas.md` shows them.
DEAR = """
    - codigo: importe_muy_alto
      titulo: Importe muy alto
      promesa: Ningún importe pasa de S/ 50,000.
      exige: {importe: {maximo: 50000}}
      efecto: advierte
      columna: Importe
      mensaje: >-
        Fila {fila}, columna «{columna}»: el importe {valor} pasa de S/ 50,000. Confirme que sea correcto.
      razon: Ningún servicio del tarifario llega a esa suma (supuesto del ejemplo).
"""
PROOF = """
    - codigo: medio_verificacion_invalido
      titulo: Medio de verificación inválido
      promesa: El medio de verificación, si se escribe, es un acta o un informe con su número.
      exige: {medio_verificacion: {forma: "^(Acta|Informe) [0-9]+$"}}
      efecto: observa
      columna: Medio de verificación
      mensaje: >-
        Fila {fila}, columna «{columna}»: «{valor}» no es un acta ni un informe con su número.
      razon: Ejemplo de una regla sobre la forma de un texto.
"""
ROWS = [
    *good_rows(2),
    good_row(3, **{"Importe": 50_000.01, "Medio de verificación": "foto"}),
    good_row(4, Importe=50_000),
]


@pytest.fixture
def suites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `expectations/` that judging reads in the place of the project's."""
    folder = tmp_path / "expectations"
    shutil.copytree(SUITES, folder)
    monkeypatch.setattr(judging, "load_suite", partial(load_suite, folder=folder))
    return folder


def add(folder: Path, rule: str, suite: str = "reporte_filas") -> None:
    """Writes the rule as the first of its suite, as a person does who pastes it."""
    file = folder / "reporte.yml"
    before, after = file.read_text(encoding="utf-8").split(f"\n{suite}:\n")
    head, rules = after.split("  reglas:\n", 1)
    file.write_text(f"{before}\n{suite}:\n{head}  reglas:{rule}\n{rules}", encoding="utf-8")
    for read in (read_data, suites_of, load_suite, limits):
        read.cache_clear()


def judged(rows: list[dict[str, Any]], evaluation: Evaluate) -> Verdict:
    return judge([SubmittedReport(read_report(report(rows), "x"), RECEIVED)], evaluate=evaluation)[0]


@pytest.mark.parametrize("evaluation", [evaluate, validate], ids=["direct", "great_expectations"])
def test_a_rule_added_to_the_file_warns_or_observes(suites: Path, evaluation: Evaluate) -> None:
    assert judged(ROWS, evaluation).estado == "aceptado"
    add(suites, DEAR)
    add(suites, PROOF)
    found = judged(ROWS, evaluation)
    assert (found.estado, found.filas_observadas) == ("observado", 1)
    assert [f.mensaje for f in found.advertencias] == [
        "Fila 4, columna «Importe»: el importe 50000.01 pasa de S/ 50,000. Confirme que sea correcto."
    ]
    assert [f.mensaje for f in found.motivos] == [
        "Fila 4, columna «Medio de verificación»: «foto» no es un acta ni un informe con su número."
    ]


def test_the_command_line_knows_the_added_rule(suites: Path, tmp_path: Path) -> None:
    add(suites, PROOF)
    (tmp_path / "x.xlsx").write_bytes(report(ROWS))
    result = CliRunner().invoke(app, ["validar", str(tmp_path / "x.xlsx"), "--json"])
    record = json.loads(result.stdout)
    assert [(m["codigo"], m["fila"], m["valor"]) for m in record["motivos"]] == [
        ("medio_verificacion_invalido", 4, "foto")
    ]


def test_a_limit_added_to_the_limits_is_named_by_a_rule(suites: Path) -> None:
    with (suites / "limites.yml").open("a", encoding="utf-8") as file:
        file.write("\nimporte_maximo: {valor: 50000, unidad: soles, razon: Ejemplo.}\n")
    add(suites, DEAR.replace("maximo: 50000", "maximo: $importe_maximo"))
    assert [f.codigo for f in judged(ROWS, evaluate).advertencias] == ["importe_muy_alto"]


def test_a_rule_about_a_whole_report_may_be_added(suites: Path) -> None:
    rule = """
    - codigo: pocas_filas
      titulo: Pocas filas
      promesa: Todo reporte tiene por lo menos 5 filas.
      exige: {filas: {minimo: 5}}
      efecto: advierte
      mensaje: El reporte tiene {filas} filas.
      razon: Ejemplo.
"""
    add(suites, rule, "reporte_caratula")
    assert [f.mensaje for f in judged(ROWS, evaluate).advertencias] == ["El reporte tiene 4 filas."]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("{importe: {maximo", "{nadie: {maximo", "'importe_muy_alto' no se pudo evaluar"),
        ("maximo: 50000", "par: true", "regla importe_muy_alto: lo que se exige de «importe» no se entiende"),
        ("{importe: {maximo: 50000}}", "{importe: unico}", "no se puede evaluar sin Great Expectations"),
    ],
)
def test_a_rule_that_is_written_wrong_lets_nothing_pass(suites: Path, written: str, instead: str, said: str) -> None:
    assert written in DEAR
    add(suites, DEAR.replace(written, instead))
    with pytest.raises(ValueError, match=said):
        judged(ROWS, evaluate)


def test_the_page_shows_these_very_rules() -> None:
    page = (PROJECT / "docs" / "reglas.md").read_text(encoding="utf-8")
    shown = [yaml.safe_load(textwrap.dedent(block)) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    assert yaml.safe_load(DEAR) in shown and yaml.safe_load(PROOF) in shown


def test_a_limit_stands_in_no_code_and_in_no_other_suite() -> None:
    """Those that could be told from other numbers; 0, 1, 2 and 10 could not."""
    telling = {value for value in limits().values() if value not in (0, 1, 2, 10)}
    strays = []
    for file in (PROJECT / "orchestration" / "intake" / "reports" / "judging").glob("*.py"):
        with tokenize.open(file) as handle:
            numbers = [t.string for t in tokenize.generate_tokens(handle.readline) if t.type == tokenize.NUMBER]
        strays += [(file.name, text) for text in numbers if float(text.replace("_", "")) in telling]
    for suite in SUITES.glob("*.yml"):
        if suite.name != "limites.yml":
            numbers = re.findall(r"(?:minimo|maximo): ([0-9.]+)", suite.read_text(encoding="utf-8"))
            strays += [(suite.name, text) for text in numbers if float(text) in telling]
    assert strays == []
