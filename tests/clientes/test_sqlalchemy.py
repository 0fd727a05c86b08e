"""SQLAlchemy with DuckDB's dialect, and pandas: the roads of Superset and of a notebook."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import create_engine, inspect, text

from orchestration.core.paths import Home
from orchestration.publication.editions import Edition
from tests.clientes.conftest import SERVICES


def test_tables_columns_and_figures(year: Home, published: Edition) -> None:
    engine = create_engine(
        f"duckdb:///{year.published / 'red_cite.duckdb'}", connect_args={"read_only": True}, pool_pre_ping=True
    )
    with engine.connect() as connection:
        assert set(inspect(engine).get_table_names(schema="marts")) == set(published.manifest.tablas)
        # `get_columns` fails: duckdb-engine 0.17 speaks to SQLAlchemy < 2.1, which Superset has.
        columns = text("select column_name from information_schema.columns where table_name = 'servicios_por_cite'")
        assert {"periodo", "cite_codigo", "servicios"} <= set(connection.execute(columns).scalars())
        total = connection.execute(text("select sum(servicios) from marts.servicios_por_cite")).scalar()
        assert int(total) == SERVICES
    engine.dispose()


def test_pandas_reads_parquet_with_its_nulls(year: Home, published: Edition) -> None:
    frame = pd.read_parquet(year.published / "parquet" / "clientes_frente_a_metas.parquet")
    assert len(frame) == published.manifest.tablas["clientes_frente_a_metas"].rows
    assert frame["avance_clientes_inicial"].isna().any()
