"""LibreOffice opens every workbook, and what it saves again holds the same figures."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.outputs.routes import sheet
from orchestration.outputs.routes.equality import checks
from orchestration.outputs.routes.tables import MartColumn, MartTable, published_tables
from orchestration.outputs.routes.workbook import read_workbook
from orchestration.publication.editions import Edition
from tests.clientes.programs import program, run

# It saves 15 digits of a double, of the 17 that it read; fewer are compared, for the last may be rounded up or down.
DIGITS = 9


@pytest.fixture(scope="module")
def saved(year: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every workbook opened by LibreOffice and saved as one of its own, and one printed."""
    folder = tmp_path_factory.mktemp("libreoffice")
    books = sorted((year.published / "excel").glob("*.xlsx"))
    profile = f"-env:UserInstallation=file://{folder / 'perfil'}"
    run("soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder, *books)
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, books[0].with_stem("dim_cite"))
    return folder


def rounded(column: MartColumn) -> str:
    return f'round("{column.name}", {DIGITS})' if column.type == "DOUBLE" else sheet.held(column)


def test_every_workbook_opens_with_its_figures_and_dictionary(saved: Path, published: Edition) -> None:
    def read(connection: duckdb.DuckDBPyConnection, table: MartTable) -> int:
        missing = read_workbook(saved / f"{table.name}.xlsx", connection, table)
        for column in table.columns:
            if column.type == "DOUBLE":
                connection.execute(f'update leido.{table.name} set "{column.name}" = {rounded(column)}')
        return missing

    frame = checks(published, published_tables(published), "libreoffice", read, rounded)
    assert set(frame["tabla"]) == published.manifest.tablas.keys()
    assert list(frame["filas"]) == list(frame["filas_publicadas"])
    assert not frame["filas_distintas"].any() and not frame["descripciones_que_faltan"].any()


def test_a_workbook_prints(saved: Path) -> None:
    assert (saved / "dim_cite.pdf").read_bytes().startswith(b"%PDF")


def test_a_pivot_table_answers_what_the_page_of_the_tools_says(year: Home, published: Edition) -> None:
    """Three of the ten questions of `docs/bi.md`, asked in Calc's own pivot tables with the filters named there."""
    of_the_year, asked = ["anio", 2024, 2024], {}
    for mart, where, row, sums in (
        ("servicios_por_cite", [of_the_year, ["mes", 7, 9]], "cite", ["servicios"]),
        ("clientes_por_tipo", [of_the_year, ["mes", 12, 12]], "tipo_cliente", ["clientes_acumulado"]),
        ("avance_metas", [of_the_year], "cite", ["servicios", "meta_servicios_actualizada"]),
    ):
        source = str((year.published / "excel" / f"{mart}.xlsx").resolve())
        asked[mart] = {"source": source, "where": where, "rows": [row], "sums": sums}
    plan = {"soffice": program("soffice"), "tables": list(asked.values())}
    shown = json.loads(run("/usr/bin/python3", Path(__file__).with_name("pivot.py"), stdin=json.dumps(plan)))
    with duckdb.connect(str(published.database), read_only=True) as reader:
        for (mart, table), lines in zip(asked.items(), shown, strict=True):
            span = " and ".join(f"{column} between {least} and {most}" for column, least, most in table["where"])
            figures = ", ".join(f"sum({name})::double" for name in table["sums"])
            meant = reader.execute(f"select {table['rows'][0]}, {figures} from marts.{mart} where {span} group by 1")
            by_row = {row: list(values) for row, *values in meant.fetchall()}
            assert {row: values for row, *values in lines if row in by_row} == by_row
            assert lines[-1][1:] == [pytest.approx(sum(column)) for column in zip(*by_row.values(), strict=True)]
