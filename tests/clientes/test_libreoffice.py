"""LibreOffice opens every workbook, and what it saves again holds the same figures."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.outputs.routes import sheet
from orchestration.outputs.routes.equality import checks
from orchestration.outputs.routes.tables import MartColumn, MartTable, published_tables
from orchestration.outputs.routes.workbook import read_workbook
from orchestration.publication.editions import Edition
from tests.clientes.programs import run

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
