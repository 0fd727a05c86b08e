"""`red-cite metrica` shows figures with their notice and their reading, and ends with 2 where it cannot.
What the figures are is tested with `metrics/`; here only how they come out."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from orchestration.cli.main import app
from orchestration.core import locks
from orchestration.core.paths import Home
from orchestration.publication.manifest import Manifest

_DEFINITION = {
    "granos": {"mes": ["atendidos"]},
    "no_se_suma_entre": [],
    "modelos": [
        {
            "nombre": "ventanilla",
            "tabla": "ventanilla",
            "llave": None,
            "claves": {"centro": "centro"},
            "dimensiones": {},
            "medidas": {"atendidos": {"agg": "sum", "expr": "atendidos"}},
            "filas": None,
            "filas_del_anio": "year(periodo) = 2023",
            "faltantes": None,
        }
    ],
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["metrica", *arguments], env={"COLUMNS": "160"})


@pytest.fixture(autouse=True)
def published(home: Home) -> None:
    """A publication of one invented metric over three rows."""
    folder = home.published / "versiones" / "00003-abc"
    folder.mkdir(parents=True)
    (home.published / "actual").symlink_to(folder)
    sources = [{"reporte_id": "r"}, {"reporte_id": "s"}]
    Manifest(3, "abc", "2024-03-06T10:00:00", {}, sources, [], sinteticos=2).write(folder / "manifiesto.json")
    with duckdb.connect(str(folder / "red_cite.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.metricas as select 'atendidos' as metrica, 1 as orden, 'Atendidos' as etiqueta, "
            "'Quiénes.' as descripcion, 'Con cuidado.' as lectura, 'personas' as unidad, 'aditiva' as aditividad, "
            "false as auxiliar, null::varchar as numerador, null::varchar as denominador, ? as definicion",
            [json.dumps(_DEFINITION)],
        )
        connection.execute(
            "create table marts.ventanilla as from (values "
            "(date '2023-01-01', 'a', 7), (date '2024-01-01', 'a', 1200), (date '2024-01-01', 'b', null), "
            "(date '2024-02-01', 'a', 34)) t(periodo, centro, atendidos)"
        )


def test_without_a_name_every_metric_is_described() -> None:
    result = run()
    assert result.exit_code == 0
    for said in ("atendidos · Atendidos · personas · aditiva", "Quiénes. Con cuidado.", "Granos: mes, acumulado, anio"):
        assert said in result.stdout


def test_figures_come_with_the_notice_and_the_reading() -> None:
    result = run("atendidos", "--por", "centro", "--grano", "mes", "--donde", "mes=1")
    assert result.exit_code == 0
    for said in ("sintéticos en los reportes vigentes (2 de 2)", "enero 2024", "1,200", "sin dato", "Con cuidado."):
        assert said in result.stdout


def test_a_year_of_which_no_month_is_known_says_so() -> None:
    assert "año entero" in run("atendidos", "--donde", "anio=2023").stdout


def test_json_and_csv_hold_plain_values(tmp_path: Path) -> None:
    file = tmp_path / "cifras.csv"
    result = run("atendidos", "--grano", "acumulado", "--json", "--csv", str(file))
    answer = json.loads(result.stdout)
    assert answer["cifras"] == [
        {"periodo": "2024-01-01", "atendidos": 1200},
        {"periodo": "2024-02-01", "atendidos": 1234},
    ]
    assert answer["publicacion"] == 3 and answer["metrica"]["lectura"] == "Con cuidado."
    assert file.read_text("utf-8-sig") == "periodo,atendidos\n2024-01-01,1200\n2024-02-01,1234\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["atendido"], "¿Quiso decir `atendidos`?"),
        (["atendidos", "--donde", "centro"], "escríbalo como dimension=valor"),
        (["atendidos", "--publicacion", "9"], "no hay ninguna publicación '9'"),
        (["atendidos", "--csv", "/no/existe/x.csv"], "no se puede escribir"),
    ],
)
def test_what_the_person_can_correct_ends_with_2(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and said in result.stderr


def test_it_is_given_where_the_warehouse_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    assert run("atendidos", "--json").exit_code == 0
