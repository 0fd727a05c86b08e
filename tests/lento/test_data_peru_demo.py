"""The reconstructed 2024 (synthetic) as a delivery of Data Perú: it says what the bulletin printed, goes into a home
without reports and comes out again the same. Small deliveries, refusals and kills belong to the usual suite."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.closing import steps
from orchestration.closing.rebuild import build_and_publish
from orchestration.core.paths import PUBLISHED_FIGURES, Home
from orchestration.intake.data_peru.layout import ROOT, TABLES
from orchestration.intake.feeds import DATA_PERU, REPORTS
from orchestration.outputs.data_peru.export import export
from orchestration.publication.editions import edition
from orchestration.synthetic.year import write_year

pytestmark = [pytest.mark.lento, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The twelve months received as they came in, and published once."""
    home = Home(tmp_path_factory.mktemp("demo") / "casa").create()
    moments = {}
    for sent in write_year(home.root / "demo"):
        shutil.copy2(sent.path, home.landing / sent.path.name)
        moments[sent.path.name] = sent.received_at
    steps.receive(home, REPORTS, lambda file: moments[file.name])
    steps.judge(home, "raw")
    build_and_publish(home)
    return home


@pytest.fixture(scope="module")
def delivery(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("entrega")
    export(edition(reported, "actual"), folder)
    return folder


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with next((folder / ROOT).rglob(f"{table}.csv")).open(encoding="latin-1", newline="") as handle:
        return [{k: v for k, v in row.items() if k != "fecha"} for row in csv.DictReader(handle)]


def _printed(table: str) -> dict[str, int]:
    """Network figures of 2024 by label, as the bulletin prints them."""
    with (PUBLISHED_FIGURES / "boletin_2024.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["cuadro"] == table and row["es_total"] == "false"]
    return {row["etiqueta"]: int(row["valor"]) for row in rows if row["medida"] in ("servicios", "clientes")}


@pytest.mark.parametrize(
    ("name", "column", "table"), [("TABLA_03_N02", "subcategoria", "Tabla 1"), ("TABLA_02_N02", "tipo", "Tabla 2")]
)
def test_december_is_what_the_bulletin_printed(name: str, column: str, table: str, delivery: Path) -> None:
    december = {row[column].replace(" / ", "/"): int(row["mes_12"]) for row in _rows(delivery, name)}
    assert len(december) > 5
    assert december == _printed(table)


def test_the_year_goes_into_a_home_without_reports_and_comes_out_the_same(
    reported: Home, delivery: Path, tmp_path: Path
) -> None:
    empty = Home(tmp_path / "vacia").create()
    shutil.copytree(delivery, empty.data_peru_landing / "2024")
    assert [decision.estado for decision in steps.receive(empty, DATA_PERU).decisions] == ["aceptado"]
    steps.judge(empty, "raw")
    build_and_publish(empty)
    figures = {
        "servicios_acumulados_por_cite": "periodo, cite_codigo, tipo_servicio_codigo, servicios_acumulado",
        "clientes_por_tipo": "periodo, tipo_cliente, clientes_acumulado",
        "clientes_por_tipo_y_cite": "periodo, cite_codigo, tipo_cliente, clientes_acumulado",
    }
    for mart, columns in figures.items():
        filled = columns.split(", ")[-1]
        before, after = (
            _ask(home, f"select {columns} from marts.{mart} where {filled} is not null order by all")
            for home in (reported, empty)
        )
        assert len(before) > 2000 if "cite_codigo" in columns else len(before) == 12 * 6  # months and types of client
        assert after == before, mart
    again = export(edition(empty, "actual"), tmp_path / "otra").folder.parent
    for table in TABLES:
        assert _rows(again, table.name) == _rows(delivery, table.name), table.name


def _ask(home: Home, query: str) -> list[tuple]:
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        return reader.execute(query).fetchall()
