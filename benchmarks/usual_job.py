"""The month as one usually arranges it: a step a process, pandas with openpyxl, a file context of Great Expectations a
report, dbt as a command, every mart written with pandas. `usual.py` times it; nothing else uses it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb
import great_expectations as gx
import pandas as pd

from orchestration.core.paths import DBT_PROJECT

NOT_EMPTY = ("Fecha", "Tipo de documento", "Razón social / Nombre", "Servicio", "Tarea", "Cantidad")


def _folder() -> Path:
    """Where the month's workbooks lie (`mes/`), the warehouse, and what is made of it."""
    return Path(os.environ["BANCO_CARPETA"])


@dg.op
def leer() -> str:
    """Reads and judges each report by itself, and leaves the month's rows as Parquet."""
    frames = []
    for file in sorted((_folder() / "mes").glob("*.xlsx")):
        frame = pd.read_excel(file, sheet_name="Atenciones", header=1, dtype=object, engine="openpyxl")
        _judge(file.stem, frame)
        frames.append(frame.assign(archivo=file.name))
    target = _folder() / "atenciones.parquet"
    pd.concat(frames).astype(str).to_parquet(target)
    return str(target)


def _judge(name: str, frame: pd.DataFrame) -> None:
    context = gx.get_context(mode="file", project_root_dir=str(_folder() / "gx" / name))
    batches = context.data_sources.add_pandas("reporte").add_dataframe_asset("filas")
    whole = batches.add_batch_definition_whole_dataframe("todas")
    suite = context.suites.add(gx.ExpectationSuite(name="reporte"))
    for column in NOT_EMPTY:
        if column in frame.columns:
            suite.add_expectation(gx.expectations.ExpectColumnValuesToNotBeNull(column=column))
    suite.add_expectation(gx.expectations.ExpectTableRowCountToBeBetween(min_value=1))
    suite.add_expectation(gx.expectations.ExpectColumnValuesToBeBetween(column="Cantidad", min_value=1, mostly=0.5))
    judged = context.validation_definitions.add(gx.ValidationDefinition(name="reporte", data=whole, suite=suite))
    judged.run(batch_parameters={"dataframe": frame})


@dg.op
def cargar(rows: str) -> str:
    """Loads the rows; what dbt reads of raw is there already, as ours leaves it."""
    with duckdb.connect(os.environ["RED_CITE_ALMACEN"]) as connection:
        connection.execute(f"create or replace table main.atenciones as from '{rows}'")
    return rows


@dg.op
def transformar(rows: str) -> str:
    """The project's own models and tests, by dbt's command, a step at a time."""
    for selector in ("catalogos_y_publicado", "staging", "marts"):
        dbt = Path(sys.executable).with_name("dbt")
        where = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        made = ["--target-path", str(_folder() / "target"), "--log-path", str(_folder() / "logs")]
        subprocess.run([dbt, "build", "--selector", selector, *where, *made], check=True, stdout=subprocess.DEVNULL)
    return rows


@dg.op
def publicar(rows: str) -> None:
    """Every mart as Parquet and as a workbook."""
    with duckdb.connect(os.environ["RED_CITE_ALMACEN"], read_only=True) as connection:
        marts = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        for (mart,) in marts:
            frame = connection.execute(f"from marts.{mart}").df()
            frame.to_parquet(_folder() / f"{mart}.parquet")
            frame.to_excel(_folder() / f"{mart}.xlsx", engine="openpyxl", index=False)


@dg.job
def mes() -> None:
    """A month, a process for each step: the executor that Dagster takes where none is named."""
    publicar(transformar(cargar(leer())))
